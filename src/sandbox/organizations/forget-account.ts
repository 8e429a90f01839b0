import type { AccountState, SandboxState } from '../state.ts';
import { forgetTarget } from './policy-targets.ts';

/**
 * Every account of the state is of the organization, so one that leaves it is gone, with all that it holds. Only the
 * bill keeps it.
 */
export function forgetAccount(account: AccountState, state: SandboxState, now: number): void {
  const { id, name, joinedAt, closedAt } = account;
  const endedAt = closedAt ?? now;
  state.former = {
    ...state.former,
    [id]: { id, name, joinedAt, endedAt, closed: closedAt !== undefined },
  };
  delete state.accounts[id];
  delete state.iam[id];
  forgetTarget(state.organization, id);
  if (state.organization?.delegations !== undefined) delete state.organization.delegations[id];
  for (const bucket of Object.values(state.buckets ?? {}))
    if (bucket.accountId === id) delete state.buckets?.[bucket.name];
  for (const trail of Object.values(state.trails ?? {}))
    if (trail.accountId === id) delete state.trails?.[trail.arn];
  for (const key of Object.values(state.accessKeys))
    if (key.accountId === id) delete state.accessKeys[key.id];
  for (const creation of Object.values(state.creations)) {
    if (creation.accountId === id) delete state.creations[creation.id];
  }
}
