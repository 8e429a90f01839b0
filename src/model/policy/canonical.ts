import { byText } from '../by-text.ts';
import { MEANING_ELEMENTS, type PolicyDocument } from './document.ts';

const ELEMENT_ORDER = ['Version', 'Id', 'Statement', 'Sid', ...MEANING_ELEMENTS];

/**
 * The text of a document for writing: compact JSON whose keys stand in the order of the policy grammar, all
 * others (operators, condition keys) in code unit order. Lists keep their order. The same document therefore
 * always gives the same text, whatever order its keys were set in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function canonicalJson(document: PolicyDocument): string {
  return JSON.stringify(ordered(document));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => rank(left) - rank(right) || byText(left, right))
      .map(([key, member]) => [key, ordered(member)]),
  );
}

function rank(key: string): number {
  const position = ELEMENT_ORDER.indexOf(key);
  return position === -1 ? ELEMENT_ORDER.length : position;
}
