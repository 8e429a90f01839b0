import { type CallContext, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';

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
export function organizationOf(state: SandboxState): OrganizationState {
  if (state.organization !== null) return state.organization;
  throw new SandboxError(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  );
}

/**
 * For operations that "can be called only from the organization's management account or by a delegated
 * administrator": the sandbox has none of the latter.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 *
 * @throws SandboxError AccessDeniedException, AWSOrganizationsNotInUseException
 */
export function asManagementAccount({ state, caller }: CallContext): OrganizationState {
  const organization = organizationOf(state);
  if (caller.accountId === state.managementAccountId) return organization;
  throw new SandboxError('AccessDeniedException', "You don't have permissions to access this resource.");
}
