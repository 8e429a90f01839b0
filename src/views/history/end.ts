import type { EventFilter } from '../../history/filter.ts';
import { historyDays } from '../../history/period.ts';
import { escapeName } from '../escape.ts';
import { plural } from '../plural.ts';
import type { Times } from './time.ts';

/** The result of a reading, and the parts that it could not see. */
export interface HistoryEnd {
  readonly times: Times;
  /** What was looked for. */
  readonly filter: EventFilter;
  /** `client acme`. */
  readonly account: string;
  /** Epoch milliseconds. */
  readonly start: number;
  /** Epoch milliseconds; null for now. */
  readonly until: number | null;
  readonly shown: number;
  /** Names that callers chose, by the reason why they are not proven. */
  readonly said: readonly (readonly [why: string, names: readonly string[]])[];
  readonly regions: readonly string[];
  /** Regions that could not be read, with what AWS answered. */
  readonly unread: readonly (readonly [region: string, why: string])[];
  readonly unreadable: number;
  readonly untraced: number;
  readonly services: number;
  readonly cut: boolean;
  readonly opsUnread: string | null;
  readonly sessions: boolean;
  /** What shows more, as complete commands. */
  readonly more: readonly string[];
}

/** The last lines, for a person. */
export function historyEnd(end: HistoryEnd): readonly string[] {
  const { shown, times, start, until, cut, said, unread, unreadable, untraced, services, opsUnread } = end;
  const since =
    until === null
      ? `since ${times.moment(start)} (${times.zone})`
      : `from ${times.moment(start)} to ${times.moment(until)} (${times.zone})`;
  const lines: string[] = [];
  if (shown === 0) {
    lines.push(`no ${whatText(end)} ${since}`);
    if (end.more.length > 0) lines.push('to see older events:', ...end.more.map((command) => `  ${command}`));
  } else {
    const newest = cut ? `the newest ${shown}` : String(shown);
    lines.push(`${newest} ${whatText(end)} ${since}, newest first`);
  }
  if (cut) lines.push('--limit ended the list; older events exist');
  if (said.length > 0) lines.push('? marks a name that AWS does not prove:');
  for (const [why, names] of said) lines.push(`  ${namesText(names)}: ${why}`);
  if (services > 0) lines.push(`${plural(services, 'session')} of AWS services not listed: add --all`);
  for (const [region, why] of unread) lines.push(`region ${region} was not read: ${why}`);
  if (unreadable > 0)
    lines.push(
      `${plural(unreadable, 'record')} not shown, because diverst could not read ${unreadable === 1 ? 'it' : 'them'}`,
    );
  if (untraced > 0)
    lines.push(`the start of ${plural(untraced, 'session')} was not looked up, because there are so many`);
  if (opsUnread !== null)
    lines.push(`diverst could not read the refused attempts that are recorded in Ops: ${opsUnread}`);
  const aside = end.sessions
    ? 'attempts that were refused in accounts other than Ops; access that is not recorded as an entry, such as with access keys of IAM users, AssumeRoot and IAM Roles Anywhere'
    : 'data events, such as reads of S3 objects';
  lines.push(
    `not included: regions other than ${end.regions.join(', ')}; ${aside}; ` +
      `what happened in the last minutes; anything older than ${historyDays} days`,
  );
  return lines.map(escapeName);
}

/** `refused or failed CreateRole events by kim in client acme`. */
function whatText({ filter, account, sessions, shown }: HistoryEnd): string {
  const { changesOnly, failedOnly, event, resource, who, tool } = filter;
  const isOne = shown === 1;
  const by = who === null ? '' : ` by ${who}`;
  if (sessions) return `${failedOnly ? 'refused ' : ''}${isOne ? 'entry' : 'entries'} into ${account}${by}`;
  const parts = [failedOnly ? 'refused or failed' : '', event ?? '', changesOnly ? 'change' : 'event'];
  const of = [resource === null ? '' : ` on ${resource}`, by, tool === null ? '' : ` with ${tool}`];
  return `${parts.filter((part) => part !== '').join(' ')}${isOne ? '' : 's'}${of.join('')} in ${account}`;
}

/** The first few: a busy account has hundreds. */
function namesText(names: readonly string[]): string {
  const shown = names.slice(0, 4).join(', ');
  return names.length > 4 ? `${shown} and ${names.length - 4} more` : shown;
}
