import type { Account } from '../model/snapshot.ts';
import type { Patience } from '../access/waiting.ts';
import { type ReachableAccount, youth } from '../access/member-accounts.ts';

/** A new account answers AccessDenied for a while, an old one means it. @param account null for one of this run */
export function youngUntil(account: Account | null, patience: Patience): number {
  if (account === null) return patience.clock.now() + youth;
  return account.joinedAt === null ? 0 : account.joinedAt + youth;
}

export function reachableOf(account: Account, patience: Patience): ReachableAccount {
  return { id: account.id, name: account.name, youngUntil: youngUntil(account, patience) };
}
