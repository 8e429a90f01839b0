import { normalizePolicy, type Policy } from '../../../src/model/policy/document.ts';

/** The normal form of a document that is known to be valid. */
export function policyOf(document: unknown): Policy {
  const result = normalizePolicy(document);
  if (!result.ok) throw new Error(result.reason);
  return result.policy;
}
