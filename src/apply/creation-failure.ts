import { Failure } from '../model/failure.ts';

/**
 * Why AWS could not create an account, and what a person does about it. `{option}` is the option for the address.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
 */
const advice: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  ACCOUNT_LIMIT_EXCEEDED: {
    why: 'the organization holds as many accounts as its quota allows',
    fix: 'in the management account, raise "Default maximum number of accounts": https://console.aws.amazon.com/servicequotas/',
  },
  CONCURRENT_ACCOUNT_MODIFICATION: {
    why: 'the same request is already under way',
    fix: 'run the same command again in a minute: it finds the account and continues with it',
  },
  EMAIL_ALREADY_EXISTS: {
    why: 'the e-mail address belongs to an AWS account outside this organization, or to one that was closed',
    fix: 'give another address: {option}',
  },
  FAILED_BUSINESS_VALIDATION: {
    why: 'AWS could not validate the business of the management account',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  GOVCLOUD_ACCOUNT_ALREADY_EXISTS: {
    why: 'the account in AWS GovCloud (US) exists already',
    fix: 'look for it in the GovCloud organization',
  },
  INTERNAL_FAILURE: {
    why: 'AWS had an internal error',
    fix: 'run the same command again later; if it fails again, ask AWS Support',
  },
  INVALID_ADDRESS: {
    why: 'the contact address of the management account is not valid',
    fix: 'correct it: https://console.aws.amazon.com/billing/home#/account',
  },
  INVALID_EMAIL: { why: 'AWS does not accept the e-mail address', fix: 'give another address: {option}' },
  INVALID_IDENTITY_FOR_BUSINESS_VALIDATION: {
    why: 'the identity given for the business validation is not valid',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  INVALID_PAYMENT_INSTRUMENT: {
    why: 'the payment method of the management account is not valid',
    fix: 'correct it: https://console.aws.amazon.com/billing/home#/paymentmethods',
  },
  MISSING_BUSINESS_VALIDATION: {
    why: 'AWS has not validated the business of the management account',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  MISSING_PAYMENT_INSTRUMENT: {
    why: 'the management account has no payment method',
    fix: 'add one: https://console.aws.amazon.com/billing/home#/paymentmethods',
  },
  PENDING_BUSINESS_VALIDATION: {
    why: 'AWS is still validating the business of the management account',
    fix: 'run the same command again when AWS has finished',
  },
  UNKNOWN_BUSINESS_VALIDATION: {
    why: 'AWS could not validate the business of the management account, for a reason that it does not name',
    fix: 'ask AWS Support: https://console.aws.amazon.com/support/',
  },
  UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED: {
    why: 'AWS answers that an existing resource policy cannot be updated together with tags',
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
    what: `AWS did not create the account ${request.name}`,
    why: known ? `${known.why} (${reason})` : `AWS gives the reason ${reason}`,
    fix: [
      known?.fix.replace('{option}', request.words.emailOption) ??
        'ask AWS Support and name the reason and the creation request',
    ],
    facts: [`creation request: ${creation.id}`],
  });
}
