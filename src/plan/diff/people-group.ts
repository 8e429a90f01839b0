import type { PeopleStructure } from '../../model/people.ts';
import { PEOPLE_POLICY, SIGN_IN_POLICY } from '../../model/people.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../../model/snapshot.ts';
import { managedPolicyArn } from '../../model/structure.ts';
import type { Change } from '../change.ts';
import { groupGrants, holdersOf } from '../group-grants.ts';
import {
  allowsSignIn,
  lackingActions,
  openWithoutMfa,
  type PeopleRules,
  peopleText,
} from './people-access.ts';

const home = 'ops' as const;

/** What a group gives the people in it, as far as they need it. */
export interface PeopleAccess {
  /** Actions that they lack for the own sign-in. */
  readonly lacking: readonly string[];
  readonly lacksSignIn: boolean;
  /** Actions that no Deny keeps them from without MFA; `*` for any. */
  readonly open: readonly string[];
  /** Names of policies whose Deny takes away what the group's own policy allows. */
  readonly denying: readonly string[];
  /** The changes that give them all of it, in order. */
  readonly changes: readonly Change[];
}

/**
 * Judges the group that every person is in, by what its policies mean together.
 * @param group null where it is to be made
 * @param paths of its members' users
 * @param hasSignIn whether the partition has AWS's policy for `aws login`
 */
export function peopleGroupAccess(
  group: GroupSnapshot | null,
  policies: readonly ManagedPolicySnapshot[],
  { people, rules, hasSignIn }: { people: PeopleStructure; rules: PeopleRules; hasSignIn: boolean },
  paths: readonly string[] = ['/'],
): PeopleAccess {
  const document = peopleText(rules);
  const arn = managedPolicyArn(rules.partition, SIGN_IN_POLICY);
  const change = { home, group: people.group };
  const write = (replaces: string | null): Change => {
    return { kind: 'put-group-policy', ...change, policy: PEOPLE_POLICY, document, replaces };
  };
  const attach: Change = { kind: 'attach-group-policy', ...change, policyArn: arn };
  if (group === null) {
    const changes = [
      { kind: 'create-group', ...change } as const,
      write(null),
      ...(hasSignIn ? [attach] : []),
    ];
    return { lacking: ['*'], lacksSignIn: hasSignIn, open: ['*'], denying: [], changes };
  }
  const { documents } = groupGrants(group, policies);
  const isAttached = group.attached.some((one) => one.arn === arn);
  const lacksSignIn = hasSignIn && !isAttached && !allowsSignIn(documents, rules);
  const held = group.inline.find(({ name }) => name === PEOPLE_POLICY)?.document ?? null;
  const others = holdersOf(group, policies).filter((one) => one.arn !== null || one.policy !== PEOPLE_POLICY);
  // To the letter, with no Deny beside it: nothing has to be compared, which takes longer than all else in a plan.
  if (held === document && others.every((one) => one.arn === arn || allowsOnly(one)))
    return { lacking: [], lacksSignIn, open: [], denying: [], changes: lacksSignIn ? [attach] : [] };
  const lackingOf = (policiesHeld: readonly Policy[]) => [
    ...new Set(paths.flatMap((path) => lackingActions(policiesHeld, rules, path))),
  ];
  const lacking = lackingOf(documents);
  const open = openWithoutMfa(documents, rules);
  const own = read(document);
  const denying = others.flatMap((holder) => {
    const other = holder.document === null ? null : read(holder.document);
    return other && own && lackingOf([own, other]).length > 0 ? [holder.policy] : [];
  });
  // Where its own policy says all of it, a Deny elsewhere is what takes it away.
  const isWritten = held !== null && own !== null && isEnough(read(held), rules, paths);
  const isPut = (lacking.length > 0 || open.length > 0) && !isWritten;
  const changes = [...(isPut ? [write(held)] : []), ...(lacksSignIn ? [attach] : [])];
  return { lacking, lacksSignIn, open, denying, changes };
}

/** Whether a policy takes nothing away; of one that was not read or is not understood, nothing is known. */
function allowsOnly({ document }: { readonly document: string | null }): boolean {
  const policy = document === null ? null : read(document);
  return policy?.statements.every(({ effect }) => effect === 'Allow') === true;
}

function isEnough(policy: Policy | null, rules: PeopleRules, paths: readonly string[]): boolean {
  if (policy === null || openWithoutMfa([policy], rules).length > 0) return false;
  return paths.every((path) => lackingActions([policy], rules, path).length === 0);
}

function read(document: string): Policy | null {
  const parsed = parsePolicy(document);
  return parsed.ok ? parsed.policy : null;
}
