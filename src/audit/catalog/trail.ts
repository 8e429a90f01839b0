import type { Checks } from './check.ts';

/** Whether what happens in the accounts is recorded where nobody in them can change it. */
export const trailChecks = {
  'trail-missing': {
    title: 'organization without a trail',
    severity: 'medium',
    holds: 'CloudTrail has a trail of the organization, which records every account.',
    why: 'Without it, who changed what in an account is known for 90 days only, and to that account only.',
    fix: 'Let diverst create one, or set trail: false where your own records are kept otherwise.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html',
  },
  'trail-weak': {
    title: 'trail does not record everything',
    severity: 'medium',
    holds:
      'One trail of the organization records all regions, global services and all management events (those of KMS, changes of key policies included, and of the RDS Data API may be left out), and its log files are validated.',
    why: 'What an attacker does in a region or by a call that is not recorded is seen by nobody, and log files without validation can be changed unnoticed.',
    fix: 'Let diverst extend it: nothing that it records today is left out.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/best-practices-security.html',
  },
  'trail-silent': {
    title: 'trail does not deliver',
    severity: 'medium',
    escalates: 'high if logging was stopped by a call: whoever did so may not want to be seen',
    holds: 'That trail is logging, and its log files arrive in its bucket, the last one less than a day ago.',
    why: 'The trail exists, and yet nothing is recorded.',
    fix: 'Start logging again, or let CloudTrail write into the bucket.',
    repair: 'yes',
    page: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html',
  },
} satisfies Checks;
