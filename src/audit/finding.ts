import type { AccountRef } from '../model/account-kind.ts';
import type { Severity } from '../model/checks.ts';
import type { Origin } from '../model/origin.ts';
import type { Difference } from '../plan/difference.ts';
import type { LastChange } from './who/last-change.ts';

/** A difference as the audit reports it. */
export interface Finding extends Omit<Difference, 'severity'> {
  /** The same at every run: `trust-broader:acme`. */
  readonly id: string;
  readonly severity: Severity;
  /** What a person runs or does: the repair's command first, where there is one. */
  readonly fix: readonly string[];
  /** Against the report that was given with `--since`; null without one. */
  readonly age: 'new' | 'known' | null;
  /** With `--who`. */
  readonly lastChange?: LastChange;
}

/** A finding that the configuration says not to report, and what it says of it. */
export interface IgnoredFinding {
  readonly finding: Finding;
  readonly reason: string;
  /** The last day on which it is ignored: `2027-03-31`. */
  readonly expires: string;
}

export interface AuditCounts {
  readonly accounts: number;
  readonly clients: number;
  /** Left out where the organization has no use for environments. */
  readonly environments?: number;
  /** Accounts whose IAM was read. */
  readonly audited: number;
  /** Accounts that should have been read and could not be. */
  readonly notAudited: number;
  readonly seconds: number;
  /** Calls to AWS. */
  readonly calls: number;
}

export interface AuditReport {
  /** Where it is from; left out where that is not known. */
  readonly origin?: Origin;
  readonly organizationId: string;
  readonly managementAccountId: string;
  /** How this program is called in commands: `diverst`, with the options that have to be repeated. */
  readonly program: string;
  /** The clients and environments that were asked for; null for all. */
  readonly only: readonly AccountRef[] | null;
  readonly counts: AuditCounts;
  /** Those to be reported, by place and worst first within each. */
  readonly findings: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** With `--since`: ids that were in that report and are no more; null without it. */
  readonly fixed: readonly string[] | null;
}
