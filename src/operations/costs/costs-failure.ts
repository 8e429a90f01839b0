import { type AwsError, hasCode, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure, type FailureText } from '../../model/failure.ts';

const console = 'https://console.aws.amazon.com/costmanagement/home#/cost-explorer';

/** A person has to open it once, and no API does it. https://docs.aws.amazon.com/cost-management/latest/userguide/ce-enable.html */
const notOpened = {
  what: 'cannot read the costs: Cost Explorer is not enabled in the management account',
  fix: [
    `open Cost Explorer once in the AWS console, as an admin of the management account: ${console}`,
    'then wait: AWS shows the costs of this month after about 24 hours, and earlier months some days later',
  ],
};

/**
 * An administrator is denied billing as long as the root user has not activated it for the account.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ce-access.html
 */
const notAllowed = {
  what: 'cannot read the costs: AWS denied ce:GetCostAndUsage',
  fix: [
    'allow your identity ce:GetCostAndUsage; see the least policy: diverst org costs --print-policy',
    'if that is allowed, sign in as the root user of the management account and activate "IAM user and role access to Billing information": https://console.aws.amazon.com/billing/home#/account',
  ],
};

const noData = {
  what: 'cannot read the costs: Cost Explorer has none for this period yet',
  fix: [
    'if Cost Explorer was opened for the first time, wait 24 hours; earlier months take some days longer',
    'if it was opened long ago, choose a shorter period, such as --months 3',
  ],
};

const tooOften = {
  what: 'cannot read the costs: Cost Explorer received too many requests',
  fix: [
    'run the same command again in some minutes; refused requests are not billed',
    'find out what else in the management account calls Cost Explorer',
  ],
};

const tooOld = {
  what: 'cannot read the costs: Cost Explorer does not have costs for such a long period',
  fix: [
    'choose fewer months: --months 13',
    `for up to 38 months, enable multi-year data in the preferences of Cost Explorer: ${console}`,
  ],
};

const changedMeanwhile = {
  what: 'cannot read the costs: the bill changed while diverst read it',
  fix: ['run the same command again'],
};

/**
 * What an error of GetCostAndUsage means; null where it means what it means elsewhere. AWS does not document the text of
 * a Cost Explorer that was never opened: what is looked for is what people report.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html#API_GetCostAndUsage_Errors
 */
export function costsFailure(error: unknown): Failure | null {
  if (isDenied(error))
    return failure(/not enabled for cost explorer/i.test(error.message) ? notOpened : notAllowed, error);
  if (hasCode(error, 'DataUnavailableException')) return failure(noData, error);
  if (hasCode(error, 'LimitExceededException')) return failure(tooOften, error);
  if (hasCode(error, 'RequestChangedException', 'InvalidNextTokenException', 'BillExpirationException'))
    return failure(changedMeanwhile, error);
  if (hasCode(error, 'ValidationException') && /historical|past 1[234] months|too old/i.test(error.message))
    return failure(tooOld, error);
  return null;
}

function failure(text: Pick<FailureText, 'what' | 'fix'>, error: AwsError): Failure {
  const { code, requestId, message } = error;
  const facts = [`code: ${code}`, ...(requestId === undefined ? [] : [`request ID: ${requestId}`])];
  return new Failure('failed', { ...text, why: `AWS says: ${message}`, facts }, { cause: error });
}
