import type { Atom } from './atoms.ts';
import type { CellGroup } from './dimension.ts';
import type { Condition } from './document.ts';
import type { Glob } from './glob.ts';
import { cardinalityOf } from './key-cardinality.ts';
import { type ConditionUse, conditionId, type KeyCell, keyCells } from './key-cells.ts';
import { type Facts, factOf, fixedKey } from './known-context.ts';
import { compileCondition, isNegated, variablesIn } from './operators.ts';

/**
 * Keys whose value follows from who makes the request or from what it is made on, so that not every value
 * goes with every principal and resource.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const TIED_TO_PRINCIPAL: ReadonlySet<string> = new Set([
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'aws:principaltype',
  'aws:userid',
  'aws:username',
]);
const TIED_TO_RESOURCE: ReadonlySet<string> = new Set(['aws:resourceaccount']);

const MFA = 'aws:multifactorauthpresent';
const MFA_AGE = 'aws:multifactorauthage';

/**
 * The cells of each condition key that the atoms speak of.
 *
 * @param all the mask of all atoms
 * @param patterns what the samples of a key must distinguish beyond its conditions
 * @param facts what is known of the requests
 * @throws TooComplex if there are too many cells
 */
export function conditionCells(
  atoms: readonly Atom[],
  all: bigint,
  patterns: (key: string) => readonly Glob[],
  facts: Facts,
): Map<string, readonly KeyCell[]> {
  const byKey = usesByKey(atoms);
  const cells = new Map<string, readonly KeyCell[]>();
  for (const [key, uses] of byKey) {
    const tied = isTied(key, atoms);
    const bothOccur = !tied && isIndependent(key, uses, byKey, atoms);
    const fixed = fixedKey(key, facts);
    const options = { all, bothOccur, patterns: patterns(key), ...(fixed ? { fixed } : {}) };
    const found = keyCells(key, uses, options);
    cells.set(key, tied ? [asOneGroup(found)] : found);
  }
  const mfa = cells.get(MFA);
  const age = cells.get(MFA_AGE);
  if (mfa !== undefined && age !== undefined) {
    cells.delete(MFA_AGE);
    cells.set(MFA, joinMfa(mfa, age));
  }
  return cells;
}

function isTied(key: string, atoms: readonly Atom[]): boolean {
  const trust = atoms.some(({ principal }) => principal !== undefined);
  return trust ? TIED_TO_PRINCIPAL.has(key) : TIED_TO_RESOURCE.has(key);
}

/** Why the outcome of a condition is uncertain although its operator is understood. */
export function tiedKeys(atoms: readonly Atom[]): readonly string[] {
  const keys = new Set(atoms.flatMap(({ conditions }) => conditions.map(({ key }) => key)));
  const what = atoms.some(({ principal }) => principal !== undefined) ? 'principal' : 'resource';
  return [...keys].filter((key) => isTied(key, atoms)).map((key) => `${key}, which depends on the ${what}`);
}

/** What in a condition is not understood; undefined where all is. */
export function unclearCondition(condition: Condition): string | undefined {
  const compiled = compileCondition(condition);
  if (compiled.family === 'opaque') return compiled.reason;
  const { ifExists, qualifier, operator, key } = condition;
  if (ifExists && qualifier === 'ForAnyValue') return 'ForAnyValue together with IfExists';
  if (operator !== 'Null' && qualifier === undefined && cardinalityOf(key) === 'several')
    return `${operator} without ForAnyValue or ForAllValues on ${key}, which can hold several values`;
  return undefined;
}

/** The distinct conditions on each key, with the atoms that have them. */
export function usesByKey(atoms: readonly Atom[]): ReadonlyMap<string, readonly ConditionUse[]> {
  const masks = new Map<readonly Condition[], bigint>();
  atoms.forEach(({ conditions }, index) => {
    masks.set(conditions, (masks.get(conditions) ?? 0n) | (1n << BigInt(index)));
  });
  const uses = new Map<string, Map<string, ConditionUse>>();
  for (const [conditions, mask] of masks) {
    for (const condition of conditions) {
      const key = factOf(condition.key);
      const ofKey = uses.get(key) ?? new Map<string, ConditionUse>();
      const id = conditionId(condition);
      ofKey.set(id, { condition, atoms: mask | (ofKey.get(id)?.atoms ?? 0n) });
      uses.set(key, ofKey);
    }
  }
  return new Map([...uses].map(([key, ofKey]) => [key, [...ofKey.values()]]));
}

/**
 * Whether a condition that compares with a policy variable is the only one to speak of its key and of its
 * variables. Then requests that satisfy it and requests that do not both occur, whatever else they are like.
 */
function isIndependent(
  key: string,
  uses: readonly ConditionUse[],
  byKey: ReadonlyMap<string, readonly ConditionUse[]>,
  atoms: readonly Atom[],
): boolean {
  const [use] = uses;
  if (use === undefined || uses.length > 1) return false;
  const { operator, qualifier, values } = use.condition;
  const [value = ''] = values;
  const variables = variablesIn(value);
  if (values.length !== 1 || variables.length !== 1 || value.includes(',') || qualifier !== undefined)
    return false;
  if (!operator.startsWith('String') || isNegated(operator) === undefined) return false;
  if (cardinalityOf(key) === 'several') return false;

  const touched = new Set([key, ...variables]);
  const others = [...byKey.values()].flat().filter((other) => other !== use);
  const mentioned = [
    ...others.flatMap(({ condition }) => [condition.key, ...condition.values.flatMap(variablesIn)]),
    ...atoms.flatMap(({ resource }) => {
      if (resource === undefined) return [];
      return ('is' in resource ? [resource.is] : resource.not).flatMap(variablesIn);
    }),
  ];
  return touched.size === 2 && !mentioned.some((name) => touched.has(name));
}

/** For a key whose values do not go with everything else: some value occurs, but it is not known which. */
function asOneGroup(cells: readonly KeyCell[]): KeyCell {
  return { values: undefined, group: { occurs: true, cells: cells.flatMap(({ group }) => group.cells) } };
}

/**
 * A request has the age of the MFA code only if MFA was used; that it then always has it is not documented.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
 */
function joinMfa(mfa: readonly KeyCell[], age: readonly KeyCell[]): readonly KeyCell[] {
  return mfa.flatMap((present) => {
    const used = present.values?.[0] === 'true';
    return age
      .filter(({ values }) => used || values === undefined)
      .map(({ values, group }) => {
        const joined = joinGroups(present.group, group);
        const occurs = joined.occurs && used === (values !== undefined);
        return { values: present.values, group: { ...joined, occurs } };
      });
  });
}

function joinGroups(left: CellGroup, right: CellGroup): CellGroup {
  return {
    occurs: left.occurs && right.occurs,
    cells: left.cells.flatMap((leftCell) => right.cells.map((rightCell) => leftCell & rightCell)),
  };
}
