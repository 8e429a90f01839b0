import { SandboxError } from '../operation.ts';

/** IAM's errors, each in IAM's words: https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html */

/** @param label what it is: `role`, `user`, `group policy` */
export function notFound(label: string, name: string): SandboxError {
  return noSuchEntity(`The ${label} with name ${name} cannot be found.`);
}

export function noSuchEntity(message: string): SandboxError {
  return new SandboxError('NoSuchEntityException', message, 404);
}

export function alreadyExists(message: string): SandboxError {
  return new SandboxError('EntityAlreadyExistsException', message, 409);
}

/** @param quota IAM's own name of it, as in `PoliciesPerGroup` */
export function quotaExceeded(quota: string, limit: number): SandboxError {
  return limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}

export function limitExceeded(message: string): SandboxError {
  return new SandboxError('LimitExceededException', message, 409);
}

export function deleteConflict(message: string): SandboxError {
  return new SandboxError('DeleteConflictException', message, 409);
}

export function malformedPolicy(message: string): SandboxError {
  return new SandboxError('MalformedPolicyDocumentException', message, 400);
}

export function invalidInput(message: string): SandboxError {
  return new SandboxError('InvalidInputException', message, 400);
}

export function throttling(): SandboxError {
  return new SandboxError('Throttling', 'Rate exceeded');
}
