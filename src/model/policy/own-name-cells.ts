import type { Atom } from './atoms.ts';
import { sampleCells } from './cells.ts';
import { usesByKey } from './condition-cells.ts';
import type { CellGroup } from './dimension.ts';
import type { Condition } from './document.ts';
import { parseGlob } from './glob.ts';
import { type ConditionUse, conditionId, holdsAbsent } from './key-cells.ts';
import { type CompiledCondition, compileCondition, isNegated, variablesIn } from './operators.ts';
import type { PrincipalCell, Requester } from './principal-cells.ts';
import { type Assume, readings } from './readings.ts';
import { OWN_NAME } from './trust.ts';

/** The name that a session must carry. Conditions compare it with the name of the calling user. */
export const SOURCE_IDENTITY = 'sts:sourceidentity';

/** Keys that go with the name of the caller, so that not every name goes with every value of them. */
const TIED_TO_NAME = /^aws:(?:principalarn|principaltype|principaltag\/.*|userid|username|sourceidentity)$/;

/** How a source identity relates to the name of the caller; `nameless` is a caller who is no IAM user. */
type Relation = 'own' | 'own in another case' | 'of another' | 'nameless';

interface NameCell {
  /** Undefined where the request gives no source identity. */
  readonly value: string | undefined;
  readonly relation: Relation;
  readonly cells: readonly bigint[];
}

/** Whether the comparison knows what a condition makes of the caller's own name. */
export function isOnOwnName({ key, operator, values }: Condition): boolean {
  return (
    key === SOURCE_IDENTITY &&
    /^String/.test(operator) &&
    values.some(isOwnName) &&
    values.every((value) => isOwnName(value) || variablesIn(value).length === 0)
  );
}

function isOwnName(value: string): boolean {
  return value.toLowerCase() === OWN_NAME;
}

/**
 * Joins requesters with the source identities that they may give, if a condition compares these with the caller's name:
 * then it matters whose name it is.
 *
 * @param all the mask of all atoms
 * @throws TooComplex if there are too many cells
 */
export function joinOwnName(
  atoms: readonly Atom[],
  all: bigint,
  requesters: readonly PrincipalCell[],
): readonly PrincipalCell[] {
  const uses = usesByKey(atoms).get(SOURCE_IDENTITY) ?? [];
  const users = new Set(requesters.flatMap(({ requester }) => userName(requester) ?? []));
  const cells = nameCells(uses, all, users);
  const isTied = atoms.some(({ conditions }) => conditions.some(({ key }) => TIED_TO_NAME.test(key)));
  return requesters.flatMap(({ requester, group }) => {
    const name = userName(requester);
    const names = name === undefined ? groupsOf(cells, requester, users, isTied) : groupsOfUser(cells, name);
    return names.map((one) => ({
      requester,
      group: {
        occurs: group.occurs && one.occurs,
        cells: group.cells.flatMap((cell) => one.cells.map((oneCell) => cell & oneCell)),
      },
    }));
  });
}

function userName({ kind, text }: Requester): string | undefined {
  return kind === 'user' ? text.slice(text.lastIndexOf('/') + 1) : undefined;
}

/** What one user may give: the samples hold the user's name. */
function groupsOfUser(cells: readonly NameCell[], name: string): readonly CellGroup[] {
  return cells.flatMap(({ value, relation, cells: readings }): readonly CellGroup[] => {
    if (relation === 'nameless') return [];
    if (value === name) return relation === 'own' ? [{ occurs: true, cells: readings }] : [];
    const isCase = value !== undefined && isSameName(value, name);
    // A sample that stands for many names may stand for the user's in other letters.
    if (relation === 'own in another case') return [{ occurs: isCase, cells: readings }];
    return relation === 'of another' && !isCase ? [{ occurs: true, cells: readings }] : [];
  });
}

/** What somebody may give of whom the name is not known: a role or the like has none. */
function groupsOf(
  cells: readonly NameCell[],
  { kind }: Requester,
  users: ReadonlySet<string>,
  isTied: boolean,
): readonly CellGroup[] {
  const isNameless = kind === 'role' || kind === 'session' || kind === 'service' || kind === 'federated';
  const possible = cells.filter(({ relation }) => !isNameless || relation === 'nameless');
  if (isTied) {
    // Of the callers that a condition singles out some give the value, whatever their names are.
    const values = [...new Set(possible.map(({ value }) => value))];
    return values.map((value) => ({
      occurs: true,
      cells: possible.filter((one) => one.value === value).flatMap((one) => one.cells),
    }));
  }
  return possible.map(({ value, relation, cells: readings }) => {
    // A user who is named is a requester of its own, and no other of that account has the name.
    const isTaken = value !== undefined && [...users].some((user) => isSameName(user, value));
    // A sample without characters stands for whatever no pattern matches.
    const isName = value === undefined || /^[\w+=,.@-]*$/.test(value);
    return { occurs: !relation.startsWith('own') || (isName && !isTaken), cells: readings };
  });
}

/** IAM takes user names that differ in case only for the same. */
function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function nameCells(
  uses: readonly ConditionUse[],
  all: bigint,
  users: ReadonlySet<string>,
): readonly NameCell[] {
  const judged = uses.map(({ condition, atoms }) => judge(condition, atoms));
  const patterns = judged.flatMap(({ literals }) => (literals.family === 'text' ? literals.patterns : []));
  const names = [...users].map((name) => parseGlob(name, { literal: true }));
  const values = [undefined, ...sampleCells([...patterns, ...names])];
  return values.flatMap((value) =>
    (value === undefined ? absent : relations).map((relation) => ({
      value,
      relation,
      cells: readings((assume) =>
        judged
          .filter((use) => !holds(use, value, relation, assume))
          .reduce((mask, use) => mask & ~use.atoms, all),
      ),
    })),
  );
}

const relations: readonly Relation[] = ['own', 'own in another case', 'of another', 'nameless'];
const absent: readonly Relation[] = ['of another', 'nameless'];

interface Judged {
  readonly condition: Condition;
  readonly atoms: bigint;
  readonly isOnOwnName: boolean;
  /** The condition without the caller's name. */
  readonly literals: CompiledCondition;
}

function judge(condition: Condition, atoms: bigint): Judged {
  const own = isOnOwnName(condition);
  const literals = own
    ? { ...condition, values: condition.values.filter((value) => !isOwnName(value)) }
    : condition;
  return { condition, atoms, isOnOwnName: own, literals: compileCondition(literals) };
}

function holds(use: Judged, value: string | undefined, relation: Relation, assume: Assume): boolean {
  const { condition, literals, isOnOwnName: own } = use;
  const { operator, qualifier, ifExists } = condition;
  if (literals.family === 'null') return literals.wantsAbsent === (value === undefined);
  if (literals.family !== 'text') {
    return value === undefined ? holdsAbsent(condition, literals, assume) : assume(conditionId(condition));
  }
  const negated = isNegated(operator) === true;
  if (own && relation === 'nameless') {
    // What an operator makes of a variable without a value is documented for those that ask for a match only.
    const isPlain = !negated && !ifExists && qualifier !== 'ForAllValues';
    const matchesLiteral = value !== undefined && literals.test(value);
    return isPlain && !matchesLiteral ? false : assume(conditionId(condition));
  }
  if (value === undefined) return holdsAbsent(condition, literals, assume);
  const isName =
    own && (relation === 'own' || (relation === 'own in another case' && operator.endsWith('IgnoreCase')));
  return (isName || literals.test(value)) !== negated;
}
