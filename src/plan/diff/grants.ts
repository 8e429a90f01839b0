import { refOf, withArticle } from '../../model/account-kind.ts';
import { readRoleArn } from '../../model/arn.ts';
import { allows } from '../../model/policy/covers.ts';
import type { Policy } from '../../model/policy/document.ts';
import { readGrant } from '../../model/policy/grant.ts';
import { SESSION_ACTIONS } from '../../model/policy/trust.ts';
import type { GroupSnapshot } from '../../model/snapshot.ts';
import { roleArn } from '../../model/structure.ts';
import type { OfKind } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import { chooseSlot, foreignInline } from '../grant-slot.ts';
import {
  type GroupGrants,
  grantedRoles,
  type HeldStatement,
  type Holder,
  readHolders,
} from '../group-grants.ts';
import {
  type DiffContext,
  difference,
  iamOf,
  isActive,
  type KindInUse,
  type OwnedAccount,
} from './context.ts';

/** Accounts that are not granted, or in part, and grants of roles that are not the kind's. */
export function grantDifferences(context: DiffContext): readonly Difference[] {
  if (context.ops === null || context.opsIam === null) return [];
  return context.kinds.flatMap((one) => [
    ...one.accounts.flatMap((owned) => grantDifference(owned, one, context)),
    ...strayGrants(one, context),
  ]);
}

/** The ARN of the role of an account as it is, or as it will be. */
export function ownedRoleArn(owned: OwnedAccount, context: DiffContext): string {
  const existing = iamOf(owned.account)?.roles.find(({ name }) => name === owned.roleName);
  return existing?.arn ?? intendedRoleArn(owned, context);
}

/** The ARN that the structure gives the role, whatever path the role has. */
export function intendedRoleArn(
  { kind, account, roleName }: OwnedAccount,
  { snapshot: { partition } }: DiffContext,
): string {
  return roleArn({ partition, accountId: account.id, path: kind.role.path, name: roleName });
}

function grantDifference(
  owned: OwnedAccount,
  { kind, group, grants }: KindInUse,
  context: DiffContext,
): readonly Difference[] {
  const { account, roleName } = owned;
  if (!isActive(account)) return [];
  const arn = ownedRoleArn(owned, context);
  const grant = grants?.roles.get(arn);
  const lacking = grants ? lackingActions(grants, arn, grant?.complete === true, context) : SESSION_ACTIONS;
  if (lacking.length === 0) return [];
  const change = grantChange(owned, group, context);
  const denied = grants?.denials.length !== 0 && grant?.complete === true;
  const holder = group?.name ?? kind.group;
  // A policy that reaches further is a finding of its own; that there is no grant must not deny what it allows.
  const isAllowed = grants !== null && allowedOtherwise(grants, arn, context);
  const part = lacking.length < SESSION_ACTIONS.length || (grant !== undefined && grant.holders.length > 0);
  return [
    difference({
      check: part ? 'grant-narrower' : 'grant-missing',
      subject: context.labelOf(account),
      place: context.placeOf(account),
      message: part
        ? `the group ${holder} does not allow everything that a session of ${roleName} needs`
        : isAllowed
          ? `the group ${holder} gives access to ${roleName} only through a policy that allows more`
          : `the group ${holder} gives no access to ${roleName}`,
      expected: `${SESSION_ACTIONS.join(', ')} on ${arn}`,
      actual: part
        ? `${lacking.join(', ')} not allowed, or only on a condition`
        : isAllowed
          ? 'no grant for this role alone'
          : 'no grant',
      evidence: (grant?.holders ?? []).map(({ policy, kind }) => `${kind} policy ${policy}`),
      repair:
        change === null || denied
          ? []
          : [{ change, consent: change.replaces !== null && !isOwnAltered(change.replaces, arn) }],
      fix: denied
        ? [`remove the Deny from ${(grants?.denials ?? []).map((one) => one.holder.policy).join(', ')}`]
        : change === null
          ? [`remove grants of ${kind.noun}s that no longer exist: the quota of the group is used up`]
          : [],
    }),
  ];
}

/**
 * The change that grants an account, in a policy of its own where there is room; null where there is none at all.
 * @param group that of its kind; null where it is yet to be made
 */
export function grantChange(
  owned: OwnedAccount,
  group: GroupSnapshot | null,
  context: DiffContext,
): OfKind<'grant-access'> | null {
  const arn = ownedRoleArn(owned, context);
  const holder = group ?? { name: owned.kind.group, inline: [], attached: [] };
  const slot = chooseSlot(holder, context.opsIam?.policies ?? [], { name: owned.roleName, arn });
  if (slot === null) return null;
  const replaces = foreignInline(holder, slot, arn);
  return { kind: 'grant-access', owner: refOf(owned), group: holder.name, slot, replaces };
}

