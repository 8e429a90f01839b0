import type { EventHistory, HistoryEntry } from '../cloudtrail/history.ts';
import type { TrailEvent } from '../cloudtrail/trail-event.ts';
import type { CallContext } from '../operation.ts';
import type { AccessKeyState } from '../state.ts';

/**
 * When credentials were last used follows from the event history, so that nothing is written for a call that reads. Of
 * several uses within a span AWS records the first.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
const spans = { key: 15 * 60_000, password: 5 * 60_000 } as const;

export interface KeyUse {
  /** Epoch milliseconds. */
  readonly at: number;
  /** `iam` */
  readonly service: string;
  readonly region: string;
}

/** @returns undefined for a key that was never used, as far as the history goes back */
export function lastUseOfKey(key: AccessKeyState, history: EventHistory): KeyUse | undefined {
  const calls = history.ofAccount(key.accountId).filter(({ signer }) => signer === key.id);
  const earlier: KeyUse | undefined =
    key.lastUsedAt === undefined ? undefined : { at: key.lastUsedAt, service: 'iam', region: 'us-east-1' };
  let last: HistoryEntry | undefined;
  for (const call of calls.sort((a, b) => a.at - b.at)) {
    const recorded = last?.at ?? earlier?.at;
    if (recorded === undefined || call.at >= recorded + spans.key) last = call;
  }
  return last === undefined ? earlier : useOf(last);
}

function useOf({ at, region, event }: HistoryEntry): KeyUse {
  const service = event().eventSource.replace('.amazonaws.com', '');
  // A bucket's name says nothing of its region.
  return { at, service, region: service === 's3' ? 'N/A' : region };
}

/**
 * When passwords of the caller's account were last used.
 *
 * @returns epoch milliseconds, by the unique id of the user, or by the account's for the root user
 */
export function lastSignIns({ history, caller }: CallContext): ReadonlyMap<string, number> {
  const last = new Map<string, number>();
  const signIns = history
    .ofAccount(caller.accountId)
    .filter(({ signer, event }) => signer === undefined && isSignIn(event()));
  for (const { at, event } of signIns.sort((a, b) => a.at - b.at)) {
    const { principalId } = event().userIdentity;
    if (principalId === undefined) continue;
    const recorded = last.get(principalId);
    if (recorded === undefined || at >= recorded + spans.password) last.set(principalId, at);
  }
  return last;
}

function isSignIn({ eventName, responseElements }: TrailEvent): boolean {
  return eventName === 'ConsoleLogin' && responseElements?.['ConsoleLogin'] === 'Success';
}
