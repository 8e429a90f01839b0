import { conditionOperators } from './condition-operators.ts';
import type { Variables } from './glob.ts';
import type { ConditionLine } from './policy-document.ts';
import type { RequestContext } from './request.ts';

/** `unknown`: an operator that this evaluator does not know. Whoever asks must then take the safe side. */
export type ConditionResult = boolean | 'unknown';

/**
 * Whether every line of a statement's Condition holds for the request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function conditionsHold(
  lines: readonly ConditionLine[],
  context: RequestContext,
  variables: Variables | undefined,
): ConditionResult {
  const results = lines.map((line) => lineHolds(line, context, variables));
  if (results.includes(false)) return false;
  return results.includes('unknown') ? 'unknown' : true;
}

const operatorName = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

function lineHolds(
  { operator: name, key, values }: ConditionLine,
  context: RequestContext,
  variables: Variables | undefined,
): ConditionResult {
  const [, set, base = '', ifExists] = operatorName.exec(name) ?? [];
  const actual = context.get(key.toLowerCase());
  const present = actual !== undefined && actual.length > 0;
  if (base === 'Null') {
    if (set !== undefined || ifExists !== undefined) return 'unknown';
    return values.some((value) => value.toLowerCase() === String(!present));
  }
  const operator = conditionOperators.get(base);
  if (operator === undefined) return 'unknown';
  if (!present) {
    if (ifExists !== undefined || set === 'ForAllValues') return true;
    return set === undefined && operator.negated;
  }
  const matchesOne = (value: string) =>
    values.some((expected) => operator.matches(value, expected, variables));
  const holds = (value: string) => matchesOne(value) !== operator.negated;
  if (set === 'ForAllValues') return actual.every(holds);
  if (set === 'ForAnyValue') return actual.some(holds);
  return operator.negated ? !actual.some(matchesOne) : actual.some(matchesOne);
}
