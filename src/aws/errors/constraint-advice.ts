import { type Advice, again } from './common-advice.ts';

/**
 * By the `Reason` of ConstraintViolationException and InvalidInputException.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
 */
export const constraintAdvice: Readonly<Record<string, Advice>> = {
  ACCOUNT_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization holds as many accounts as its quota allows.',
    fix: [
      'in the management account, raise "Default maximum number of accounts": https://console.aws.amazon.com/servicequotas/',
    ],
  },
  ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED: {
    why: 'Too many accounts are being created at once (AWS allows five).',
    fix: [again],
  },
  CREATE_ORGANIZATION_IN_BILLING_MODE_UNSUPPORTED_REGION: { fix: ['use --region us-east-1'] },
  PAYMENT_INSTRUMENT_REQUIRED: {
    why: 'The management account has no valid payment method.',
    fix: ['add one: https://console.aws.amazon.com/billing/home#/paymentmethods'],
  },
  ACCOUNT_CREATION_NOT_COMPLETE: {
    why: 'The management account’s own sign-up is not complete.',
    fix: [
      'complete the sign-up (contact address, payment method, telephone), then run the same command again',
    ],
  },
  EMAIL_VERIFICATION_CODE_EXPIRED: { fix: ['verify the management account’s e-mail address again'] },
  MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED: {
    why: 'The management account’s e-mail address is not verified.',
    fix: ['verify it: https://console.aws.amazon.com/organizations/'],
  },
  INVALID_EMAIL_ADDRESS_TARGET: {
    why: 'AWS does not accept the e-mail address.',
    fix: ['give another one: --email'],
  },
  INVALID_ROLE_NAME: { fix: ['correct organization.accessRole in diverst.config.yaml'] },
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
    why: 'The OU has as many policies of this type as AWS allows.',
    fix: [
      'merge or detach some of them: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html',
    ],
  },
  POLICY_CONTENT_LIMIT_EXCEEDED: {
    why: 'The policy is longer than AWS allows.',
    fix: ['shorten the lists of guardrails in diverst.config.yaml'],
  },
  POLICY_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization has as many policies of this type as AWS allows.',
    fix: ['delete policies that are attached to nothing'],
  },
  CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: {
    why: 'AWS closes three accounts at a time, and as many are being closed now. That takes from minutes to hours.',
    fix: [
      'run the same command again in some hours',
      'see which accounts are being closed: diverst client list --closed{profile}',
    ],
  },
  CLOSE_ACCOUNT_QUOTA_EXCEEDED: {
    why: 'Within 30 days, AWS closes 250 accounts of an organization, or 20 % of its accounts if that is more. The quota cannot be raised.',
    fix: ['run the same command again later, when 30 days have passed since earlier closures'],
  },
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: {
    why: 'The management account cannot be closed as a member of its organization.',
    fix: ['name a client: diverst client list{profile}'],
  },
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: {
    why: 'AWS does this only in an organization with all features.',
    fix: ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings'],
  },
  WAIT_PERIOD_ACTIVE: {
    why: 'An account that was created has to be four days old.',
    fix: ['run the same command again once the account is four days old'],
  },
  OU_DEPTH_LIMIT_EXCEEDED: { why: 'OUs nest five deep at the most.', fix: ['move the OU up'] },
};
