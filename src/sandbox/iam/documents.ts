import type { CallContext } from '../operation.ts';
import type { StoredDocument } from '../stored-document.ts';

/**
 * A document as it is stored when written now: authorization continues to see what it replaces until the change
 * has spread.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 *
 * @param delay until then, in milliseconds
 */
export function storeDocument(
  document: string,
  context: CallContext,
  replaced?: StoredDocument,
  delay = context.timings.propagation,
): StoredDocument {
  const previous = replaced && effectiveDocument(replaced, context.now);
  return {
    document,
    effectiveAt: context.now + delay,
    ...(previous === undefined ? {} : { previous }),
  };
}

/** What authorization sees of a document at a time; undefined while it has not seen any. */
export function effectiveDocument(stored: StoredDocument, now: number): string | undefined {
  return now >= stored.effectiveAt ? stored.document : stored.previous;
}

/**
 * As IAM returns documents: URL-encoded by RFC 3986.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A document's size as IAM's quotas count it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function documentSize(document: string): number {
  return document.replace(/\s/g, '').length;
}
