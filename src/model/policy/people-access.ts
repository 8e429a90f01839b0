import type { PolicyDocument } from './document.ts';

/**
 * The permissions of every person in Ops: read the grants of their own groups, change their own password, and register
 * their own MFA device. A person who has not proven MFA is denied everything else, whatever other policies allow.
 *
 * A device can be registered without MFA, because otherwise no new person could ever register one, but not by an access
 * key: otherwise a stolen key could pass for a key with MFA. AWS does not check whose device it is, so the required
 * name does not prevent the registration of a colleague's device. Keys are recognized because they carry no information
 * about MFA. Sessions of the console carry it, and sessions that GetSessionToken opens without MFA have no access to
 * IAM.
 *
 * AWS's example denies changing the first password; here it is allowed, because it requires the old one. AWS's own
 * policy allows `aws login`, which is excluded from the Deny: it is not documented whether its requests carry
 * information about MFA, and without it its credentials can do only what is listed here. Users under a path have
 * another ARN, whose last part is their name.
 *
 * @param opsAccountId 12 digits
 * @param accessKeys whether people are allowed to create access keys of their own
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
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
