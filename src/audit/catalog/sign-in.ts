import { type Checks, pages } from './check.ts';

const selfService =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html';

/** How people in Ops prove who they are. */
export const signInChecks = {
  'people-access': {
    title: 'people cannot manage their own sign-in',
    severity: 'medium',
    holds:
      'The group for people allows its members to change their own password, register their own MFA device, run `aws login` and read what their groups grant.',
    why: 'A new person cannot change the first password or register the MFA device that the audit asks for.',
    fix: 'Let diverst write the policy of the group. If a Deny causes the finding, remove the Deny.',
    repair: 'yes',
    page: selfService,
  },
  'people-mfa': {
    title: 'people can work without MFA',
    severity: 'medium',
    holds:
      'The group for people denies its members everything except the first sign-in and reading IAM until they sign in with MFA.',
    why: 'A stolen access key or password is enough for everything that the person is granted.',
    fix: 'Let diverst write the policy of the group. If the group has members already, name the finding: people who work with an access key alone can then do nothing until they register an MFA device in the console.',
    repair: 'yes',
    page: selfService,
  },
  'people-broader': {
    title: 'the group for people allows more than signing in',
    severity: 'medium',
    escalates: 'high if it allows more than managing one’s own credentials',
    holds:
      'The group for people allows its members to manage their own sign-in, and their own access keys only if people.accessKeys is true.',
    why: 'Every user in Ops is a member, so every user gets the extra permission.',
    fix: 'Remove the permission, give it to another group, or set people.accessKeys: true.',
    repair: 'named',
    page: pages.mfa,
  },
  'user-outside-people': {
    title: 'user in Ops has a password and cannot register an MFA device',
    severity: 'low',
    holds:
      'Every user in Ops who has a password is in the group for people, or in groups that allow the same.',
    why: 'The user cannot change the password, register an MFA device or run `aws login`.',
    fix: 'Add the user to the group for people. If the user works with an access key alone, ask the user to register an MFA device in the console first.',
    repair: 'no',
    page: selfService,
  },
} satisfies Checks;
