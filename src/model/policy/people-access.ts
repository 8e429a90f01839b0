import type { PolicyDocument } from './document.ts';

/**
 * What every person may do in Ops: see what the own groups grant, change the own password, and register the own MFA
 * device. Whoever has not proven MFA may do nothing else, whatever other policies allow.
 *
 * A device can be registered without MFA, or nobody new could ever register one, but not by an access key: whoever stole
 * one would pass for somebody with MFA. AWS asks nobody whose device it is, so that the name of the own one does not keep
 * a colleague's from being registered. Keys are known by the missing sign of MFA, which sessions of the console have, and
 * those that GetSessionToken gives without MFA do not get into IAM. AWS's example keeps
 * the first password from being changed; here it can be, as that takes the old one. `aws login` is allowed by AWS's own
 * policy, and left out of the Deny: whether its requests carry a sign of MFA is not documented, and without it its
 * credentials can do no more than is listed here. Users under a path have another ARN, whose last part is their name.
 *
 * @param opsAccountId 12 digits
 * @param accessKeys whether people may make access keys of their own
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 */
export function peopleAccess(partition: string, opsAccountId: string, accessKeys: boolean): PolicyDocument {
  const own = (resource: string) => `arn:${partition}:iam::${opsAccountId}:${resource}`;
  const user = [own('user/${aws:username}'), own('user/*/${aws:username}')];
  const device = own('mfa/${aws:username}');
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iam:Get*', 'iam:List*'],
        Resource: [...user, own('group/*'), own('policy/*')],
      },
      {
        Effect: 'Allow',
        Action: ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: [...onOwnUser, ...(accessKeys ? onOwnKeys : [])],
        Resource: user,
      },
      {
        Effect: 'Allow',
        Action: ['iam:CreateVirtualMFADevice', 'iam:DeleteVirtualMFADevice'],
        Resource: device,
      },
      {
        Effect: 'Deny',
        NotAction: [...withoutMfa],
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
      {
        Effect: 'Deny',
        Action: [...notByKeys],
        Resource: '*',
        Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  };
}

const onOwnUser = [
  'iam:ChangePassword',
  'iam:DeactivateMFADevice',
  'iam:EnableMFADevice',
  'iam:ResyncMFADevice',
];
const onOwnKeys = ['iam:CreateAccessKey', 'iam:DeleteAccessKey', 'iam:UpdateAccessKey'];

/** What an access key by itself may not do. */
const notByKeys = ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'] as const;

/** What a person may do who has not proven MFA: the first sign-in, and finding out which device to prove it with. */
export const withoutMfa = [
  'iam:ChangePassword',
  'iam:CreateVirtualMFADevice',
  'iam:DeleteVirtualMFADevice',
  'iam:EnableMFADevice',
  'iam:GetAccountPasswordPolicy',
  'iam:GetMFADevice',
  'iam:GetUser',
  'iam:ListMFADevices',
  'iam:ListVirtualMFADevices',
  'iam:ResyncMFADevice',
  'signin:AuthorizeOAuth2Access',
  'signin:CreateOAuth2Token',
  'sts:GetSessionToken',
] as const;
