import { readRoleArn } from '../model/arn.ts';
import type { HistoryEvent } from './event.ts';
import type { Place, Who } from './who.ts';

/** Somebody entered an account, or was refused. */
export interface Entry {
  readonly event: HistoryEvent;
  readonly who: Who;
  /** Refused attempts are recorded in the account that they came from. */
  readonly recordedIn: 'account' | 'ops';
}

/** Whether an event that begins a session begins one in the account, and not from it in another. */
export function isEntry({ start }: HistoryEvent, { accountId }: Place): boolean {
  if (start === null) return false;
  if (start.kind === 'ConsoleLogin') return true;
  return start.roleArn !== null && readRoleArn(start.roleArn)?.accountId === accountId;
}
