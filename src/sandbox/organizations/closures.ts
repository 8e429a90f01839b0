import type { CloseAccountRequest } from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { AccountState, SandboxState } from '../state.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, constraintViolation } from './errors.ts';
import { forgetAccount } from './forget-account.ts';
import { membersOf } from './members.ts';
import { accountOf } from './shapes.ts';
import { validAccountId } from './validate.ts';

const day = 24 * 60 * 60 * 1000;

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const mostAtOnce = 3;

/**
 * How long a closed account is there.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
 */
const closedFor = 90 * day;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html */
export const closeAccount: Operation<CloseAccountRequest, undefined> = {
  mutates: true,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:CloseAccount', resource: accountArn(state, AccountId ?? '') },
  ],
  run: ({ AccountId: id = '' }, context) => {
    const { state, now, timings } = context;
    const organization = asManagementAccount(context);
    validAccountId(id);
    if (organization.featureSet !== 'ALL') {
      throw constraintViolation(
        'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
        'Enable all features in the organization first.',
      );
    }
    const account = accountOf(state, id);
    if (id === state.managementAccountId) {
      throw constraintViolation('CANNOT_CLOSE_MANAGEMENT_ACCOUNT', "You can't close the management account.");
    }
    if (account.state === 'CLOSED') {
      throw new SandboxError('AccountAlreadyClosedException', 'The account is already closed.');
    }
    if (account.state === 'PENDING_CLOSURE') {
      throw new SandboxError('ConflictException', 'The account is already being closed.');
    }
    refuseTooManyClosures(context);
    account.state = 'PENDING_CLOSURE';
    account.closingSince = now;
    account.closesAt = now + timings.closing;
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
function refuseTooManyClosures({ state, now }: CallContext): void {
  const accounts = membersOf(state);
  const pending = accounts.filter((account) => account.state === 'PENDING_CLOSURE');
  if (pending.length >= mostAtOnce) {
    throw constraintViolation(
      'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED',
      'You can close only three accounts at the same time.',
    );
  }
  const recent = accounts.filter((account) => {
    const since = account.closingSince ?? account.closedAt;
    return account.state === 'CLOSED' && since !== undefined && since > now - 30 * day;
  });
  const members = accounts.length - 1;
  const quota = Math.min(1000, Math.max(250, Math.floor(members / 5)));
  if (recent.length + pending.length >= quota) {
    throw constraintViolation(
      'CLOSE_ACCOUNT_QUOTA_EXCEEDED',
      'You have closed as many accounts as is allowed in 30 days.',
    );
  }
}

/**
 * Brings closures up to `now`: what is due is closed, and what has been closed for 90 days is gone for good, but for its
 * e-mail address and alias, which nobody gets again.
 *
 * @returns the moment at which the next of this is due
 */
export function settleClosures(state: SandboxState, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const account of Object.values(state.accounts)) {
    const { closesAt } = account;
    if (account.state === 'PENDING_CLOSURE' && closesAt !== undefined && closesAt <= now) {
      account.state = 'CLOSED';
      account.closedAt = closesAt;
      delete account.closesAt;
    }
    const due = dueAt(account);
    if (due > now) next = Math.min(next, due);
    else retire(account, due, state);
  }
  return next;
}

/** When the next thing happens to the account, if it is being closed or was. */
function dueAt({ state, closesAt, closedAt }: AccountState): number {
  if (state === 'PENDING_CLOSURE') return closesAt ?? Number.POSITIVE_INFINITY;
  return state === 'CLOSED' && closedAt !== undefined ? closedAt + closedFor : Number.POSITIVE_INFINITY;
}

function retire(account: AccountState, goneAt: number, state: SandboxState): void {
  const { id, email } = account;
  const alias = state.iam[id]?.alias;
  state.gone = { ...state.gone, [id]: { id, email, goneAt, ...(alias === undefined ? {} : { alias }) } };
  forgetAccount(account, state, goneAt);
}
