import type { AccountNoun } from '../model/account-kind.ts';
import type { LeastPolicies } from './print-policy.ts';

const kinds = ['user/${aws:username}', 'group/*', 'policy/*'] as const;

/**
 * The least identity policy of a member in Ops: to read what the member's own groups grant. The right to assume a role is
 * what the group has.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 * @param more further actions on the member's own user
 */
export function ownGrantsPolicy(more: readonly string[] = []) {
  const [user, group, policy] = kinds.map((kind) => `arn:aws:iam::*:${kind}`);
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['iam:ListGroupsForUser', ...more], Resource: user },
      {
        Effect: 'Allow',
        Action: ['iam:GetGroupPolicy', 'iam:ListAttachedGroupPolicies', 'iam:ListGroupPolicies'],
        Resource: group,
      },
      { Effect: 'Allow', Action: ['iam:GetPolicy', 'iam:GetPolicyVersion'], Resource: policy },
    ],
  };
}

/** For a command that opens a session: a role that demands MFA takes a look at the member's devices. */
export const printMemberPolicy: LeastPolicies[number] = [
  'ops',
  async ({ kinds: { client, environment } }) =>
    ownGrantsPolicy(client.role.requireMfa || environment.role.requireMfa ? ['iam:ListMFADevices'] : []),
];

export function memberPolicyNote(noun: AccountNoun): string {
  return `The group that grants the ${noun} gives the right to assume its role.`;
}
