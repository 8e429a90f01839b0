import type { NamedAccount } from '../model/account-kind.ts';
import { closableFrom, removedFrom, waitPeriod } from '../model/closure.ts';
import type { RootUser } from '../model/root-users.ts';
import type { Account } from '../model/snapshot.ts';
import { isLiving } from './account-traces.ts';

/**
 * What a person is to know before an account is closed: what cannot be undone, and what was not looked at.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
 * @param now epoch milliseconds
 * @param readsTrails whether the trails of the organization are read: by `trail: false` they are not
 */
export function closingNotices(
  closing: NamedAccount & { readonly account: Account; readonly rootUser: RootUser | string | null },
  now: number,
  readsTrails: boolean,
): readonly string[] {
  const { kind, account, rootUser } = closing;
  if (!isLiving(account)) return [];
  const isYoung = account.joinedAt !== null && now < account.joinedAt + waitPeriod;
  return [
    `from about ${removedFrom(now)} on, AWS deletes the account with everything in it; until then, you can possibly reopen it in the AWS console`,
    `the email address ${account.email} and the alias of the account can never be used again for another account; ${kind.noun} ${closing.name} can get a new account with another address`,
    ...rootNotices(rootUser),
    'Reserved Instances, Savings Plans and AWS Marketplace subscriptions continue to be billed until they end; cancel them before you close the account',
    'domains that are registered with Route 53 in the account are lost; if the email address of any account uses such a domain, move the domain first',
    'log files that a trail wrote into buckets of other accounts stay there, and such a trail can continue to write',
    'roles, keys and policies of other accounts that name this account stay as they are, but what they use in this account stops working',
    'while AWS is closing the account, which takes from minutes to hours, sessions in it continue to work',
    'diverst did not check: reservations, subscriptions, domains, the trails of the account itself, AWS Control Tower, a linked account in AWS GovCloud (US), and what other accounts use in this account',
    ...(readsTrails
      ? []
      : [
          'because the configuration says trail: false, diverst did not check whether the account keeps the log files of the organization; AWS would delete them with the account',
        ]),
    ...(isYoung && account.joinedAt !== null
      ? [
          `the account is less than 4 days old; AWS can refuse to close it before ${closableFrom(account.joinedAt)} (WAIT_PERIOD_ACTIVE)`,
        ]
      : []),
  ];
}

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-reopening.html */
function rootNotices(rootUser: RootUser | string | null): readonly string[] {
  if (rootUser === null) return [];
  if (typeof rootUser === 'string')
    return [
      `diverst could not read the root user of the account (${rootUser}); without it, only AWS Support can open the account again`,
    ];
  return rootUser.hasPassword
    ? []
    : [
        'the root user of the account has no password, so only AWS Support can open the account again; if you want to be able to do so yourself, first allow password recovery for it in the IAM console of the management account (Root access management)',
      ];
}
