import { matchesAction } from '../../model/policy/action.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import type { HolderContext } from '../../model/policy/covers.ts';
import { decodeDocument, parsePolicy, type Statement } from '../../model/policy/document.ts';
import { ONLY_TLS } from '../../model/policy/known-context.ts';
import {
  coversSelfRead,
  deniesSelfRead,
  isSelfRead,
  SELF_READ_POLICY,
  selfReadAccess,
} from '../../model/policy/self-read.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../../model/snapshot.ts';
import type { Change } from '../change.ts';
import type { Difference, Place, Repair } from '../difference.ts';
import { type GroupGrants, groupGrants, type HeldStatement, type Holder, takeAway } from '../group-grants.ts';
import { type DiffContext, difference, isActive, type KindInUse } from './context.ts';
import { grantChange } from './grants.ts';
import { isOfPeople } from './people-access.ts';
import { rulesOf } from './people-rules.ts';
import { describeStatement } from './words.ts';

const home = 'ops' as const;

/** The group that accounts of a kind are granted to: that it is there, and what it allows beside their roles. */
export function grantedGroupDifferences(context: DiffContext): readonly Difference[] {
  return context.kinds.flatMap((one) => groupDifferences(one, context));
}

function groupDifferences(one: KindInUse, context: DiffContext): readonly Difference[] {
  const { ops, opsIam, snapshot } = context;
  const { kind, group, grants } = one;
  if (ops === null || opsIam === null) return [];
  const place = context.placeOf(ops);
  const name = kind.group;
  const holder = { known: context.known, accountId: ops.id };
  const changes = grantedGroupChanges(group, opsIam.policies, name, snapshot.partition, ops.id, holder);
  const repair = changes.map(
    (change): Repair => ({ change, consent: !onlySelfRead(change, snapshot.partition, ops.id) }),
  );
  if (group === null || grants === null) {
    return [
      difference({
        check: 'group-missing',
        noun: kind.noun,
        subject: name,
        place,
        message: `the account ${ops.name} has no IAM group ${name}`,
        expected: name,
        actual: 'none',
        repair,
      }),
    ];
  }
  const found: Difference[] = [];
  const denying = grants.denials.filter(({ statement }) =>
    deniesSelfRead(statement, snapshot.partition, ops.id, holder),
  );
  if (changes.length > 0 || denying.length > 0) {
    found.push(
      difference({
        check: 'group-read-access',
        noun: kind.noun,
        subject: name,
        place,
        message: `the group ${name} does not allow its members to see what they are granted`,
        expected: selfReadText(snapshot.partition, ops.id),
        actual: group.inline.find((policy) => policy.name === SELF_READ_POLICY)?.document ?? 'none',
        evidence: denying.map(({ holder, statement }) => `${holder.policy}: ${describeStatement(statement)}`),
        repair,
        fix: denying.map(
          ({ holder }) => `remove the Deny from ${holder.policy} in the IAM console of ${ops.name}`,
        ),
      }),
    );
  }
  return [...found, ...foreignPolicies(one, context, place, grants)];
}

/** What is missing of the group and of its own policy; grants are another matter. */
export function grantedGroupChanges(
  group: GroupSnapshot | null,
  policies: readonly ManagedPolicySnapshot[],
  name: string,
  partition: string,
  opsAccountId: string,
  holder: HolderContext = { known: ONLY_TLS },
): readonly Change[] {
  const create: readonly Change[] = group === null ? [{ kind: 'create-group', home, group: name }] : [];
  const statements = group
    ? groupGrants(group, policies)
        .others.filter(({ version }) => version === '2012-10-17')
        .map(({ statement }) => statement)
    : [];
  if (coversSelfRead(statements, partition, opsAccountId, holder)) return create;
  const held = group?.inline.find((policy) => policy.name === SELF_READ_POLICY)?.document ?? null;
  const document = selfReadText(partition, opsAccountId);
  return [
    ...create,
    { kind: 'put-group-policy', home, group: name, policy: SELF_READ_POLICY, document, replaces: held },
  ];
}

