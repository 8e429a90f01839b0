import { type Advice, again } from './common-advice.ts';

/**
 * By the `Reason` of ConstraintViolationException and InvalidInputException.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
 */
export const constraintAdvice: Readonly<Record<string, Advice>> = {
  ACCOUNT_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization has as many accounts as its quota allows.',
    fix: [
      'in the management account, raise "Default maximum number of accounts": https://console.aws.amazon.com/servicequotas/',
    ],
  },
  ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED: {
    why: 'AWS creates five accounts at a time, and as many are being created now.',
    fix: [again],
  },
  CREATE_ORGANIZATION_IN_BILLING_MODE_UNSUPPORTED_REGION: {
    why: 'AWS does not create an organization through this region.',
    fix: ['use another region: add --region us-east-1'],
  },
  PAYMENT_INSTRUMENT_REQUIRED: {
    why: 'The management account has no valid payment method.',
    fix: ['add a payment method: https://console.aws.amazon.com/billing/home#/paymentmethods'],
  },
  ACCOUNT_CREATION_NOT_COMPLETE: {
    why: 'The sign-up of the management account is not complete.',
    fix: [
      'complete the sign-up (contact address, payment method, telephone), then run the same command again',
    ],
  },
  EMAIL_VERIFICATION_CODE_EXPIRED: {
    why: 'The email address of the management account is not verified, and the verification code has expired.',
    fix: ['request a new verification email: https://console.aws.amazon.com/organizations/'],
  },
  MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED: {
    why: 'The email address of the management account is not verified.',
    fix: ['verify the address: https://console.aws.amazon.com/organizations/'],
  },
  INVALID_EMAIL_ADDRESS_TARGET: {
    why: 'AWS does not accept the email address.',
    fix: ['give another address: add --email ADDRESS'],
  },
  INVALID_ROLE_NAME: {
    why: 'AWS does not accept the name of the access role.',
    fix: ['correct organization.accessRole in diverst.config.yaml'],
  },
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
    why: 'The OU has as many policies of this type as AWS allows.',
    fix: [
      'merge or detach some of the policies: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html',
    ],
  },
  POLICY_CONTENT_LIMIT_EXCEEDED: {
    why: 'The policy is longer than AWS allows.',
    fix: ['shorten the lists of guardrails in diverst.config.yaml'],
  },
  POLICY_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization has as many policies of this type as AWS allows.',
    fix: ['delete policies that are not attached to anything'],
  },
  CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: {
    why: 'AWS closes three accounts at a time, and as many are being closed now. Closing takes from minutes to hours.',
    fix: [
      'run the same command again in some hours',
      'see which accounts are being closed: diverst client list --closed{given}',
    ],
  },
  CLOSE_ACCOUNT_QUOTA_EXCEEDED: {
    why: 'The quota for closing accounts is used up. Within 30 days, AWS closes 250 accounts of an organization, or 20% of its accounts if that is more. The quota cannot be raised.',
    fix: ['run the same command again when 30 days have passed since earlier closures'],
  },
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: {
    why: 'The management account cannot be closed as a member of its organization.',
    fix: ['name a client: diverst client list{given}'],
  },
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: {
    why: 'AWS does this only in an organization with all features.',
    fix: ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings'],
  },
  WAIT_PERIOD_ACTIVE: {
    why: 'The account is less than four days old.',
    fix: ['run the same command again when the account is four days old'],
  },
  OU_DEPTH_LIMIT_EXCEEDED: {
    why: 'OUs can be nested five levels deep at most.',
    fix: ['move the OU to a higher level'],
  },
};
