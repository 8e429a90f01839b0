import type { LastChange } from '../../audit/who/last-change.ts';
import { historyDays } from '../../history/period.ts';
import { isoTime } from '../history/time.ts';

/** Who changed it last, as one line: `2026-11-24 13:02 UTC by alice from 203.0.113.7: iam UpdateAssumeRolePolicy`. */
export function lastChangeText(change: LastChange): string {
  switch (change.kind) {
    case 'found': {
      const { time, by, from, service, event } = change;
      const origin = from === null ? '' : ` from ${from}`;
      const said = by.proof === 'said' ? ' (the caller chose the name)' : '';
      return `${minute(time)} by ${by.text.replace(/\?(?=,|$)/, '')}${said}${origin}: ${service} ${event}`;
    }
    case 'not-found':
      return `no change of ${change.thing} in the last ${historyDays} days, as far as account ${change.accountId} shows; the last minutes are not visible yet`;
    case 'not-reached':
      return `not among the last ${change.looked} events of ${change.thing}`;
    case 'unread':
      return `not known: ${change.reason}`;
    case 'not-asked':
      return 'not looked up, because of --who-limit';
    case 'no-event':
      return 'not known: AWS records no event for this';
  }
}

/** The same with stable fields; times are ISO 8601. */
export function lastChangeObject(change: LastChange) {
  if (change.kind !== 'found') return { state: change.kind, text: lastChangeText(change) };
  const { time, by, from, service, event, eventId, accountId, region } = change;
  return {
    state: change.kind,
    text: lastChangeText(change),
    time: isoTime(time),
    who: { name: by.name, kind: by.kind, proof: by.proof },
    event: `${service}:${event}`,
    from,
    accountId,
    region,
    eventId,
  };
}

function minute(time: number): string {
  return `${isoTime(time).slice(0, 16).replace('T', ' ')} UTC`;
}
