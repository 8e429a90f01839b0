import type { AccountState } from '../model/snapshot.ts';
import type { CostRowKind } from './cost-table.ts';

/** An account of the organization, and what it is. */
export interface CostOwner {
  readonly accountId: string;
  readonly kind: Extract<CostRowKind, 'client' | 'environment' | 'ops' | 'management' | 'other'>;
  readonly name: string;
  readonly state: AccountState;
}

/** Whether AWS has closed the account, is closing it or has suspended it: it may cost something all the same. */
export function isClosed(state: AccountState | null): boolean {
  return state === 'CLOSED' || state === 'PENDING_CLOSURE' || state === 'SUSPENDED';
}
