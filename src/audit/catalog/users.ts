import type { Checks } from './check.ts';

const practices = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html';

/** What the users of Ops and of the management account sign in with, and whether they do. */
export const userChecks = {
  'user-key-age': {
    title: 'access key is too old',
    severity: 'low',
    holds:
      'No active access key of a user in Ops or in the management account is older than people.maxKeyAge days (90 by default).',
    why: 'An access key works from anywhere until it is deleted, and the older it is, the more files and machines have a copy of it.',
    fix: 'Sign in with aws login instead, and delete the key. If the user needs a key, replace it with a new one.',
    repair: 'no',
    page: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  },
  'user-unused': {
    title: 'user has not been used for a long time',
    severity: 'low',
    holds:
      'Every user in Ops and in the management account has signed in to the console, or signed a request with an access key, within people.unusedAfter days (90 by default).',
    why: 'A person who gets the credentials of an unused user can sign in without anyone noticing.',
    fix: 'Delete the user: diverst user remove NAME.',
    repair: 'no',
    page: practices,
  },
  'user-password-without-mfa': {
    title: 'user has a password and no MFA device',
    severity: 'high',
    escalates:
      'low while the user is new: the password is a first password that is younger than 7 days and still has to be changed',
    holds: 'Every user in Ops and in the management account who has a password has an MFA device too.',
    why: 'A person who guesses or finds the password can sign in, and can register an MFA device under the name of that user.',
    fix: 'Ask the user to register an MFA device, or delete the password.',
    repair: 'no',
    page: practices,
  },
} satisfies Checks;
