/** Actions that AWS must deny in member accounts, whatever their own policies allow. */

export const guardrailNames = [
  'leave',
  'root-user',
  'roles',
  'lateral',
  'outsiders',
  'mfa',
  'people',
  'federation',
] as const;

export type GuardrailName = (typeof guardrailNames)[number];

/** Which guardrails are wanted, and whom they except. */
export interface GuardrailsStructure {
  /** `mfa` counts as enabled where a kind of account requires MFA, too. */
  readonly enabled: readonly GuardrailName[];
  /** Names or ids of accounts whose roles every account may assume; never a client, Ops or the management account. */
  readonly reach: readonly string[];
  /** Names or ids of environment accounts whose principals may assume roles everywhere: a tools account that deploys. */
  readonly hubs: readonly string[];
  /** Ids of accounts outside the organization that may assume roles in it. */
  readonly vendors: readonly string[];
  /** Identity providers that roles may be assumed by with a web identity; null for any. */
  readonly issuers: readonly string[] | null;
}

/** The OUs of the structure that guardrails are attached to: accounts that people work in, and Ops. */
export const guardedUnits = ['environments', 'users'] as const;

export type GuardedUnit = (typeof guardedUnits)[number];
