import { SandboxError } from '../operation.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html */
export function rateExceeded(): SandboxError {
  return new SandboxError('ThrottlingException', 'Rate exceeded');
}

/** @param names of the members in the model */
export function parameterMissing(names: readonly string[]): SandboxError {
  const words = names.map((name) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`).join(', ');
  return new SandboxError('ValidationException', `The request lacks what it must have: ${words}.`);
}
