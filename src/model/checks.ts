/**
 * `high`: an outside account or a person can get access without permission. `medium`: something does not work, or soon.
 * `low`: untidy.
 */
export type Severity = 'low' | 'medium' | 'high';

/** Every kind of difference; `src/audit/catalog.ts` says what each means. */
export const checkIds = [
  'organization-features',
  'unit-missing',
  'unit-misplaced',
  'unit-duplicate',
  'unit-extra',
  'management-misplaced',
  'ops-missing',
  'ops-misplaced',
  'ops-inactive',
  'environment-missing',
  'environment-misplaced',
  'client-misplaced',
  'account-misplaced',
  'account-unknown-unit',
  'account-inactive',
  'account-name-duplicate',
  'account-email',
  'client-name',
  'access-role-missing',
  'access-role-trust',
  'group-missing',
  'admin-narrower',
  'admin-broader',
  'group-read-access',
  'group-broader',
  'user-own-policy',
  'user-outside-groups',
  'user-without-mfa',
  'client-user',
  'role-missing',
  'role-misnamed',
  'role-second',
  'role-other-trust',
  'role-path',
  'role-policy-missing',
  'role-policy-extra',
  'role-session-length',
  'role-boundary',
  'role-tags',
  'trust-narrower',
  'trust-broader',
  'trust-incomparable',
  'trust-not-understood',
  'trust-everyone',
  'trust-outside',
  'trust-other-client',
  'trust-deleted-principal',
  'trust-mfa',
  'grant-missing',
  'grant-narrower',
  'grant-dangling',
  'grant-broader',
  'grant-inactive-account',
  'grant-elsewhere',
  'headroom-grants',
  'headroom-accounts',
  'headroom-policy-size',
  'not-audited',
  'ignore-expired',
  'ignore-unmatched',
  'access-role-narrower',
  'access-role-rights',
  'client-renamed',
  'mfa-self-service',
  'trust-source-identity',
  'source-identity-role',
  'trail-missing',
  'trail-weak',
  'trail-silent',
  'guardrail-missing',
  'guardrail-weaker',
  'guardrail-broader',
  'guardrail-detached',
  'policy-type-disabled',
  'full-access-detached',
  'delegated-administrator',
  'delegated-administrator-unknown',
  'trusted-access',
  'resource-policy',
  'root-management',
  'root-keys',
  'root-password-without-mfa',
  'root-credentials',
  'user-key-age',
  'user-unused',
  'user-password-without-mfa',
  'people-access',
  'people-mfa',
  'people-broader',
  'user-outside-people',
  'revocation',
  'user-locked',
  'ci-role-missing',
  'ci-role-trust',
  'ci-role-narrower',
  'ci-provider',
  'ci-role-policy-missing',
  'ci-role-policy-extra',
  'ci-role-settings',
  'ci-role-left',
] as const;

export type CheckId = (typeof checkIds)[number];

export function isCheck(text: string): text is CheckId {
  return checkIds.some((id) => id === text);
}

/** An entry of `audit.ignore` in the configuration. */
export interface Ignore {
  readonly check: CheckId;
  /** The subject, exactly; or `*` for every one of the check. */
  readonly subject: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, by UTC. */
  readonly expires: string;
}
