import { type Checks, pages } from './check.ts';

/** The emergency way in, accounts that hide a client, and how people of Ops come to an MFA device. */
export const wayInChecks = {
  'access-role-narrower': {
    title: 'access role does not trust the whole management account',
    severity: 'medium',
    holds: 'Everyone in the management account who is allowed to assume the access role can do so.',
    why: 'You need the access role when everything else fails, and a condition or a Deny in its trust policy can then lock you out.',
    fix: 'Let diverst set the trust policy back to the management account, or ignore the finding with a reason.',
    repair: 'named',
    page: pages.accessRole,
  },
  'access-role-rights': {
    title: 'access role is not an administrator',
    severity: 'medium',
    holds:
      'The access role of every member account has AdministratorAccess, no permissions boundary that limits it, and no Deny.',
    why: 'You cannot do everything in the account in an emergency, and diverst cannot repair the account.',
    fix: 'Attach AdministratorAccess and remove what limits the role. If the role cannot change itself, use the client role or the root user of the account.',
    repair: 'no',
    page: pages.accessRole,
  },
  'client-renamed': {
    title: 'client account has another name',
    severity: 'medium',
    holds:
      'An account that has a client role, or a grant from the group for production, is a client account by its name.',
    why: 'diverst finds a client by the name of its account, so it no longer checks this account as a client; an administrator of the account can change the name.',
    fix: 'Rename the account back, and run the audit again. If the account is not a client, remove the role and the grant.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-acct-name.html',
  },
  'mfa-self-service': {
    title: 'access keys alone are enough to register an MFA device',
    severity: 'medium',
    escalates: 'high if the device in use can also be removed without MFA',
    holds:
      'If client.role.requireMfa is set, users who have an access key and an MFA device need MFA to register another device. A user without a device is not reported here: the first device has to be registered without MFA. The finding is medium if the owner keeps the old device and sees the new one, as with the policy that AWS recommends for a first device, and high if the old device can be removed too.',
    why: 'A person who steals an access key can register an MFA device of their own, and the key then passes every check of MFA.',
    fix: 'Allow iam:EnableMFADevice only if aws:MultiFactorAuthPresent is true, or deny it if aws:MultiFactorAuthPresent is missing, as it is with access keys: people then register a first device in the console.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html',
  },
} satisfies Checks;
