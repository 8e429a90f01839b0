import { SandboxError } from '../operation.ts';

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html#API_GetCostAndUsage_Errors */
export function limitExceeded(): SandboxError {
  return new SandboxError('LimitExceededException', 'Rate limit exceeded.');
}

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/CommonErrors.html */
export function invalid(message: string): SandboxError {
  return new SandboxError('ValidationException', message);
}

/** For what AWS does and the sandbox does not. */
export function notAnswered(what: string): SandboxError {
  return invalid(`The sandbox does not answer GetCostAndUsage with ${what}.`);
}

/** @param names of the members in the model */
export function costMembersMissing(names: readonly string[]): SandboxError {
  return invalid(`The request lacks what it must have: ${names.join(', ')}.`);
}

/** Seen in https://github.com/aws-samples/aws-cost-explorer-report/issues/15 */
export function neverOpened(): SandboxError {
  return new SandboxError('AccessDeniedException', 'User not enabled for cost explorer access');
}

/** Seen in https://github.com/intuit/costBuddy/issues/5 */
export function noDataYet(): SandboxError {
  return new SandboxError(
    'DataUnavailableException',
    'Data is not available. Please try to adjust the time period. ' +
      'If just enabled Cost Explorer, data might not be ingested yet',
  );
}
