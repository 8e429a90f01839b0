import { type Checks, pages } from './check.ts';

/** The emergency way in, accounts that hide a client, and how people of Ops come to an MFA device. */
export const wayInChecks = {
  'access-role-narrower': {
    title: 'access role does not trust all of the management account',
    severity: 'medium',
    holds: 'Everyone in the management account who is allowed to assume the access role can do so.',
    why: 'The access role is the way in when everything else fails. A condition or a Deny in its trust policy shows only in an emergency.',
    fix: 'Let diverst set its trust policy back to the management account, or ignore the finding with a reason.',
    repair: 'named',
    page: pages.accessRole,
  },
  'access-role-rights': {
    title: 'access role is not an administrator',
    severity: 'medium',
    holds:
      'The access role of every member account has AdministratorAccess, no permissions boundary that takes anything away, and no Deny.',
    why: 'In an emergency the role must be able to do everything in the account. diverst also uses it to repair the account.',
    fix: 'Attach AdministratorAccess and remove what limits the role. The role may not be able to change itself: use the client role, or the root user of the account.',
    repair: 'no',
    page: pages.accessRole,
  },
  'client-renamed': {
    title: 'client account under another name',
    severity: 'medium',
    holds:
      'An account that has a client role, or a grant from the group for production, is a client account by its name.',
    why: 'A client is found by the name of its account. An administrator of the account can change that name, and the account is then no longer checked as that client.',
    fix: 'Rename the account back, and run the audit again. If the account is not a client, remove the role and the grant.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-acct-name.html',
  },
  'mfa-self-service': {
    title: 'access keys alone are enough to register an MFA device',
    severity: 'medium',
    escalates: 'high if the device in use can also be removed without MFA',
    holds:
      'If client.role.requireMfa is set, users who have an access key and an MFA device need MFA to register another device.',
    why: 'A user can have eight devices. If an access key is stolen and registers a device of its own, the key passes every check of MFA. The finding is medium if the policy is of the form that AWS recommends for a first device: the owner keeps the old device and sees the new one. It is high if the old device can be removed too, because the owner then has no way in. A user without a device is not reported here: the first device has to be registered without MFA. The name of the device does not matter: AWS lets a user register a virtual device that another user created.',
    fix: 'Allow iam:EnableMFADevice only if aws:MultiFactorAuthPresent is true. Or deny it if aws:MultiFactorAuthPresent is missing, as it is with access keys: people then register a first device in the console.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html',
  },
} satisfies Checks;
