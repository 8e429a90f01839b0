import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';

/** Why the event history cannot be read at all. */
export function explainUnread(error: AwsError): Error {
  if (!isDenied(error)) return error;
  return new Failure(
    'failed',
    {
      what: 'cannot read the event history of this account',
      why: `Your session is not allowed cloudtrail:LookupEvents. AWS says: ${error.message}`,
      fix: [
        'allow the role cloudtrail:LookupEvents: AdministratorAccess, ReadOnlyAccess and AWSCloudTrail_ReadOnlyAccess include it',
        'if a service control policy denies the region, choose a region that you use: add --region REGION',
      ],
      facts: [`code: ${error.code}`],
    },
    { cause: error },
  );
}
