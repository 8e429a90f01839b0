import type { OfKind, Step } from './change.ts';
import type { KindIn } from './changes/table.ts';

/** What makes a client or an environment: its account, and what a repair changes in it. */
export type AccountChangeKind = 'create-account' | 'move-account' | KindIn<'account'>;

export type AccountStep = Step<OfKind<AccountChangeKind>>;

export function step(change: OfKind<AccountChangeKind>, satisfied: boolean): AccountStep {
  return { change, state: satisfied ? 'satisfied' : 'needed' };
}
