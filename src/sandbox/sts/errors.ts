import { type Caller, SandboxError } from '../operation.ts';

/** STS does not say why: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html */
export function notAuthorized(caller: Caller, action: string, resource: string): SandboxError {
  return accessDenied(`User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`);
}

export function accessDenied(message: string): SandboxError {
  return new SandboxError('AccessDenied', message, 403);
}

export function invalidParameterValue(message: string): SandboxError {
  return new SandboxError('InvalidParameterValue', message, 400);
}
