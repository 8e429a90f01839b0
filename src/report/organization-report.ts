import type { AuditReport } from '../audit/finding.ts';
import type { CostTable } from '../costs/cost-table.ts';
import type { AccountHistory } from '../history/account-history.ts';
import type { AccessSources } from './access.ts';

/** What a page about the whole organization is made of. */
export interface OrganizationReport extends AccessSources {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** Of diverst. */
  readonly version: string;
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
