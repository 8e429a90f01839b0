import type { RemoveAccountFromOrganizationRequest } from '@aws-sdk/client-organizations';
import { entry } from '../iam/records.ts';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { AccountState } from '../state.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, constraintViolation, organizationOf } from './errors.ts';
import { forgetAccount } from './forget-account.ts';
import { membersOf } from './members.ts';
import { accountOf } from './shapes.ts';
import { endOrganizationTrails } from './trusted-access.ts';
import { validAccountId } from './validate.ts';

const waitPeriod = 4 * 24 * 60 * 60 * 1000;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html */
export const removeAccount: Operation<RemoveAccountFromOrganizationRequest, undefined> = {
  mutates: true,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:RemoveAccountFromOrganization', resource: accountArn(state, AccountId ?? '') },
  ],
  run: ({ AccountId: id = '' }, context) => {
    asManagementAccount(context);
    validAccountId(id);
    const account = accountOf(context.state, id);
    refuseDeparture(account, context);
    forgetAccount(account, context.state, context.now);
    return undefined;
  },
};

/** The same, asked for by the account itself. https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html */
export const leaveOrganization: Operation<object, undefined> = {
  mutates: true,
  permissions: () => [{ action: 'organizations:LeaveOrganization', resource: '*' }],
  run: (_, context) => {
    const { state, caller, now } = context;
    organizationOf(context);
    const account = accountOf(state, caller.accountId);
    refuseDeparture(account, context);
    forgetAccount(account, state, now);
    return undefined;
  },
};

/**
 * Closed accounts are members until they are gone, and so are those about to be created.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_delete.html
 */
export const deleteOrganization: Operation<object, undefined> = {
  mutates: true,
  permissions: () => [{ action: 'organizations:DeleteOrganization', resource: '*' }],
  run: (_, context) => {
    const { state, now } = context;
    asManagementAccount(context);
    const members = membersOf(state).filter(({ id }) => id !== state.managementAccountId);
    const coming = Object.values(state.creations).some(
      ({ accountId, completesAt }) => accountId !== undefined && completesAt > now,
    );
    if (members.length > 0 || coming) {
      throw new SandboxError(
        'OrganizationNotEmptyException',
        'To delete an organization you must first remove all member accounts (except the master).',
      );
    }
    endOrganizationTrails(state);
    state.organization = null;
    state.units = {};
    state.creations = {};
    const management = accountOf(state, state.managementAccountId);
    management.parentId = '';
    management.tags = {};
    return undefined;
  },
};

/**
 * What keeps an account from leaving. One that Organizations created has neither a payment method nor the rest of
 * what a standalone account needs, and there is no way here to give it that; invited ones had it before.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_account-before-remove.html
 */
function refuseDeparture(account: AccountState, { state, now }: CallContext): void {
  if (account.id === state.managementAccountId) {
    throw new SandboxError(
      'MasterCannotLeaveOrganizationException',
      "You can't remove a management account from an organization.",
    );
  }
  if (entry(state.organization?.delegations ?? {}, account.id) !== undefined) {
    throw constraintViolation(
      'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
      'Deregister this account as a delegated administrator first.',
    );
  }
  if (account.joinedMethod === 'CREATED' && now < account.joinedAt + waitPeriod) {
    throw constraintViolation(
      'WAIT_PERIOD_ACTIVE',
      'This operation requires a wait period. Try again later.',
    );
  }
  if (account.joinedMethod === 'CREATED') {
    throw constraintViolation(
      'MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED',
      'The member account must be configured with a valid payment method, such as a credit card.',
    );
  }
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_delete.html
  if (account.state !== 'ACTIVE') {
    throw constraintViolation(
      'ACCOUNT_CANNOT_LEAVE_ORGANIZATION',
      "You can't remove an account that is closed or suspended.",
    );
  }
}
