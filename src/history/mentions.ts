import { fieldsOf } from './fields.ts';

/**
 * Whether what was asked for in an event, or answered, holds a name or an id. Who did it, and where, is left out: every
 * event of an account holds that account's id, and people are called like things. Part of a longer name is another one.
 * @param record JSON, as CloudTrail has it
 * @param prefixes which may stand before the name, as in the name of a policy that is made of it
 */
export function mentions(record: string | null, name: string, prefixes: readonly string[] = []): boolean {
  if (record === null) return false;
  const { requestParameters, responseElements } = parsed(record);
  const before = ['', ...prefixes].map(literally).join('|');
  const whole = new RegExp(`(?<![\\w+=,.@-])(?:${before})${literally(name)}(?![\\w+=,.@-])`);
  // Not by recursion: nobody says how deep a request may be.
  const left: unknown[] = [requestParameters, responseElements];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string' && whole.test(value)) return true;
    if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) left.push(one);
  }
  return false;
}

function parsed(record: string) {
  try {
    return fieldsOf(JSON.parse(record));
  } catch {
    return fieldsOf(null);
  }
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
