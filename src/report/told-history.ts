import type { AccountHistory } from '../history/account-history.ts';
import type { Entry } from '../history/entry.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Who } from '../history/who.ts';
import type { Discretion } from './discretion.ts';

/** Stands for a name that is another account's. */
export const leftOut = '(left out: it names another account)';

/** A history with every text that names another account replaced: nothing but the names of people stays. */
export function toldHistory(history: AccountHistory, discretion: Discretion): AccountHistory {
  if (history.kind !== 'read') return history;
  const { changes, entries } = history;
  return {
    ...history,
    changes: {
      ...changes,
      events: changes.events.map(({ event, who }) => ({
        event: toldEvent(event, discretion),
        who: toldWho(who, discretion),
      })),
    },
    entries: entries && {
      ...entries,
      events: entries.events.map(
        (entry): Entry => ({
          ...entry,
          event: toldEvent(entry.event, discretion),
          who: toldWho(entry.who, discretion),
        }),
      ),
    },
  };
}

function toldEvent(event: HistoryEvent, discretion: Discretion): HistoryEvent {
  const keep = (text: string) => discretion.told(text, 'account') ?? leftOut;
  const { start, error, resources } = event;
  return {
    ...event,
    resources: resources.map(({ type, name }) => ({ type, name: keep(name) })),
    error: error && { ...error, message: error.message === null ? null : keep(error.message) },
    start: start && {
      ...start,
      roleArn: start.roleArn === null ? null : keep(start.roleArn),
      tags: Object.fromEntries(Object.entries(start.tags).map(([key, value]) => [keep(key), keep(value)])),
    },
  };
}

function toldWho(who: Who, discretion: Discretion): Who {
  const keep = (text: string) => discretion.told(text, 'account') ?? leftOut;
  const isPerson = who.kind === 'person' && who.proof === 'proven';
  return {
    ...who,
    name: isPerson ? who.name : keep(who.name),
    role: who.role === null ? null : keep(who.role),
    session: who.session === null || isPerson ? who.session : keep(who.session),
    chain: who.chain.map(keep),
  };
}
