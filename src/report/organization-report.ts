import type { AuditReport } from '../audit/finding.ts';
import type { CostTable } from '../costs/cost-table.ts';
import type { AccountHistory } from '../history/account-history.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import type { Structure } from '../model/structure.ts';

/** What a page about the whole organization is made of. */
export interface OrganizationReport {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** Of diverst. */
  readonly version: string;
  readonly structure: Structure;
  readonly snapshot: OrganizationSnapshot;
  readonly audit: AuditReport;
  /** What changed in each account, by name; null where it was not asked for. */
  readonly histories: readonly NamedHistory[] | null;
  /** Null where costs were not asked for. */
  readonly costs: CostTable | null;
}

/** The history of one of the accounts. */
export interface NamedHistory {
  readonly name: string;
  readonly accountId: string;
  readonly history: AccountHistory;
}
