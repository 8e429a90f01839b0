import { entry } from '../iam/records.ts';
import { type CallContext, SandboxError } from '../operation.ts';
import type { OrganizationState } from '../state.ts';
import { memberOf } from './members.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html#API_CreateAccount_Errors */
export function invalidInput(reason: string, message = messageOf(reason)): SandboxError {
  return new SandboxError('InvalidInputException', message, 400, { Reason: reason });
}

function messageOf(reason: string): string {
  return reason === 'INVALID_PATTERN'
    ? 'You provided a value that does not match the required pattern.'
    : 'You specified an invalid value.';
}

export function constraintViolation(reason: string, message: string): SandboxError {
  return new SandboxError('ConstraintViolationException', message, 400, { Reason: reason });
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_InvalidInputException.html */
export function inputRequired(): SandboxError {
  return invalidInput('INPUT_REQUIRED');
}

export function tooManyRequests(): SandboxError {
  return new SandboxError('TooManyRequestsException', 'AWS Organizations is throttling this call.');
}

/** @throws SandboxError AWSOrganizationsNotInUseException when the caller's account is in no organization */
export function organizationOf({ state, caller }: CallContext): OrganizationState {
  const { organization } = state;
  if (organization !== null && memberOf(state, caller.accountId) !== undefined) return organization;
  throw new SandboxError(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  );
}

/** Something is under way that must end first: the same call may be made again. */
export function policyChangesInProgress(): SandboxError {
  return new SandboxError(
    'PolicyChangesInProgressException',
    'Changes to the effective policy are in progress. Try again later.',
  );
}

export function policyTypeNotEnabled(): SandboxError {
  return new SandboxError(
    'PolicyTypeNotEnabledException',
    "The specified policy type isn't currently enabled in this root.",
  );
}

/**
 * For operations that "can be called only from the organization's management account", or by accounts that its
 * resource policy names: the sandbox keeps that policy, and lets nobody in for it.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 *
 * @throws SandboxError AccessDeniedException, AWSOrganizationsNotInUseException
 */
export function asManagementAccount(context: CallContext): OrganizationState {
  const organization = organizationOf(context);
  if (context.caller.accountId === context.state.managementAccountId) return organization;
  throw new SandboxError('AccessDeniedException', "You don't have permissions to access this resource.");
}

/**
 * For operations that only read, which a delegated administrator of any service may call as well.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html
 *
 * @throws SandboxError AccessDeniedException, AWSOrganizationsNotInUseException
 */
export function asReader(context: CallContext): OrganizationState {
  const organization = organizationOf(context);
  const services = entry(organization.delegations ?? {}, context.caller.accountId);
  return services === undefined ? asManagementAccount(context) : organization;
}
