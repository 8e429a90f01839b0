import { entry } from '../iam/records.ts';
import type { AccountState, SandboxState } from '../state.ts';

/**
 * The accounts of the organization, the management account included. An account that is in none of its parents is
 * somebody else's: no operation makes one, but `edit` can, to try what an outsider can reach.
 */
export function membersOf(state: SandboxState): AccountState[] {
  return Object.values(state.accounts).filter((account) => isInside(state, account));
}

/** Undefined for an id of no account, or of somebody else's. */
export function memberOf(state: SandboxState, id: string): AccountState | undefined {
  const account = entry(state.accounts, id);
  return account !== undefined && isInside(state, account) ? account : undefined;
}

function isInside({ organization }: SandboxState, { parentId }: AccountState): boolean {
  return organization === null || parentId !== '';
}
