import * as v from 'valibot';
import { defaultStructure } from '../model/structure.ts';
import { accountName, text } from './values.ts';

const { trail } = defaultStructure;

const bucketAllowed =
  'a bucket name of 3 to 63 lower case letters, digits, dots and hyphens; {organizationId} and {accountId} stand for IDs';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function isBucketName(template: string): boolean {
  // An organization's id is no longer than that.
  const longest = template
    .replaceAll('{organizationId}', `o-${'a'.repeat(32)}`)
    .replaceAll('{accountId}', '1'.repeat(12));
  return (
    /^[a-z0-9](?:[a-z0-9-]|\.(?=[a-z0-9])){1,61}[a-z0-9]$/.test(longest) &&
    !/-\.|^\d+(\.\d+){3}$/.test(longest)
  );
}

/** The trail of the organization; `false`: it is none of this program's business. */
export const trailSection = v.pipe(
  v.union(
    [
      v.literal(false),
      v.strictObject({
        name: v.optional(
          v.pipe(
            // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
            text(
              '3 to 128 letters, digits and single . _ -, with a letter or digit at both ends',
              /^(?=.{3,128}$)[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/,
            ),
            v.title('Trail name'),
            v.description('Name of the trail that org init creates if the organization has no trail.'),
          ),
          trail?.name ?? '',
        ),
        account: v.optional(
          v.pipe(
            v.nullable(accountName),
            v.title('Bucket account'),
            v.description(
              'Name or ID of the account that owns the bucket with the log files (default: the management account).',
            ),
          ),
          null,
        ),
        bucket: v.optional(
          v.pipe(
            v.string(bucketAllowed),
            v.check(isBucketName, bucketAllowed),
            v.title('Bucket'),
            v.description(
              'Name of the bucket; {organizationId} and {accountId} stand for the IDs of the organization and of the account that keeps the bucket.',
            ),
          ),
          trail?.bucket ?? '',
        ),
      }),
    ],
    'false, or an object with name, account and bucket',
  ),
  v.title('Trail'),
  v.description(
    "The organization's trail in CloudTrail. If false, diverst neither checks for a trail nor creates one.",
  ),
);
