import { hashOf } from './hash.ts';

/**
 * What is kept in a file, with a sum over it, so that one that was damaged, or put together from others, is not taken
 * for a good one. It keeps out nobody who may write the file.
 */
export function keptText(content: object): string {
  return JSON.stringify({ ...content, sum: hashOf(JSON.stringify(content)) });
}

/** The content of such a file; null for any other. */
export function readKeptText(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('sum' in value)) return null;
    const { sum, ...content } = value;
    return sum === hashOf(JSON.stringify(content)) ? content : null;
  } catch {
    // No JSON, or nested deeper than the stack goes.
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
