import type { LastChange } from '../../audit/who/last-change.ts';
import { historyDays } from '../../history/period.ts';
import { isoTime } from '../history/time.ts';

/** Who changed it last, as one line: `2026-11-24 13:02 UTC by alice from 203.0.113.7: iam UpdateAssumeRolePolicy`. */
export function lastChangeText(change: LastChange): string {
  switch (change.kind) {
    case 'found': {
      const { time, by, from, service, event } = change;
      const origin = from === null ? '' : ` from ${from}`;
      const said = by.proof === 'said' ? ' (name not proven by AWS)' : '';
      return `${minute(time)} by ${by.text.replace(/\?(?=,|$)/, '')}${said}${origin}: ${service} ${event}`;
    }
    case 'not-found':
      return `no change of ${change.thing} in the last ${historyDays} days in the events of account ${change.accountId}; AWS does not show the last minutes yet`;
    case 'not-reached':
      return `unknown: none of the last ${change.looked} events of ${change.thing} is such a change`;
    case 'unread':
      return `unknown: ${change.reason}`;
    case 'not-asked':
      return 'not looked up, because --who-limit was reached';
    case 'no-event':
      return 'unknown: AWS records no event for this';
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
