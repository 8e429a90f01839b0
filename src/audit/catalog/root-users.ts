import type { Checks } from './check.ts';

const unmanaged = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html';
const tasks = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html';
const practices = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html';

/** What the root user of each account can sign in with. */
export const rootUserChecks = {
  'root-management': {
    title: 'root credentials are not managed centrally',
    severity: 'medium',
    holds:
      'IAM has trusted access to the organization, and the credentials of member accounts’ root users are managed centrally.',
    why: 'Each new account gets a root user whose password can be recovered by email, and no policy of the account can limit what that root user does.',
    fix: 'Let diverst enable central management: existing root users keep their credentials. If you do not want central management, set organization.centralRootAccess: false.',
    repair: 'yes',
    page: unmanaged,
  },
  'root-keys': {
    title: 'root user has access keys',
    severity: 'high',
    holds: 'No root user has access keys, active or not.',
    why: 'A person with such a key can do everything in the account, from anywhere and without MFA, and no policy of the account can limit the key.',
    fix: 'Delete the keys. If the account is a member account whose root credentials are managed centrally, let diverst delete all credentials of the root user. If it is the management account, sign in as its root user.',
    repair: 'named',
    page: practices,
  },
  'root-password-without-mfa': {
    title: 'root user has a password and no MFA device',
    severity: 'high',
    escalates:
      'medium in an account that is neither the management account, Ops, a client nor an environment',
    holds: 'A root user has no password, or has a password and an MFA device.',
    why: 'A person who can read the email of the account can recover the password, and then do everything in the account.',
    fix: 'Delete the password: diverst does it for a member account if root credentials are managed centrally. Register an MFA device as the root user if the account is the management account.',
    repair: 'named',
    page: practices,
  },
  'root-credentials': {
    title: 'root user of a member account has credentials',
    severity: 'medium',
    escalates: 'low if only an MFA device is left',
    holds:
      'If root credentials are managed centrally, the root user of no member account has a password, access keys or signing certificates.',
    why: 'A person who gets these credentials can do everything in the account, although you do not need them: with central management, you can do from the management account what only a root user can do.',
    fix: 'Let diverst delete the credentials: enabling central management does not delete them. Note that no one can sign in as this root user afterwards, so you need AWS Support to reopen the account after it was closed.',
    repair: 'named',
    page: tasks,
  },
} satisfies Checks;
