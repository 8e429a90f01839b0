import type { AccountKind } from '../model/account-kind.ts';
import { readRoleArn } from '../model/arn.ts';
import { Failure } from '../model/failure.ts';
import { readGrant } from '../model/policy/grant.ts';
import type { Account, GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { isLiving } from './account-traces.ts';
import type { OfKind, Step } from './change.ts';
import { groupGrants, type Holder } from './group-grants.ts';
import type { GrantSlot } from './shapes/accounts.ts';

/** The changes that end an account: what grants it goes first, so that nobody begins a session in it any more. */
export type ClosingStep = Step<OfKind<'revoke-grant' | 'close-account'>>;

/**
 * @param kinds those whose groups are this program's
 * @throws Failure where a grant is in a policy that diverst cannot take it out of
 */
export function closingSteps(
  account: Account,
  kinds: readonly AccountKind[],
  groups: readonly GroupSnapshot[],
  policies: readonly ManagedPolicySnapshot[],
): readonly ClosingStep[] {
  const { id: accountId, name, email } = account;
  const revocations = kinds.flatMap((kind) => {
    const group = groups.find((one) => one.name === kind.group);
    return group === undefined ? [] : grantsOf(group, policies, accountId);
  });
  return [
    ...revocations.map((change): ClosingStep => ({ change, state: 'needed' })),
    {
      change: { kind: 'close-account', name, accountId, email },
      state: isLiving(account) ? 'needed' : 'satisfied',
    },
  ];
}

/**
 * What else in the groups of Ops names the account, and stays: grants of groups that are not this program's, and statements
 * that allow more than its roles.
 * @returns for people: `group auditors in Ops, by inline policy look`
 */
export function grantsThatStay(
  accountId: string,
  kinds: readonly AccountKind[],
  groups: readonly GroupSnapshot[],
  policies: readonly ManagedPolicySnapshot[],
): readonly string[] {
  const own = new Set(kinds.map(({ group }) => group));
  const words = groups.flatMap((group) => {
    const { roles, others } = groupGrants(group, policies);
    const granting = [...roles].flatMap(([roleArn, { holders }]) =>
      !own.has(group.name) && readRoleArn(roleArn)?.accountId === accountId ? holders : [],
    );
    const naming = others.flatMap(({ holder, statement }) =>
      statement.resources?.some((resource) => resource.includes(`:${accountId}:`)) ? [holder] : [],
    );
    return [...granting, ...naming].map(({ kind, policy }) => grantWords(group.name, { kind, policy }));
  });
  return [...new Set(words)];
}

export function grantWords(group: string, { kind, policy }: GrantSlot): string {
  return `group ${group} in Ops, by ${kind} policy ${policy}`;
}

/** The changes that take from a group whatever it is granted in one account by a role's very ARN. */
export function grantsOf(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
  accountId: string,
): readonly OfKind<'revoke-grant'>[] {
  return [...groupGrants(group, policies).roles].flatMap(([roleArn, { holders }]) =>
    readRoleArn(roleArn)?.accountId === accountId
      ? holders.map((holder) => revocation(group.name, roleArn, holder))
      : [],
  );
}

function revocation(group: string, roleArn: string, holder: Holder): OfKind<'revoke-grant'> {
  const { kind, policy, document } = holder;
  // Other groups and users may have it, and it may say more.
  if (kind === 'managed' && (document === null || readGrant(document) === undefined)) {
    throw new Failure('failed', {
      what: `cannot remove the grants of the account: policy ${policy} of group ${group} grants ${roleArn} and other things`,
      why: 'diverst changes a managed policy only if it contains nothing but grants. Nothing was changed.',
      fix: [
        `remove ${roleArn} from policy ${policy} in the IAM console of Ops, then run the same command again`,
      ],
    });
  }
  return { kind: 'revoke-grant', group, slot: { kind, policy }, roleArn };
}
