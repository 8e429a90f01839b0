import type { Aws, IamApi } from '../aws/api.ts';
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
import type { Patience } from './patience.ts';
import type { Reach, ReachableAccount } from './reach.ts';
import { reachableOf } from './reachable-of.ts';
import { revokeGrant } from './revoke-grant.ts';
import { sideBySide } from './side-by-side.ts';

export interface RemovalTools {
  readonly context: {
    readonly aws: Aws;
    readonly reach: Reach;
    readonly patience: Patience;
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
    for (const step of ofPlace) {
      try {
        await ledger.run(step.change, async (change) => ({ applied: await remove(tools, step, change) }));
      } catch (error) {
        errors.push(error);
      }
    }
  });
  if (errors.length > 0) throw new AggregateError(errors);
}

function placeOf({ change, accountId }: OrganizationStep): string {
  if ('home' in change) return change.home;
  return 'role' in change ? `account ${accountId}` : 'ops';
}

async function remove(tools: RemovalTools, step: OrganizationStep, change: Change): Promise<boolean> {
  const { patience } = tools.context;
  const within = (work: (iam: IamApi) => Promise<boolean>) => inPlace(tools, step, work);
  switch (change.kind) {
    case 'revoke-grant':
      return within((iam) => revokeGrant(iam, change, patience));
    case 'put-group-policy':
      return within((iam) => putGroupPolicy(iam, change, patience));
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
): Promise<boolean> {
  const { aws, reach, patience, accounts } = context;
  if ('home' in change && change.home === 'management') return work(aws.iam());
  const account = 'role' in change ? accounts.find(({ id }) => id === accountId) : null;
  const place = account ? reachableOf(account, patience) : account === null ? ops : null;
  if (!place) throw new Error(`the account of ${change.kind} is not known`);
  return reach.within(place, patience, work);
}
