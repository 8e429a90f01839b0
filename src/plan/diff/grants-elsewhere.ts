import { roleName } from '../../model/account-kind.ts';
import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { matchesAction } from '../../model/policy/action.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { roleArn } from '../../model/structure.ts';
import type { Change } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import { type Holder, readHolders, takeAway } from '../group-grants.ts';
import { type DiffContext, difference, kindsInWords } from './context.ts';
import type { EscalationWay } from './escalation.ts';
import { intendedRoleArn, ownedRoleArn } from './grants.ts';
import type { Owner } from './identity.ts';
import { opsBase, ownerOf } from './ops-base.ts';
import { noWays, OpsWays, shownArn, type Ways } from './ops-ways.ts';
import { shortList } from './words.ts';

/** Somebody with policies, and what leads from these to clients. */
interface Part {
  readonly owner: Owner;
  readonly holders: readonly Holder[];
  readonly ways: Ways;
  /** What is possible only together with what is held elsewhere. */
  readonly together: readonly EscalationWay[];
}

const assume = 'sts:AssumeRole';

/**
 * Groups, users and roles of Ops that lead to clients by themselves, and users and roles for whom policies, groups
 * and other roles do so together. What a group allows counts where one of its members can make use of it, and where
 * it has no members yet.
 */
export function grantsElsewhere(
  context: DiffContext,
  ops: AccountSnapshot,
  iam: IamSnapshot,
): readonly Difference[] {
  const base = opsBase(context, iam, ownedRoleArns(context));
  const judge = new OpsWays(base, iam);
  const totals = new Map(iam.users.map((user) => [user, judge.ofUser(user)]));
  const isUsedBy = (user: IamSnapshot['users'][number], ways: Ways) => {
    const total = totals.get(user);
    return total !== undefined && judge.isUsed(ways, total);
  };
  const parts: Part[] = iam.users.map((user) => {
    const owner = ownerOf(user);
    const holders = judge.holdersOf(user);
    const own = judge.ofPolicies(owner, holders, user.arn);
    const total = totals.get(user);
    const others = total ? judge.partsOf(total, judge.groupsOf(user)) : [];
    return {
      owner,
      holders,
      ways: isUsedBy(user, own) ? own : noWays,
      together: total ? beyond(total, [own, ...others]) : [],
    };
  });
  for (const group of base.groups) {
    // What a group allows beside the grants that it is for is judged by itself.
    if (base.granting.includes(group.owner.arn)) continue;
    const { owner, holders } = group;
    const ways = judge.ofGroup(group);
    const members = judge.membersOf(group);
    const isUsed = members.length === 0 || members.some((user) => isUsedBy(user, ways));
    parts.push({ owner, holders, ways: isUsed ? ways : noWays, together: [] });
  }
  for (const opsRole of base.roles) {
    const { role, holders } = opsRole;
    if (role.name === context.structure.accessRole) continue;
    const { alone, total } = judge.ofRole(opsRole);
    parts.push({
      owner: { kind: 'role', name: role.name, arn: role.arn },
      holders,
      ways: alone,
      together: beyond(total, [alone, ...judge.partsOf(total)]),
    });
  }
  return parts.flatMap((part) => grantElsewhere(part, context, ops, judge));
}

/** What none of the parts allows by itself. */
function beyond({ escalations }: Ways, parts: readonly Ways[]): readonly EscalationWay[] {
  const known = new Set(parts.flatMap((part) => part.escalations.map(({ action }) => action)));
  if (parts.some(({ direct }) => direct.length > 0)) known.add(assume);
  return escalations.filter(({ action }) => !known.has(action));
}

