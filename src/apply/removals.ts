import { reachableOf } from '../access/member-accounts.ts';
import { sideBySide } from '../access/pool.ts';
import type { Aws } from '../aws/api.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { readRoleArn } from '../model/arn.ts';
import { Failure } from '../model/failure.ts';
import type { Change } from '../plan/change.ts';
import { scopeOf } from '../plan/changes/table.ts';
import type { StepIn } from '../plan/order.ts';
import {
  deleteGroupPolicy,
  deleteUserPolicy,
  detachFromGroup,
  detachFromUser,
  putGroupPolicy,
} from './change-group.ts';
import { deleteFromRole, detachFromRole, removeBoundary } from './change-role.ts';
import { type AccountTools, inAccountOf, memberOf } from './in-account.ts';
import type { Executors, Ledger, Report } from './ledger.ts';
import { deleteRevocation } from './revocations.ts';
import { revokeGrant } from './revoke-grant.ts';
import { deleteRootCredentials } from './root-credentials.ts';

export interface RemovalTools extends AccountTools {
  readonly context: AccountTools['context'] & { readonly concurrency: number };
  readonly ledger: Ledger;
}

type RemovalStep = StepIn<'room'> | StepIn<'removal'>;

/**
 * Removes the things that the steps name, account by account, one after the other in each: the grants of one group are
 * in the same policies.
 * @throws AggregateError of the failures, once all was tried
 */
export async function removeAll(tools: RemovalTools, steps: readonly RemovalStep[]): Promise<void> {
  const { context, ledger } = tools;
  const byPlace = new Map<string, RemovalStep[]>();
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
        await ledger.execute(executors, step.change, { ...tools, step });
      } catch (error) {
        errors.push(error);
        isHeldBack ||= kind === 'put-group-policy';
      }
    }
  });
  if (errors.length > 0) throw new AggregateError(errors);
}

function placeOf({ change, accountId }: RemovalStep): string {
  // Each by a session of its own.
  if (change.kind === 'delete-root-credentials') return `root user ${change.accountId}`;
  const scope = scopeOf(change);
  return scope === 'member' ? `account ${accountId}` : scope;
}

interface Removal extends RemovalTools {
  readonly step: RemovalStep;
}

const executors: Executors<RemovalStep['change']['kind'], Removal> = {
  'put-group-policy': (change, removal, report) =>
    inAccountOf(removal.step, removal, report, (iam) => putGroupPolicy(iam, change, removal.context.wait)),
  'revoke-grant': async (change, removal, report) => {
    const { context, step } = removal;
    if (step.fixes.some((id) => id.startsWith('grant-dangling:')))
      await refuseWhereItLeads(context, change.roleArn);
    return inAccountOf(step, removal, report, (iam) => revokeGrant(iam, change, context.wait));
  },
  'delete-group-policy': inItsAccount(deleteGroupPolicy),
  'detach-group-policy': inItsAccount(detachFromGroup),
  'delete-user-policy': inItsAccount(deleteUserPolicy),
  'detach-user-policy': inItsAccount(detachFromUser),
  'detach-policy': inItsAccount(detachFromRole),
  'delete-role-policy': inItsAccount(deleteFromRole),
  'delete-revocation': (change, { context, step }, { wrote }) =>
    deleteRevocation(change, memberOf(step, context), context, wrote),
  'remove-boundary': inItsAccount(removeBoundary),
  'delete-root-credentials': deleteRootCredentials,
};

function inItsAccount<C extends Change>(work: (iam: IamApi, change: C) => Promise<boolean>) {
  return (change: C, removal: Removal, report: Report) =>
    inAccountOf(removal.step, removal, report, (iam) => work(iam, change));
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
    what: `cannot remove the grant of ${roleArn}: its ${account ? 'role' : 'account'} now exists`,
    why: `The ${account ? 'role' : 'account'} was created after diverst read the organization. diverst left the grant as it is.`,
    fix: ['audit the organization again before you decide: diverst org audit'],
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
