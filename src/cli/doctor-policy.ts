import { accountsPolicy } from './member-policy.ts';
import { ownGrantsPolicy } from './ops-policy.ts';

const [ownUser, ...ownGrants] = ownGrantsPolicy(['iam:ListMFADevices']).Statement;

/** What `doctor` asks in Ops. */
export const memberDoctorPolicy = {
  Version: '2012-10-17',
  Statement: [
    ownUser,
    ...ownGrants,
    { Effect: 'Allow', Action: ['organizations:DescribeOrganization'], Resource: '*' },
  ],
};

/** What `doctor` asks in the management account, to count clients as well. */
export const adminDoctorPolicy = {
  Version: '2012-10-17',
  Statement: [ownUser, ...accountsPolicy.Statement],
};
