import { Failure } from '../failure.ts';
import type { GuardrailsStructure } from '../guardrails.ts';
import type { OrganizationSnapshot } from '../organization.ts';
import { accountKinds, type Structure } from '../structure.ts';

/** The input of the guardrails in addition to configuration; a snapshot of the organization has all of it. */
export interface GuardrailFacts
  extends Pick<OrganizationSnapshot, 'partition' | 'id' | 'managementAccountId' | 'rootId' | 'units'> {
  /** Every account of the organization; `id` of the organization may be a placeholder while there is none. */
  readonly accounts: readonly Pick<OrganizationSnapshot['accounts'][number], 'id' | 'name' | 'parentId'>[];
}

/** Ids of the accounts that the configuration excepts. */
export interface Exceptions {
  readonly reach: readonly string[];
  readonly hubs: readonly string[];
}

type ExceptionKey = keyof Exceptions;

/** What an account is to the guardrails. */
type Part = 'management' | 'ops' | 'client' | 'environment' | 'other';

const partWords: Readonly<Record<Part, string>> = {
  management: 'the management account',
  ops: 'the account of people’s users',
  client: 'a client',
  environment: 'an environment',
  other: 'neither a client nor an environment',
};

/**
 * The accounts that `guardrails.reach` and `guardrails.hubs` name, and what has to be corrected in these lists: each
 * problem is a sentence that begins with the key. A name with a problem stands for no account.
 */
export function exceptionsOf(
  structure: Structure,
  guardrails: GuardrailsStructure,
  facts: GuardrailFacts,
): { readonly exceptions: Exceptions; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const resolve = (key: ExceptionKey): readonly string[] =>
    guardrails[key].flatMap((one) => {
      const resolved = accountOf(one, key, structure, facts);
      if (resolved.problem === null) return [resolved.id];
      problems.push(`guardrails.${key} names ${one}: ${resolved.problem}`);
      return [];
    });
  const reach = resolve('reach');
  const hubs = resolve('hubs');
  // Through an account that all may reach and that may reach all, every client would come to every other.
  const both = hubs.filter((id) => reach.includes(id));
  for (const id of both) {
    const name = facts.accounts.find((account) => account.id === id)?.name ?? id;
    problems.push(
      `guardrails.reach and guardrails.hubs both name ${name}: every client could reach every other client through ${name}`,
    );
  }
  const isSafe = (id: string) => !both.includes(id);
  return { exceptions: { reach: reach.filter(isSafe), hubs: hubs.filter(isSafe) }, problems };
}

/**
 * Makes sure that the accounts that guardrails except are there and may be excepted. To be called before anything is
 * changed.
 * @throws Failure (usage) that says what to correct
 */
export function refuseWrongExceptions(structure: Structure, facts: GuardrailFacts): void {
  if (structure.guardrails === null) return;
  const { problems } = exceptionsOf(structure, structure.guardrails, facts);
  const [first] = problems;
  if (first === undefined) return;
  throw new Failure('usage', {
    what: 'the configuration names accounts as exceptions that the guardrails do not accept',
    why: problems.join('\n'),
    fix: [
      'correct guardrails.reach and guardrails.hubs in diverst.config.yaml',
      'see the names and IDs of all accounts: diverst org show',
    ],
  });
}

type Resolved =
  | { readonly id: string; readonly problem: null }
  | { readonly id: null; readonly problem: string };

function accountOf(named: string, key: ExceptionKey, structure: Structure, facts: GuardrailFacts): Resolved {
  const isId = /^\d{12}$/.test(named);
  const found = facts.accounts.filter(({ id, name }) => (isId ? id === named : name === named));
  const [account, second] = found;
  if (second !== undefined)
    return wrong(
      `${found.length} accounts have this name, so use the ID: ${found.map(({ id }) => id).join(', ')}`,
    );
  if (account === undefined) {
    // Roles of somebody else's account may be reached by its id.
    if (isId && key === 'reach') return { id: named, problem: null };
    return wrong(`no account of the organization has this ${isId ? 'ID' : 'name'}`);
  }
  const part = partOf(account, structure, facts);
  const isAllowed = key === 'hubs' ? part === 'environment' : part === 'environment' || part === 'other';
  if (isAllowed) return { id: account.id, problem: null };
  return wrong(
    `the account is ${partWords[part]}, and ${key === 'hubs' ? 'only an environment can be a hub' : 'must not be reachable from every client'}`,
  );
}

function wrong(problem: string): Resolved {
  return { id: null, problem };
}

/** What an account is to the guardrails, by its name and its place. */
export function partOf(
  { id, name, parentId }: GuardrailFacts['accounts'][number],
  structure: Structure,
  facts: GuardrailFacts,
): Part {
  if (id === facts.managementAccountId) return 'management';
  const above = unitsAbove(parentId, facts).map((unit) => unit.name);
  const { users, environments, production } = structure.units;
  if (name === structure.opsAccount || above[0] === users) return 'ops';
  if (accountKinds(structure).some((kind) => kind.names?.includes(name) === true)) return 'environment';
  if (above[0] !== environments) return 'other';
  if (above[1] === production) return 'client';
  return above.length === 1 ? 'environment' : 'other';
}

/** From the root down. */
export function unitsAbove(
  parentId: string,
  { units }: Pick<GuardrailFacts, 'units'>,
): readonly GuardrailFacts['units'][number][] {
  const above: GuardrailFacts['units'][number][] = [];
  let at = units.find(({ id }) => id === parentId);
  // Bounded: units nest five deep, and a circle would come from an answer that was torn.
  for (let depth = 0; at !== undefined && depth < 10; depth++) {
    above.unshift(at);
    const { parentId: next }: GuardrailFacts['units'][number] = at;
    at = units.find(({ id }) => id === next);
  }
  return above;
}
