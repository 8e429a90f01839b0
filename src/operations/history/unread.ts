import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';

/** Why the event history cannot be read at all. */
export function explainUnread(error: AwsError): Error {
  if (!isDenied(error)) return error;
  return new Failure(
    'failed',
    {
      what: 'AWS does not let you read the event history of this account',
      why: `Your session is not allowed cloudtrail:LookupEvents. AWS says: ${error.message}`,
      fix: [
        'allow cloudtrail:LookupEvents to the role: AdministratorAccess, ReadOnlyAccess and AWSCloudTrail_ReadOnlyAccess include it',
        'if a service control policy denies the region, name one that you use: --region NAME',
      ],
      facts: [`code: ${error.code}`],
    },
    { cause: error },
  );
}
