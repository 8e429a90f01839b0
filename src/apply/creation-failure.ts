import { Failure } from '../model/failure.ts';

/**
 * Why AWS could not create an account, and what a person does about it. `{option}` is the option for the address.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
 */
const advice: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  ACCOUNT_LIMIT_EXCEEDED: {
    why: 'the organization has reached its quota of accounts',
    fix: 'in the management account, raise "Default maximum number of accounts": https://console.aws.amazon.com/servicequotas/',
  },
  CONCURRENT_ACCOUNT_MODIFICATION: {
    why: 'AWS is already processing the same request',
    fix: 'run the same command again in a minute: it finds the account and continues with it',
  },
  EMAIL_ALREADY_EXISTS: {
    why: 'the email address belongs to an AWS account outside this organization, or to a closed account',
    fix: 'give another address: {option}',
  },
  FAILED_BUSINESS_VALIDATION: {
    why: 'AWS could not validate the management account as a business',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  GOVCLOUD_ACCOUNT_ALREADY_EXISTS: {
    why: 'the account already exists in AWS GovCloud (US)',
    fix: 'find the account in the GovCloud organization',
  },
  INTERNAL_FAILURE: {
    why: 'AWS had an internal error',
    fix: 'run the same command again later; if it fails again, ask AWS Support',
  },
  INVALID_ADDRESS: {
    why: 'the contact address of the management account is not valid',
    fix: 'correct the address: https://console.aws.amazon.com/billing/home#/account',
  },
  INVALID_EMAIL: { why: 'AWS does not accept the email address', fix: 'give another address: {option}' },
  INVALID_IDENTITY_FOR_BUSINESS_VALIDATION: {
    why: 'the identity given for the business validation is not valid',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  INVALID_PAYMENT_INSTRUMENT: {
    why: 'the payment method of the management account is not valid',
    fix: 'correct the payment method: https://console.aws.amazon.com/billing/home#/paymentmethods',
  },
  MISSING_BUSINESS_VALIDATION: {
    why: 'AWS has not validated the management account as a business',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  MISSING_PAYMENT_INSTRUMENT: {
    why: 'the management account has no payment method',
    fix: 'add a payment method: https://console.aws.amazon.com/billing/home#/paymentmethods',
  },
  PENDING_BUSINESS_VALIDATION: {
    why: 'AWS is still validating the management account as a business',
    fix: 'run the same command again when AWS has finished',
  },
  UNKNOWN_BUSINESS_VALIDATION: {
    why: 'AWS could not validate the management account as a business, and names no reason',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED: {
    why: 'AWS cannot update an existing resource policy together with tags',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
};

/** The failure of a creation that AWS ended with a reason: no account was made. */
export function creationFailure(
  request: { readonly name: string; readonly words: { readonly emailOption: string } },
  creation: { readonly id: string; readonly failureReason: string | null },
): Failure {
  const reason = creation.failureReason ?? 'no reason given';
  const known = advice[reason];
  return new Failure('failed', {
    what: `AWS did not create account ${request.name}`,
    why: known ? `${known.why} (${reason})` : `AWS gives this reason: ${reason}`,
    fix: [
      known?.fix.replace('{option}', request.words.emailOption) ??
        'ask AWS Support, and give them the reason and the creation request',
    ],
    facts: [`creation request: ${creation.id}`],
  });
}
