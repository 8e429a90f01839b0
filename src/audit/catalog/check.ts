import type { CheckId, Severity } from '../../model/checks.ts';

/** What one check is about, for people: `org checks` prints it, and `docs/checks.md` is made of it. */
export interface Check {
  readonly title: string;
  /**
   * Of a finding, unless its difference in `src/plan/diff/` sets its own (`audit/report.ts` chooses): `escalates` says
   * when it does.
   */
  readonly severity: Severity;
  readonly escalates?: string;
  /** What must hold, as a sentence. */
  readonly holds: string;
  readonly why: string;
  readonly fix: string;
  /** Whether `org repair` can fix it: always, only when it is named with `--only`, or not at all. */
  readonly repair: 'yes' | 'named' | 'no';
  /** The page of AWS that it rests on. */
  readonly page?: string;
}

/** Some of the checks, by id. */
export type Checks = Readonly<Partial<Record<CheckId, Check>>>;

/** Pages of AWS that several checks rest on. */
export const pages = {
  iamQuotas: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  organizationUnits: 'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html',
  principals: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  mfa: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
  sourceIdentity:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html',
  accessRole:
    'https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html',
} as const;
