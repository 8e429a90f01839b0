import { matchesAction } from '../../model/policy/action.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import { decodeDocument } from '../../model/policy/document.ts';
import {
  coversSelfRead,
  isSelfRead,
  SELF_READ_POLICY,
  selfReadAccess,
} from '../../model/policy/self-read.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../../model/snapshot.ts';
import type { Change } from '../change.ts';
import type { Difference, Place, Repair } from '../difference.ts';
import { type GroupGrants, groupGrants, type HeldStatement, type Holder, takeAway } from '../group-grants.ts';
import { type DiffContext, difference } from './context.ts';
import { describeStatement } from './words.ts';

const home = 'ops' as const;

/** The group that clients are granted to: that it is there, and what it allows beside clients' roles. */
export function productionGroupDifferences(context: DiffContext): readonly Difference[] {
  const { ops, opsIam, structure, snapshot, group, grants } = context;
  if (ops === null || opsIam === null) return [];
  const place = context.placeOf(ops);
  const name = structure.groups.production;
  const changes = productionGroupChanges(group, opsIam.policies, name, snapshot.partition, ops.id);
  const repair = changes.map(
    (change): Repair => ({ change, consent: change.kind === 'put-group-policy' && change.replaces !== null }),
  );
  if (group === null || grants === null) {
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
    ];
  }
  const found: Difference[] = [];
  if (changes.length > 0) {
    found.push(
      difference({
        check: 'group-read-access',
        subject: name,
        place,
        message: `the group ${name} does not let its members see what they are granted`,
        expected: selfReadText(snapshot.partition, ops.id),
        actual: group.inline.find((policy) => policy.name === SELF_READ_POLICY)?.document ?? 'none',
        repair,
      }),
    );
  }
  return [...found, ...foreignPolicies(context, place, grants)];
}

/** What is missing of the group and of its own policy; grants are another matter. */
export function productionGroupChanges(
  group: GroupSnapshot | null,
  policies: readonly ManagedPolicySnapshot[],
  name: string,
  partition: string,
  opsAccountId: string,
): readonly Change[] {
  const create: readonly Change[] = group === null ? [{ kind: 'create-group', home, group: name }] : [];
  const statements = group
    ? groupGrants(group, policies)
        .others.filter(({ version }) => version === '2012-10-17')
        .map(({ statement }) => statement)
    : [];
  if (coversSelfRead(statements, partition, opsAccountId)) return create;
  const held = group?.inline.find((policy) => policy.name === SELF_READ_POLICY)?.document ?? null;
  const document = selfReadText(partition, opsAccountId);
  return [
    ...create,
    { kind: 'put-group-policy', home, group: name, policy: SELF_READ_POLICY, document, replaces: held },
  ];
}

/** What the group allows that is neither a grant of one role nor reading one's own, by policy. */
function foreignPolicies(
  { snapshot, ops, group }: DiffContext,
  place: Place,
  grants: GroupGrants,
): readonly Difference[] {
  if (ops === null || group === null) return [];
  const found = new Map<Holder, HeldStatement[]>();
  for (const held of grants.others) {
    const variables = held.version === '2012-10-17';
    if (variables && isSelfRead(held.statement, snapshot.partition, ops.id)) continue;
    found.set(held.holder, [...(found.get(held.holder) ?? []), held]);
  }
  const unreadable = grants.unreadable.map(({ holder, reason }) =>
    difference({
      check: 'group-broader',
      subject: `${group.name}/${holder.policy}`,
      place,
      message: `the policy ${holder.policy} of group ${group.name} is not understood`,
      expected: 'a policy that can be judged',
      actual: holder.document,
      evidence: [reason],
      repair: [{ change: takeAway(home, group.name, holder), consent: true }],
    }),
  );
  const broader = [...found].flatMap(([holder, statements]) => {
    const opening = statements.filter(({ statement }) => matchesAction(statement, 'sts:AssumeRole'));
    const others = statements.filter((held) => !opening.includes(held));
    const repair = withoutStatements(group.name, holder, statements);
    const parts = {
      subject: `${group.name}/${holder.policy}`,
      place,
      actual: holder.document,
      repair: repair === null ? [] : [{ change: repair, consent: true }],
      fix:
        repair === null
          ? [
              `take the statement out of ${holder.policy} (${holder.arn}) in the IAM console of Ops: it also holds grants`,
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
              message: `the policy ${holder.policy} of group ${group.name} reaches further than one client’s role`,
              expected: 'session actions on roles named by their ARNs',
              evidence: opening.map(({ statement }) => describeStatement(statement)),
            }),
          ]),
      ...(others.length === 0
        ? []
        : [
            difference({
              ...parts,
              check: 'group-broader',
              message: `the policy ${holder.policy} of group ${group.name} allows something else than clients’ roles`,
              expected: 'grants of clients’ roles, and reading what one is granted',
              evidence: others.map(({ statement }) => describeStatement(statement)),
            }),
          ]),
    ];
  });
  return [...unreadable, ...broader];
}

/** The change that leaves of a policy what belongs there; null where it would have to be rewritten for others too. */
function withoutStatements(group: string, holder: Holder, foreign: readonly HeldStatement[]): Change | null {
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
