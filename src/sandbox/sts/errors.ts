import { type Caller, SandboxError } from '../operation.ts';
import { becauseOf } from '../refusals.ts';

/**
 * Of the accounts' own policies STS does not say which: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html
 *
 * @param reason why the organization's policies do not let it through
 */
export function notAuthorized(
  caller: Caller,
  action: string,
  resource: string,
  reason?: string,
): SandboxError {
  const message = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return accessDenied(reason === undefined ? message : `${message} ${becauseOf(reason)}`);
}

export function accessDenied(message: string): SandboxError {
  return new SandboxError('AccessDenied', message, 403);
}

export function invalidParameterValue(message: string): SandboxError {
  return new SandboxError('InvalidParameterValue', message, 400);
}
