import type { CheckId } from '../model/checks.ts';

/**
 * What each check is about, as seen from one account: the account itself, the people and admins who can get in, or
 * what the whole organization has in common. `others` says nothing of a single account.
 */
const scopes = {
  account: [
    'client-misplaced',
    'environment-misplaced',
    'account-inactive',
    'account-email',
    'client-name',
    'client-renamed',
    'access-role-missing',
    'access-role-trust',
    'access-role-narrower',
    'access-role-rights',
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
    'revocation',
    'trust-everyone',
    'trust-outside',
    'trust-other-client',
    'trust-deleted-principal',
    'trust-broader',
    'trust-incomparable',
    'trust-not-understood',
    'trust-narrower',
    'trust-mfa',
    'trust-source-identity',
    'grant-missing',
    'grant-narrower',
    'ci-role-missing',
    'ci-role-trust',
    'ci-role-narrower',
    'ci-provider',
    'ci-role-policy-missing',
    'ci-role-policy-extra',
    'ci-role-settings',
    'ci-role-left',
    'root-keys',
    'root-password-without-mfa',
    'root-credentials',
  ],
  people: [
    'ops-missing',
    'ops-misplaced',
    'ops-inactive',
    'group-missing',
    'admin-narrower',
    'admin-broader',
    'group-read-access',
    'group-broader',
    'grant-broader',
    'grant-elsewhere',
    'user-own-policy',
    'user-outside-groups',
    'user-without-mfa',
    'user-password-without-mfa',
    'user-key-age',
    'user-unused',
    'user-locked',
    'user-outside-people',
    'people-access',
    'people-mfa',
    'people-broader',
    'mfa-self-service',
    'source-identity-role',
  ],
  organization: [
    'organization-features',
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
    'trusted-access',
    'resource-policy',
    'root-management',
    'not-audited',
  ],
  others: [
    'unit-missing',
    'unit-misplaced',
    'unit-duplicate',
    'unit-extra',
    'management-misplaced',
    'environment-missing',
    'account-misplaced',
    'account-unknown-unit',
    'account-name-duplicate',
    'grant-dangling',
    'grant-inactive-account',
    'headroom-grants',
    'headroom-accounts',
    'headroom-policy-size',
    'delegated-administrator-unknown',
    'ignore-expired',
    'ignore-unmatched',
  ],
} as const satisfies Readonly<Record<string, readonly CheckId[]>>;

export type CheckScope = keyof typeof scopes;

/** The scopes whose checks say something of a single account, in the order in which they are shown. */
export const scopesOfOne = ['account', 'people', 'organization'] as const satisfies readonly CheckScope[];

/** A check that is in no scope is an error of types here, so that no page leaves it out unnoticed. */
type Unplaced = Exclude<CheckId, (typeof scopes)[CheckScope][number]>;
const placed: Readonly<Record<Unplaced, never>> = {};

export function checksOf(scope: CheckScope): readonly CheckId[] {
  return scopes[scope];
}

const byCheck = new Map<CheckId, CheckScope>(
  (Object.keys(scopes) as CheckScope[]).flatMap((scope) =>
    scopes[scope].map((check): [CheckId, CheckScope] => [check, scope]),
  ),
);

export function scopeOf(check: CheckId): CheckScope {
  return byCheck.get(check) ?? placed[check as Unplaced];
}

/**
 * Checks whose findings are ways into accounts beside those that are wanted: through the group of a kind, as an admin
 * by the access role, and by the CI roles of the configuration.
 */
export const waysIn: ReadonlySet<CheckId> = new Set<CheckId>([
  'access-role-trust',
  'admin-broader',
  'client-user',
  'ci-role-left',
  'ci-role-trust',
  'delegated-administrator',
  'grant-broader',
  'grant-elsewhere',
  'group-broader',
  'people-broader',
  'resource-policy',
  'role-other-trust',
  'role-second',
  'root-credentials',
  'root-keys',
  'root-password-without-mfa',
  'source-identity-role',
  'trust-broader',
  'trust-everyone',
  'trust-incomparable',
  'trust-mfa',
  'trust-not-understood',
  'trust-other-client',
  'trust-outside',
  'trust-source-identity',
  'trusted-access',
]);
