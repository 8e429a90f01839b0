import type { AccountHistory } from '../history/account-history.ts';
import type { Entry } from '../history/entry.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Who } from '../history/who.ts';
import type { Discretion } from './discretion.ts';

/** A history with every text that names another account replaced. */
export function toldHistory(history: AccountHistory, discretion: Discretion): AccountHistory {
  const keep = (text: string) => discretion.orLeftOut(text, 'account');
  if (history.kind === 'not-asked') return history;
  if (history.kind === 'unread') return { ...history, reason: keep(history.reason) };
  const { changes, entries, unread } = history;
  return {
    ...history,
    unread: unread.map(([region, why]) => [region, keep(why)] as const),
    changes: {
      ...changes,
      events: changes.events.map(({ event, who }) => ({
        event: toldEvent(event, discretion),
        who: toldWho(who, discretion),
      })),
    },
    entries: entries && {
      ...entries,
      opsUnread: entries.opsUnread && keep(entries.opsUnread),
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
  const keep = (text: string) => discretion.orLeftOut(text, 'account');
  const { start, error, resources, from } = event;
  return {
    ...event,
    // What the caller's program calls itself is the caller's to choose.
    from: { ...from, tool: from.tool && keep(from.tool) },
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
  const keep = (text: string) => discretion.orLeftOut(text, 'account');
  return {
    ...who,
    name: keep(who.name),
    role: who.role === null ? null : keep(who.role),
    session: who.session && keep(who.session),
    chain: who.chain.map(keep),
  };
}
