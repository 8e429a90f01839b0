import type { SandboxState } from '../state.ts';
import type { SpendingState } from '../state-of-costs.ts';
import { type Day, dayOf } from './calendar.ts';

/** An account that is or was on the bill of the caller. */
export interface BilledAccount {
  readonly id: string;
  readonly name: string;
  /** Its first day there; null: it was always there. */
  readonly from: Day | null;
  /** The last day on which something of it ran; null while it does. */
  readonly until: Day | null;
  /** Closed, so that what it had reserved stays on the bill; who leaves takes it along. */
  readonly closed: boolean;
  /** Absent: the secret decides what it spends. */
  readonly spending?: SpendingState;
}

/**
 * The management account sees all accounts for as long as they were members, a member sees itself.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ce-access.html
 */
export function billedAccounts(state: SandboxState, callerId: string): readonly BilledAccount[] {
  const spendingOf = (id: string) => {
    const spending = state.costExplorer?.spending?.[id];
    return spending === undefined ? {} : { spending };
  };
  const members = Object.values(state.accounts).map((account): BilledAccount => {
    const { id, name, joinedAt, closedAt } = account;
    return {
      id,
      name,
      from: id === state.managementAccountId ? null : dayOf(joinedAt),
      until: closedAt === undefined ? null : dayOf(closedAt),
      closed: account.state === 'CLOSED',
      ...spendingOf(id),
    };
  });
  if (callerId !== state.managementAccountId) return members.filter(({ id }) => id === callerId);
  const former = Object.values(state.former ?? {}).map(
    ({ id, name, joinedAt, endedAt, closed }): BilledAccount => ({
      id,
      name,
      from: dayOf(joinedAt),
      until: dayOf(endedAt),
      closed,
      ...spendingOf(id),
    }),
  );
  return [...members, ...former];
}
