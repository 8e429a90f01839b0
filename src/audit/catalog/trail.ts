import type { Checks } from './check.ts';

/** Whether what happens in the accounts is recorded where nobody in them can change it. */
export const trailChecks = {
  'trail-missing': {
    title: 'organization has no trail',
    severity: 'medium',
    holds: 'CloudTrail has a trail of the organization, which records every account.',
    why: 'Without a trail, AWS keeps the record of changes for 90 days only, in each account separately.',
    fix: 'Let diverst create a trail. If you keep such records in another way, set trail: false.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html',
  },
  'trail-weak': {
    title: 'trail does not record everything',
    severity: 'medium',
    holds:
      'One trail of the organization records all regions, global services and all management events, and its log files are validated. The events of KMS (including changes of key policies) and of the RDS Data API can be excluded.',
    why: 'You cannot see what an attacker does in a region or with a call that the trail does not record, or whether an attacker changed a log file that is not validated.',
    fix: 'Let diverst extend the trail: it keeps recording everything that it records today.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
  },
  'trail-silent': {
    title: 'trail does not deliver log files',
    severity: 'medium',
    escalates: 'high if logging was stopped, as an attacker does to leave no record',
    holds:
      'The trail of the organization is logging, and its log files arrive in its bucket, the last one less than a day ago.',
    why: 'The trail exists, but there is no record of what happens in the accounts.',
    fix: 'Let diverst start logging again and allow CloudTrail to write to the bucket. If the configuration does not name the bucket, correct the bucket policy yourself.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
  },
} satisfies Checks;
