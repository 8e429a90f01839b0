import type { Checks } from './check.ts';

/** Whether what happens in the accounts is recorded where nobody in them can change it. */
export const trailChecks = {
  'trail-missing': {
    title: 'organization without a trail',
    severity: 'medium',
    holds: 'CloudTrail has a trail of the organization, which records every account.',
    why: 'Without a trail, AWS keeps the record of changes for 90 days only, in each account for itself.',
    fix: 'Let diverst create one. If you keep such records in another way, set trail: false.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html',
  },
  'trail-weak': {
    title: 'trail does not record everything',
    severity: 'medium',
    holds:
      'One trail of the organization records all regions, global services and all management events (those of KMS, changes of key policies included, and of the RDS Data API may be left out), and its log files are validated.',
    why: 'You cannot see what an attacker does in a region, or with a call, that the trail does not record. Log files without validation can be changed unnoticed.',
    fix: 'Let diverst extend it: nothing that it records today is left out.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
  },
  'trail-silent': {
    title: 'trail does not deliver',
    severity: 'medium',
    escalates: 'high if logging was stopped, as an attacker does to leave no record',
    holds:
      'The trail of the organization is logging, and its log files arrive in its bucket, the last one less than a day ago.',
    why: 'The trail exists, but what happens in the accounts is not recorded.',
    fix: 'Start logging again, or let CloudTrail write into the bucket. diverst changes only the bucket that the configuration names.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
  },
} satisfies Checks;
