import type { UserSnapshot } from '../../model/organization.ts';
import { PEOPLE_POLICY, SIGN_IN_POLICY } from '../../model/people.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { GroupSnapshot } from '../../model/snapshot.ts';
import { managedPolicyArn } from '../../model/structure.ts';
import type { Difference, Repair } from '../difference.ts';
import {
  grantedRoles,
  groupGrants,
  type HeldStatement,
  type Holder,
  holdersOf,
  takeAway,
} from '../group-grants.ts';
import { type DiffContext, difference } from './context.ts';
import { withoutStatements } from './granted-group.ts';
import { isOfPeople, isOwnCredentials, lackingActions, type PeopleRules } from './people-access.ts';
import { type PeopleAccess, peopleGroupAccess } from './people-group.ts';
import { rulesOf } from './people-rules.ts';
import { describeStatement, shortList } from './words.ts';

const home = 'ops' as const;

/** The group of all people in Ops: what it gives them, what it keeps them from without MFA, and who is not in it. */
export function peopleDifferences(context: DiffContext): readonly Difference[] {
  const { structure, ops, opsIam, snapshot } = context;
  const { people } = structure;
  const rules = rulesOf(context);
  if (people === null || rules === null || ops === null || opsIam === null) return [];
  const name = people.group;
  const place = context.placeOf(ops);
  const group = opsIam.groups.find((one) => one.name === name) ?? null;
  const members = opsIam.users.filter((user) => user.groups.includes(name));
  const paths = [...new Set(['/', ...members.map(pathOf)])];
  const hasSignIn =
    opsIam.absentPolicies?.includes(managedPolicyArn(snapshot.partition, SIGN_IN_POLICY)) !== true;
  const access = peopleGroupAccess(group, opsIam.policies, { people, rules, hasSignIn }, paths);
  const locked = access.open.length > 0 ? members.filter(isByKeyAlone) : [];
  // Whoever is in it already works without the Deny: it is written when somebody says so.
  const consent = access.open.length > 0 && members.length > 0;
  const repair = access.changes.map(
    (change): Repair => ({
      change,
      consent: consent || (change.kind === 'put-group-policy' && losesMore(change.replaces, rules)),
    }),
  );
  if (group === null) {
    return [
      difference({
        check: 'group-missing',
        subject: name,
        place,
        message: `the account ${ops.name} has no IAM group ${name}`,
        expected: name,
        actual: 'none',
        repair,
      }),
      ...outside(context, rules, name),
    ];
  }
  return [
    ...lackingDifferences(access, repair, context, name),
    ...openDifferences(access, locked, repair, context, name),
    ...broaderDifferences(group, context, rules, access),
    ...outside(context, rules, name),
  ];
}

function lackingDifferences(
  { lacking, lacksSignIn, denying, open }: PeopleAccess,
  repair: readonly Repair[],
  { ops, placeOf }: DiffContext,
  group: string,
): readonly Difference[] {
  if (ops === null || (lacking.length === 0 && !lacksSignIn)) return [];
  const isWritten = repair.some(({ change }) => change.kind === 'put-group-policy');
  return [
    difference({
      check: 'people-access',
      subject: group,
      place: placeOf(ops),
      message: `the group ${group} does not allow its members everything that they need to sign in`,
      expected:
        'changing their password, registering an MFA device, aws login, and reading what their groups grant',
      actual: `not allowed: ${shortList([...lacking, ...(lacksSignIn ? ['aws login'] : [])], 8)}`,
      evidence: denying.map((policy) => `${policy} denies part of this`),
      repair: repair.filter(
        ({ change }) => open.length === 0 || change.kind !== 'put-group-policy' || lacking.length > 0,
      ),
      fix:
        lacking.length > 0 && !isWritten
          ? [`remove the Deny from ${shortList(denying)} in the IAM console of ${ops.name}`]
          : [],
    }),
  ];
}

function openDifferences(
  { open }: PeopleAccess,
  locked: readonly UserSnapshot[],
  repair: readonly Repair[],
  { ops, placeOf }: DiffContext,
  group: string,
): readonly Difference[] {
  if (ops === null || open.length === 0) return [];
  return [
    difference({
      check: 'people-mfa',
      subject: group,
      place: placeOf(ops),
      message: `the group ${group} allows its members to work without MFA`,
      expected: 'a Deny of everything except the first sign-in if aws:MultiFactorAuthPresent is not true',
      actual: open.includes('*') ? 'no such Deny' : `a Deny that also exempts ${shortList(open)}`,
      evidence:
        locked.length === 0
          ? []
          : [
              `users with an access key and no MFA device, whom the Deny would leave only the first sign-in: ${shortList(
                locked.map(({ name }) => name),
                20,
              )}`,
            ],
      repair: repair.filter(({ change }) => change.kind === 'put-group-policy'),
    }),
  ];
}