/** What the group allows that is neither a grant of one role nor reading one's own, by policy. */
function foreignPolicies(
  one: KindInUse,
  context: DiffContext,
  place: Place,
  grants: GroupGrants,
): readonly Difference[] {
  const { snapshot, ops } = context;
  const {
    kind: { noun },
    group,
  } = one;
  if (ops === null || group === null) return [];
  const found = new Map<Holder, HeldStatement[]>();
  const rules = rulesOf(context);
  for (const held of grants.others) {
    const variables = held.version === '2012-10-17';
    if (variables && isSelfRead(held.statement, snapshot.partition, ops.id)) continue;
    if (rules !== null && isOfPeople(held.statement, held.version, rules)) continue;
    found.set(held.holder, [...(found.get(held.holder) ?? []), held]);
  }
  const unreadable = grants.unreadable.map(({ holder, reason }) =>
    difference({
      check: 'group-broader',
      noun,
      subject: `${group.name}/${holder.policy}`,
      place,
      message: `diverst does not understand the policy ${holder.policy} of the group ${group.name}`,
      expected: 'a policy that diverst understands',
      actual: holder.document,
      evidence: [reason],
      repair: [
        { change: restored(holder, one, context) ?? takeAway(home, group.name, holder), consent: true },
      ],
    }),
  );
  const broader = [...found].flatMap(([holder, statements]) => {
    const opening = statements.filter(({ statement }) => isGrantLike(statement));
    const others = statements.filter(
      ({ statement }) => !isGrantLike(statement) || isMoreThanGrant(statement),
    );
    const repair = restored(holder, one, context) ?? withoutStatements(group.name, holder, statements);
    const parts = {
      noun,
      subject: `${group.name}/${holder.policy}`,
      place,
      actual: holder.document,
      repair: repair === null ? [] : [{ change: repair, consent: true }],
      fix:
        repair === null
          ? [
              `remove the statement from ${holder.policy} (${holder.arn}) in the IAM console of Ops, and keep its grants`,
            ]
          : [],
    };
    return [
      ...(opening.length === 0
        ? []
        : [
            difference({
              ...parts,
              check: 'grant-broader',
              message: `the policy ${holder.policy} of the group ${group.name} allows more than one ${noun}’s role`,
              expected: 'session actions on roles with their full ARNs',
              evidence: opening.map(({ statement }) => describeStatement(statement)),
            }),
          ]),
      ...(others.length === 0
        ? []
        : [
            difference({
              ...parts,
              check: 'group-broader',
              message: `the policy ${holder.policy} of the group ${group.name} allows more than assuming ${noun}s’ roles`,
              expected: `grants of ${noun}s’ roles, and reading one’s own grants`,
              evidence: others.map(({ statement }) => describeStatement(statement)),
            }),
          ]),
    ];
  });
  return [...unreadable, ...broader];
}

/** It is about getting into roles, or about roles by their ARNs. */
function isGrantLike(statement: Statement): boolean {
  if (matchesAction(statement, 'sts:AssumeRole')) return true;
  return statement.resources?.every((resource) => /^arn:[^:]*:iam::[^:]*:role\//.test(resource)) ?? false;
}

/** It reaches beyond STS and roles. */
function isMoreThanGrant({ actions, notActions, resources }: Statement): boolean {
  const roles = resources?.every((resource) => /:role\//.test(resource)) ?? false;
  return !roles && (notActions !== undefined || !(actions ?? []).every((action) => /^sts:/i.test(action)));
}

/** What a policy of that name would lose is nothing but reading one's own. */
function onlySelfRead(change: Change, partition: string, opsAccountId: string): boolean {
  if (change.kind !== 'put-group-policy' || change.replaces === null) return true;
  const parsed = parsePolicy(change.replaces);
  return parsed.ok && parsed.policy.statements.every((one) => isSelfRead(one, partition, opsAccountId));
}

/** The grant that belongs into a policy of that name, in place of what it holds; null where it is nobody's. */
function restored(holder: Holder, { accounts, group }: KindInUse, context: DiffContext): Change | null {
  if (holder.kind !== 'inline') return null;
  for (const owned of accounts) {
    if (!isActive(owned.account) || !holder.policy.endsWith(owned.roleName)) continue;
    const change = grantChange(owned, group, context);
    if (change?.slot.policy === holder.policy && change.replaces === holder.document) return change;
  }
  return null;
}

/** The change that leaves of a policy what belongs there; null where it would have to be rewritten for others too. */
export function withoutStatements(
  group: string,
  holder: Holder,
  foreign: readonly HeldStatement[],
): Change | null {
  const parsed = JSON.parse(decodeDocument(holder.document ?? '') ?? '{}') as { Statement?: unknown };
  const statements = Array.isArray(parsed.Statement) ? parsed.Statement : [parsed.Statement];
  const indexes = new Set(foreign.map(({ index }) => index));
  const left = statements.filter((_statement, index) => !indexes.has(index));
  if (left.length === 0) return takeAway(home, group, holder);
  if (holder.arn !== null) return null;
  const document = JSON.stringify({ ...parsed, Statement: left });
  return {
    kind: 'put-group-policy',
    home,
    group,
    policy: holder.policy,
    document,
    replaces: holder.document,
  };
}

function selfReadText(partition: string, opsAccountId: string): string {
  return canonicalJson(selfReadAccess(partition, opsAccountId));
}
