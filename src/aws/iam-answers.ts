import { hasCode } from './aws-error.ts';

/** IAM returns documents URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export function decode(document: string | undefined): string {
  if (document === undefined) return '';
  try {
    return decodeURIComponent(document);
  } catch {
    // Not encoded (emulators): a per cent sign that stands for itself. The policy parser judges the text.
    return document;
  }
}

/** Null for what does not exist. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return null;
    throw error;
  }
}