/** What the group allows beside the own sign-in, by policy. Roles are another check's, as in any other group. */
function broaderDifferences(
  group: GroupSnapshot,
  context: DiffContext,
  rules: PeopleRules,
  access: PeopleAccess,
): readonly Difference[] {
  const { ops, opsIam } = context;
  if (ops === null || opsIam === null) return [];
  const { others, unreadable } = groupGrants(group, opsIam.policies);
  const base = { check: 'people-broader' as const, place: context.placeOf(ops) };
  const found = new Map<Holder, HeldStatement[]>();
  for (const held of others) {
    if (grantedRoles(held.statement) !== null || isOfPeople(held.statement, held.version, rules)) continue;
    if (isSignInPolicy(held.holder, rules)) continue;
    found.set(held.holder, [...(found.get(held.holder) ?? []), held]);
  }
  return [
    ...unreadable
      .filter(({ holder }) => !isSignInPolicy(holder, rules))
      .map(({ holder, reason }) =>
        difference({
          ...base,
          severity: 'high',
          subject: `${group.name}/${holder.policy}`,
          message: `diverst does not understand the policy ${holder.policy} of the group ${group.name}`,
          expected: 'a policy that diverst understands',
          actual: holder.document,
          evidence: [reason],
          repair: [{ change: takeAway(home, group.name, holder), consent: true }],
        }),
      ),
    ...[...found].map(([holder, statements]) => {
      const own = statements.every(({ statement, version }) => isOwnCredentials(statement, version, rules));
      const isPeoples = holder.arn === null && holder.policy === PEOPLE_POLICY;
      const written = access.changes.find(({ kind }) => kind === 'put-group-policy');
      const change = (isPeoples && written) || withoutStatements(group.name, holder, statements);
      return difference({
        ...base,
        ...(own ? {} : { severity: 'high' as const }),
        subject: `${group.name}/${holder.policy}`,
        message: own
          ? `the policy ${holder.policy} of the group ${group.name} allows people to create more credentials of their own`
          : `the policy ${holder.policy} of the group ${group.name} allows more than signing in`,
        expected:
          'changing their password, registering an MFA device, aws login, and reading what their groups grant',
        actual: holder.document,
        evidence: statements.map(({ statement }) => describeStatement(statement)),
        repair: change ? [{ change, consent: true }] : [],
        fix: change
          ? []
          : [`remove the statement from ${holder.policy} (${holder.arn}) in the IAM console of ${ops.name}`],
      });
    }),
  ];
}

/** Users with a password whom nothing lets register the MFA device that is asked of them. */
function outside(context: DiffContext, rules: PeopleRules, group: string): readonly Difference[] {
  const { ops, opsIam } = context;
  if (ops === null || opsIam === null) return [];
  const known = new Map<string, boolean>();
  const mayRegister = (user: UserSnapshot) => {
    const holders = [
      ...holdersOf(user, opsIam.policies),
      ...opsIam.groups
        .filter(({ name }) => user.groups.includes(name))
        .flatMap((one) => holdersOf(one, opsIam.policies)),
    ];
    const isOwn = user.inline.length + user.attached.length > 0;
    const key = JSON.stringify([isOwn ? user.arn : '', [...user.groups].sort(), pathOf(user)]);
    const found = known.get(key) ?? lackingActions(policiesOf(holders), rules, pathOf(user)).length === 0;
    known.set(key, found);
    return found;
  };
  return opsIam.users.flatMap((user) => {
    if (user.signIn?.password == null || user.groups.includes(group) || mayRegister(user)) return [];
    const byKey = isByKeyAlone(user);
    return [
      difference({
        check: 'user-outside-people',
        subject: user.name,
        place: context.placeOf(ops),
        message: `the user ${user.name} has a password and cannot register an MFA device without the group ${group}`,
        expected: `a member of ${group}`,
        actual: user.groups.length === 0 ? 'no group' : shortList(user.groups),
        evidence: byKey
          ? [
              `${user.name} has an active access key and no MFA device, so the key stops working in the group until an MFA device is registered`,
            ]
          : [],
        fix: [
          ...(byKey
            ? [`ask ${user.name} to register an MFA device first, in the IAM console: Security credentials`]
            : []),
          `add the user to the group, with credentials of ${ops.name}: aws iam add-user-to-group --group-name ${shellWord(group)} --user-name ${shellWord(user.name)}`,
        ],
      }),
    ];
  });
}

/** Somebody whom a Deny without MFA keeps from everything: a key signs, and there is nothing to prove MFA with. */
function isByKeyAlone({ accessKeys, mfaDevices }: UserSnapshot): boolean {
  return accessKeys !== null && accessKeys > 0 && mfaDevices === 0;
}

/** AWS may change what its own policy for `aws login` says. */
function isSignInPolicy({ arn }: Holder, { partition }: PeopleRules): boolean {
  return arn === managedPolicyArn(partition, SIGN_IN_POLICY);
}

function losesMore(replaces: string | null, rules: PeopleRules): boolean {
  if (replaces === null) return false;
  const parsed = parsePolicy(replaces);
  if (!parsed.ok) return true;
  const { statements, version } = parsed.policy;
  return !statements.every((one) => one.effect === 'Deny' || isOfPeople(one, version, rules));
}

function policiesOf(holders: readonly Holder[]): readonly Policy[] {
  return holders.flatMap(({ document }) => {
    const parsed = document === null ? null : parsePolicy(document);
    return parsed?.ok ? [parsed.policy] : [];
  });
}

function pathOf({ arn }: UserSnapshot): string {
  return /:user(\/(?:.*\/)?)[^/]*$/.exec(arn)?.[1] ?? '/';
}