/** Of the session actions on a role those that the group is not allowed in every case. */
function lackingActions(
  grants: GroupGrants,
  arn: string,
  complete: boolean,
  context: DiffContext,
): readonly string[] {
  if (complete && grants.denials.length === 0) return [];
  if (!grants.roles.has(arn)) return SESSION_ACTIONS;
  // What is allowed beside grants is a difference of its own, which does not excuse a missing grant.
  return lackingOf([...grantsOf(grants, arn), ...alone(grants.denials)], arn, context);
}

/** Whether policies that reach further than grants allow all of a session on a role. */
function allowedOtherwise(grants: GroupGrants, arn: string, context: DiffContext): boolean {
  const { others, denials } = grants;
  if (others.length === 0) return false;
  return lackingOf([...grantsOf(grants, arn), ...alone([...others, ...denials])], arn, context).length === 0;
}

/** What stands in the group's policies for one role by its very ARN. */
function grantsOf({ roles, documents }: GroupGrants, arn: string): readonly Policy[] {
  if (!roles.has(arn)) return [];
  return documents.map((policy) => ({
    ...policy,
    statements: policy.statements.filter((statement) => grantedRoles(statement)?.includes(arn)),
  }));
}

function alone(held: readonly HeldStatement[]): readonly Policy[] {
  return held.map(({ statement, version }) => ({ version, statements: [statement] }));
}

function lackingOf(
  documents: readonly Policy[],
  arn: string,
  { known, ops }: DiffContext,
): readonly string[] {
  const holder = { known, ...(ops ? { accountId: ops.id } : {}) };
  return SESSION_ACTIONS.filter((action) => allows(documents, { action, resource: arn }, holder) !== 'yes');
}

/** A grant of the tool's own that was cut down or misspelt: writing it anew takes nothing else away. */
function isOwnAltered(document: string, arn: string): boolean {
  const { roles, others, denials, unreadable } = readHolders([
    { kind: 'inline', policy: '', arn: null, document },
  ]);
  const foreign = [...others, ...denials, ...unreadable];
  return foreign.length === 0 && [...roles.keys()].every((role) => role.toLowerCase() === arn.toLowerCase());
}

/** Grants of roles that are not of the kind's accounts: gone, elsewhere, or in an account that is not active. */
function strayGrants(
  { kind, grants, group, accounts }: KindInUse,
  context: DiffContext,
): readonly Difference[] {
  const { byId, ops } = context;
  if (grants === null || group === null || ops === null) return [];
  const place = context.placeOf(ops);
  const wanted = new Set(
    accounts.filter(({ account }) => isActive(account)).map((owned) => ownedRoleArn(owned, context)),
  );
  return [...grants.roles].flatMap(([arn, { holders }]): readonly Difference[] => {
    if (wanted.has(arn)) return [];
    const role = readRoleArn(arn);
    const account = role && byId.get(role.accountId);
    // It says whose the account may be, which its name no longer does.
    const isOfOther = account !== null && account !== undefined && context.isOfOther(account, kind);
    const evidence = holders.map(({ kind, policy }) => `${kind} policy ${policy} of group ${group.name}`);
    const base = {
      noun: kind.noun,
      subject: arn,
      place,
      actual: arn,
      evidence,
      repair: holders.map((holder): Repair => {
        const revocation = revoke(group.name, holder, arn);
        return { ...revocation, consent: revocation.consent || isOfOther };
      }),
    };
    if (!account) {
      return [
        difference({
          ...base,
          check: 'grant-dangling',
          message: `the group ${group.name} has a grant for a role of account ${role?.accountId ?? 'unknown'}, which is not in the organization`,
          expected: `roles in ${kind.noun} accounts`,
        }),
      ];
    }
    const name = `${account.name} (${account.id})`;
    if (!isActive(account)) {
      return [
        difference({
          ...base,
          check: 'grant-inactive-account',
          message: `the group ${group.name} has a grant for a role of ${name}, which is ${account.state}`,
          expected: 'no grant',
        }),
      ];
    }
    const iam = iamOf(account);
    // Whether the role exists is not known; that the account was not read is reported as that.
    if (iam === null) return [];
    if (!iam.roles.some((one) => one.arn === arn)) {
      return [
        difference({
          ...base,
          check: 'grant-dangling',
          message: `the group ${group.name} has a grant for ${arn}, which does not exist in ${name}`,
          expected: 'an existing role with exactly this path and name, in the same case',
        }),
      ];
    }
    return [
      difference({
        ...base,
        check: 'grant-broader',
        message: `the group ${group.name} has a grant for a role of ${name} that is not ${withArticle(kind)} role`,
        expected: `only ${kind.noun} roles`,
        repair: base.repair.map((repair) => ({ ...repair, consent: true })),
      }),
    ];
  });
}

/** Taking a grant out of a policy that holds grants and nothing else takes away what this program writes. */
function revoke(group: string, holder: Holder, arn: string): Repair {
  const own = holder.document !== null && readGrant(holder.document) !== undefined;
  return {
    change: { kind: 'revoke-grant', group, slot: { kind: holder.kind, policy: holder.policy }, roleArn: arn },
    consent: !own,
  };
}
