import type { GuardrailName } from './guardrails.ts';

/** The part of an organization's daily work that a guardrail would deny, found before the guardrail is attached. */

export interface AccountLabel {
  readonly id: string;
  /** Its name, with its id where other accounts have the same. */
  readonly label: string;
}

/** An account that is about to get guardrails. */
export interface GuardedAccount extends AccountLabel {
  readonly guardrails: readonly GuardrailName[];
}

/** Who would be denied. */
export type DeniedCaller =
  /** Principals of an account; `user` where it is known which IAM user it was. */
  | { readonly kind: 'account'; readonly id: string; readonly user: string | null }
  /** Anybody in AWS, or in the organization. */
  | { readonly kind: 'everyone'; readonly inOrganization: boolean }
  /** Whoever an identity provider vouches for: `token.actions.githubusercontent.com`. */
  | { readonly kind: 'provider'; readonly issuer: string }
  /** The root user of an account. */
  | { readonly kind: 'root'; readonly id: string };

/** One use of something that guardrails may deny, as CloudTrail recorded it. */
export interface SeenUse {
  /** Id of the account that recorded it. */
  readonly accountId: string;
  readonly caller: Extract<DeniedCaller, { readonly kind: 'account' | 'root' }>;
  /** Whether the caller had signed in with MFA. */
  readonly mfa: boolean;
  /** ARN of the role that was assumed; null for anything else that was done. */
  readonly role: string | null;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The key of the configuration that excepts something from a guardrail. */
export interface ExceptingKey {
  readonly key: 'guardrails.reach' | 'guardrails.hubs' | 'guardrails.vendors' | 'guardrails.issuers';
  /** What belongs in its list; null where it is not known. */
  readonly value: string | null;
}

export interface CutOff {
  readonly guardrail: GuardrailName;
  /** The account that the guardrail holds for. */
  readonly account: AccountLabel;
  readonly caller: DeniedCaller;
  /** Name of the caller's account, where it is one of the organization. */
  readonly callerName: string | null;
  /** The role that could no longer be assumed: its ARN, and `account/role` where its account is known. */
  readonly role: { readonly arn: string; readonly label: string } | null;
  /** Epoch milliseconds; null where a trust policy allows it and no event shows it. */
  readonly lastSeen: number | null;
  /** Null where nothing in the configuration excepts it. */
  readonly except: ExceptingKey | null;
}

/** What could not be looked at: for these guardrails it is not known what they would cut off in the account. */
export interface UnreadUse {
  readonly account: AccountLabel;
  readonly guardrails: readonly GuardrailName[];
  /** In words, with AWS's own. */
  readonly reason: string;
}

export interface GuardrailUse {
  readonly cutOff: readonly CutOff[];
  readonly unread: readonly UnreadUse[];
}

export const nothingInUse: GuardrailUse = { cutOff: [], unread: [] };

/** Whether a guardrail would cut something off in an account, or it is not known whether it would. */
export function isDoubtful(use: GuardrailUse, name: GuardrailName, accountIds: ReadonlySet<string>): boolean {
  return (
    use.cutOff.some(({ guardrail, account }) => guardrail === name && accountIds.has(account.id)) ||
    use.unread.some(({ guardrails, account }) => guardrails.includes(name) && accountIds.has(account.id))
  );
}
