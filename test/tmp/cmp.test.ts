import { test } from 'vitest';
import { comparePolicies } from '../../src/model/policy/compare.ts';

test('x', () => {
  const pu = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
      { Effect: 'Allow', Action: ['account:GetAccountInformation', 'iam:ListRoles'], Resource: '*' },
    ],
  });
  const all = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  console.log(comparePolicies(pu, all, { kind: 'identity' }));
});