function grantElsewhere(
  part: Part,
  context: DiffContext,
  ops: AccountSnapshot,
  judge: OpsWays,
): readonly Difference[] {
  const { owner, holders, ways, together } = part;
  const { direct, escalations } = ways;
  const isByItself = direct.length > 0 || escalations.length > 0;
  const isReadable = readHolders(holders).unreadable.length === 0;
  if (isReadable && !isByItself && together.length === 0) return [];
  const opening = openingHolders(part, judge);
  return [
    difference({
      check: 'grant-elsewhere',
      subject: `${owner.kind}/${owner.name}`,
      place: context.placeOf(ops),
      message: messageOf(part, ops.name, `${kindsInWords(context, '’')} roles`),
      expected: `grants on the group ${context.kinds.map(({ kind }) => kind.group).join(' or ')} only`,
      actual:
        opening.length === 0 ? 'rights in several policies' : shortList(opening.map(({ policy }) => policy)),
      evidence: [
        ...direct.map(({ resource, except, allowed }) => {
          const but = except.length === 0 ? '' : ` except ${shortList(except)}`;
          return `${assume} on ${resource}${but}${allowed === 'yes' ? '' : ` (${allowed})`}`;
        }),
        ...[...escalations, ...together].map(
          ({ action, resource, by }) =>
            `${action} on ${shownArn(resource)}${by === null ? '' : `, after ${shownArn(by)}`}`,
        ),
      ].slice(0, 10),
      repair: opening.flatMap((holder): readonly Repair[] => {
        const change = removal(owner, holder);
        return change === null ? [] : [{ change, consent: true }];
      }),
      fix: fixOf(part, isByItself || !isReadable, ops.name),
    }),
  ];
}

function messageOf({ owner: { kind, name }, ways, together }: Part, opsName: string, roles: string): string {
  const { direct, escalations } = ways;
  if (direct.length > 0 || (escalations.length === 0 && together.length === 0))
    return `the ${kind} ${name} in ${opsName} can assume ${roles} through a policy of its own`;
  return escalations.length > 0
    ? `the ${kind} ${name} in ${opsName} can give itself or others access to ${roles}`
    : `the ${kind} ${name} in ${opsName} can give itself access to ${roles} by combining rights from several policies`;
}

function fixOf({ owner, together }: Part, isByItself: boolean, opsName: string): readonly string[] {
  if (!isByItself) {
    return [
      `decide which of these rights the ${owner.kind} needs, and remove the other rights in the IAM console of ${opsName}`,
      ...(owner.kind === 'user' ? ['or remove the user from a group that gives one of these rights'] : []),
    ];
  }
  if (owner.kind !== 'role') return [];
  return [
    'remove the policy from the role, or delete the role, in the IAM console of Ops',
    ...(together.length > 0 ? ['or remove the role from the trust policies of the other roles'] : []),
  ];
}

/** The policies that open a way by themselves; where none does, those that allow what leads further. */
function openingHolders({ owner, holders, ways, together }: Part, judge: OpsWays): readonly Holder[] {
  const alone = holders.filter((holder) => {
    if (readHolders([holder]).unreadable.length > 0) return true;
    const { direct, escalations } = judge.ofPolicy(owner, holder);
    return direct.length > 0 || escalations.length > 0;
  });
  if (alone.length > 0) return alone;
  const actions = [...ways.escalations, ...together].map(({ action }) => action);
  return holders.filter((holder) => {
    const parsed = parsePolicy(holder.document ?? '');
    return (
      parsed.ok &&
      parsed.policy.statements.some(
        (statement) =>
          statement.effect === 'Allow' && actions.some((action) => matchesAction(statement, action)),
      )
    );
  });
}

/** A role's policies are not taken away: what works through it is not known. */
function removal({ kind, name }: Owner, holder: Holder): Change | null {
  if (kind === 'group') return takeAway('ops', name, holder);
  if (kind === 'role') return null;
  return holder.arn === null
    ? { kind: 'delete-user-policy', user: name, policy: holder.policy, document: holder.document ?? '' }
    : { kind: 'detach-user-policy', user: name, policyArn: holder.arn };
}

/** The roles of clients, and of environments, of today or of tomorrow. */
function ownedRoleArns(context: DiffContext): readonly (readonly string[])[] {
  const { kinds, snapshot } = context;
  return kinds.map(({ kind, accounts, grants }) => {
    const future = {
      partition: snapshot.partition,
      accountId: '0'.repeat(12),
      path: kind.role.path,
      name: roleName(kind, `any-${kind.noun}`),
    };
    // A role under another path is made anew where it belongs: who is granted that gets in then.
    const ofToday = accounts.flatMap((one) => [ownedRoleArn(one, context), intendedRoleArn(one, context)]);
    // An account of a kind that goes by names is none under another name; what its group is granted stays a way in.
    const granted = kind.names === null ? [] : [...(grants?.roles.keys() ?? [])];
    return [...new Set([...ofToday, ...granted]), roleArn(future)];
  });
}
