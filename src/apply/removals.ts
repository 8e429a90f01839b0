import { type MemberAccess, type ReachableAccount, reachableOf } from '../access/member-accounts.ts';
import { sideBySide } from '../access/pool.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { Aws, IamApi } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { readRoleArn } from '../model/arn.ts';
import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';
import type { Change } from '../plan/change.ts';
import type { OrganizationStep } from '../plan/order.ts';
import {
  deleteGroupPolicy,
  deleteUserPolicy,
  detachFromGroup,
  detachFromUser,
  putGroupPolicy,
} from './change-group.ts';
import { deleteFromRole, detachFromRole, removeBoundary } from './change-role.ts';
import type { Ledger } from './ledger.ts';
import { revokeGrant } from './revoke-grant.ts';

export interface RemovalTools {
  readonly context: {
    readonly aws: Aws;
    readonly members: MemberAccess;
    readonly wait: WaitOptions;
    /** Every account that a step names. */
    readonly accounts: readonly Account[];
    readonly concurrency: number;
  };
  readonly ledger: Ledger;
  readonly ops: ReachableAccount | null;
}

/**
 * Takes away what the steps say, account by account, one after the other in each: the grants of one group are in the
 * same policies.
 * @throws AggregateError of what failed, once all was tried
 */
export async function removeAll(tools: RemovalTools, steps: readonly OrganizationStep[]): Promise<void> {
  const { context, ledger } = tools;
  const byPlace = new Map<string, OrganizationStep[]>();
  for (const step of steps) {
    const place = placeOf(step);
    byPlace.set(place, [...(byPlace.get(place) ?? []), step]);
  }
  const errors: unknown[] = [];
  await sideBySide([...byPlace.values()], context.concurrency, async (ofPlace) => {
    // What was to be written in place of something, and is not there, holds back what it stands in for.
    let isHeldBack = false;
    for (const step of ofPlace) {
      const { kind } = step.change;
      if (isHeldBack && (kind === 'delete-group-policy' || kind === 'detach-group-policy')) continue;
      try {
        await ledger.run(step.change, async (change, _task, wrote) => ({
          applied: await remove(tools, step, change, wrote),
        }));
      } catch (error) {
        errors.push(error);
        isHeldBack ||= kind === 'put-group-policy';
      }
    }
  });
  if (errors.length > 0) throw new AggregateError(errors);
}

function placeOf({ change, accountId }: OrganizationStep): string {
  if ('home' in change) return change.home;
  return 'role' in change ? `account ${accountId}` : 'ops';
}

async function remove(
  tools: RemovalTools,
  step: OrganizationStep,
  change: Change,
  wrote: () => void,
): Promise<boolean> {
  const { wait } = tools.context;
  const within = (work: (iam: IamApi) => Promise<boolean>) => inPlace(tools, step, work, wrote);
  switch (change.kind) {
    case 'revoke-grant':
      if (step.mends.some((id) => id.startsWith('grant-dangling:')))
        await refuseWhereItLeads(tools.context, change.roleArn);
      return within((iam) => revokeGrant(iam, change, wait));
    case 'put-group-policy':
      return within((iam) => putGroupPolicy(iam, change, wait));
    case 'delete-group-policy':
      return within((iam) => deleteGroupPolicy(iam, change));
    case 'detach-group-policy':
      return within((iam) => detachFromGroup(iam, change));
    case 'delete-user-policy':
      return within((iam) => deleteUserPolicy(iam, change));
    case 'detach-user-policy':
      return within((iam) => detachFromUser(iam, change));
    case 'detach-policy':
      return within((iam) => detachFromRole(iam, change));
    case 'delete-role-policy':
      return within((iam) => deleteFromRole(iam, change));
    case 'remove-boundary':
      return within((iam) => removeBoundary(iam, change));
    default:
      throw new TypeError(`${change.kind} takes nothing away`);
  }
}

function inPlace(
  { context, ops }: RemovalTools,
  { change, accountId }: OrganizationStep,
  work: (iam: IamApi) => Promise<boolean>,
  wrote: () => void,
): Promise<boolean> {
  const { aws, members, wait, accounts } = context;
  if ('home' in change && change.home === 'management') return work(aws.iam());
  const account = 'role' in change ? accounts.find(({ id }) => id === accountId) : null;
  const place = account ? reachableOf(account, wait) : account === null ? ops : null;
  if (!place) throw new Error(`the account of ${change.kind} is not known`);
  return members.withIam(place, wait, work, wrote);
}

/**
 * A grant that led nowhere may by now: a client's grant is written before its role is there, and its account may be
 * younger than the list of accounts.
 * @throws Failure where it does
 */
async function refuseWhereItLeads(
  { aws, members, wait, accounts }: RemovalTools['context'],
  roleArn: string,
): Promise<void> {
  const role = readRoleArn(roleArn);
  if (role === null) return;
  const account = accounts.find(({ id }) => id === role.accountId);
  const leads = account
    ? (await members.withIam(reachableOf(account, wait), wait, (iam) => iam.getRole(role.name)))?.arn ===
      roleArn
    : await isMember(aws, role.accountId);
  if (!leads) return;
  throw new Failure('failed', {
    what: `the grant of ${roleArn} leads somewhere by now: its ${account ? 'role' : 'account'} was made since it was read`,
    why: 'It is left as it is.',
    fix: ['look at what is there now, and decide anew: diverst org audit'],
  });
}

async function isMember({ organizations }: Aws, accountId: string): Promise<boolean> {
  try {
    await organizations.describeAccount(accountId);
    return true;
  } catch (error) {
    if (hasCode(error, 'AccountNotFoundException')) return false;
    throw error;
  }
}
