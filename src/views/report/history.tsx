import type { AccountHistory, ReadHistory } from '../../history/account-history.ts';
import type { Entry } from '../../history/entry.ts';
import type { Deed } from '../../history/runs.ts';
import { lastPart } from '../../history/subjects.ts';
import type { Who } from '../../history/who.ts';
import type { NamedHistory } from '../../report/organization-report.ts';
import { escapeName } from '../escape.ts';
import { doubts, fromText, outcomeText, targetText, whatText, whoText } from '../history/words.ts';
import { plural } from '../plural.ts';
import { DataTable } from './parts/data-table.tsx';
import { Empty } from './parts/empty.tsx';
import { Name } from './parts/name.tsx';
import { Time } from './parts/time.tsx';

/** Who accessed one account, and who was denied, newest first. */
export function HistoryEntries({ history }: { history: AccountHistory }) {
  if (history.kind !== 'read') return <Unread history={history} />;
  const { entries } = history;
  if (entries === null) return <Empty>diverst did not read the sessions.</Empty>;
  const { events, period, isCut, opsUnread } = entries;
  const own = events.filter(({ who }) => who.kind === 'diverst');
  const others = events.filter(({ who }) => who.kind !== 'diverst');
  return (
    <>
      <p class="lead">
        From <Time at={period.start} /> to <Time at={period.end} />
        {isCut && `: the newest ${events.length}, and there are older ones`}.
      </p>
      {others.length === 0 ? (
        <Empty>No one except diverst used the account during this time{where(history, opsUnread)}.</Empty>
      ) : (
        <Entries caption="Who used the account, and who was refused" entries={others} />
      )}
      {own.length > 0 && (
        <details class="folded">
          <summary>
            {plural(own.length, 'session')} of the access role that {own.length === 1 ? 'names' : 'name'}{' '}
            diverst, which reads and repairs the account
          </summary>
          <Entries caption="Sessions of the access role that name diverst" entries={own} />
        </details>
      )}
      <Doubts who={events.map((one) => one.who)} />
      {opsUnread !== null && (
        <p class="soft">
          diverst could not read the refused attempts that are recorded in Ops: {escapeName(opsUnread)}
        </p>
      )}
      <Regions history={history} />
    </>
  );
}

function Entries({ caption, entries }: { caption: string; entries: readonly Entry[] }) {
  return (
    <DataTable
      caption={caption}
      columns={['When', 'Who', 'Through', 'Reason', 'From', 'Outcome'].map((title) => ({ title }))}
      rows={entries.map(entryCells)}
    />
  );
}

function entryCells({ event, who, recordedIn }: Entry) {
  const { start, time, from, error } = event;
  return [
    <Time key="time" at={time} />,
    <Name key="who">{whoText(who)}</Name>,
    start?.roleArn == null ? 'console sign-in' : `role ${escapeName(lastPart(start.roleArn))}`,
    escapeName(start?.tags.Reason ?? ''),
    escapeName(fromText(from)),
    error === null ? 'allowed' : `${outcomeText(event)}${recordedIn === 'ops' ? ' (recorded in Ops)' : ''}`,
  ];
}

/** What changed in one account, newest first. */
export function HistoryChanges({ history }: { history: AccountHistory }) {
  if (history.kind !== 'read') return <Unread history={history} />;
  const { events, period, isCut } = history.changes;
  const made = events.filter(({ who }) => who.kind === 'diverst').length;
  return (
    <>
      <p class="lead">
        From <Time at={period.start} /> to <Time at={period.end} />
        {isCut && `: the newest ${events.length}, and there are older ones`}.
        {made > 0 &&
          ` ${made} of these ${made === 1 ? 'was' : 'were'} made in sessions of the access role that name diverst.`}
      </p>
      {events.length === 0 ? (
        <Empty>Nothing changed during this time{where(history)}.</Empty>
      ) : (
        <DataTable
          caption="What changed, and who changed it"
          columns={['When', 'Who', 'What', 'On', 'From', 'Outcome'].map((title) => ({ title }))}
          rows={events.map(changeCells)}
        />
      )}
      <Doubts who={events.map(({ who }) => who)} />
      <Regions history={history} />
    </>
  );
}

function changeCells({ event, who }: Deed) {
  return [
    <Time key="time" at={event.time} />,
    <Name key="who">{whoText(who)}</Name>,
    escapeName(whatText(event)),
    escapeName(targetText(event.resources)),
    escapeName(fromText(event.from)),
    outcomeText(event) || 'done',
  ];
}

/** The newest changes of each of many accounts. */
export function Histories({ histories }: { histories: readonly NamedHistory[] }) {
  const read = histories.flatMap(({ history, ...rest }) =>
    history.kind === 'read' ? [{ ...rest, history }] : [],
  );
  const unread = histories.filter(({ history }) => history.kind !== 'read');
  const partly = read.filter(({ history }) => history.unread.length > 0);
  const isWhole = unread.length + partly.length === 0;
  const unchanged = read.filter(
    ({ history }) => history.changes.events.length === 0 && history.unread.length === 0,
  ).length;
  const changed = read.filter(({ history }) => history.changes.events.length > 0);
  const [first] = read;
  return (
    <>
      {first !== undefined && (
        <p class="lead">
          The newest changes of each account from <Time at={first.history.changes.period.start} /> on, in{' '}
          {first.history.regions.join(', ')}.
          {unchanged > 0 && ` ${unchanged} of ${plural(read.length, 'account')} had none.`}
          {partly.length > 0 && ` diverst could read only a part of ${partly.length}.`}
        </p>
      )}
      {changed.length === 0 ? (
        <Empty>
          {histories.length === 0
            ? 'No client or environment exists.'
            : read.length === 0
              ? 'No account could be read, so diverst does not know what was changed.'
              : `No account changed during this time${isWhole ? '' : ' in what diverst could read'}.`}
        </Empty>
      ) : (
        <DataTable
          caption="The newest changes of each account"
          columns={['Account', 'When', 'Who', 'What', 'On', 'Outcome'].map((title) => ({ title }))}
          rows={changed.flatMap(({ name, history }) =>
            history.changes.events.map((deed) => {
              const [when, who, what, on, , outcome] = changeCells(deed);
              return [<Name key="account">{name}</Name>, when, who, what, on, outcome];
            }),
          )}
        />
      )}
      <Doubts who={changed.flatMap(({ history }) => history.changes.events.map(({ who }) => who))} />
      {partly.length > 0 && (
        <DataTable
          caption="Accounts whose event history diverst could read only in part"
          isCaptionShown
          columns={['Account', 'Not read'].map((title) => ({ title }))}
          rows={partly.map(({ name, history }) => [<Name key="account">{name}</Name>, unreadText(history)])}
        />
      )}
      {unread.length > 0 && (
        <DataTable
          caption="Accounts whose event history diverst did not read"
          isCaptionShown
          columns={['Account', 'Why'].map((title) => ({ title }))}
          rows={unread.map(({ name, history }) => [
            <Name key="account">{name}</Name>,
            history.kind === 'unread' ? escapeName(history.reason) : 'too many accounts to read all of them',
          ])}
        />
      )}
    </>
  );
}

/** That there is nothing says nothing of what was not read. */
function where({ unread }: ReadHistory, opsUnread: string | null = null): string {
  return unread.length === 0 && opsUnread === null ? '' : ' in what diverst could read';
}

function Unread({ history }: { history: Exclude<AccountHistory, ReadHistory> }) {
  return (
    <Empty>
      {history.kind === 'unread'
        ? `diverst could not read the event history: ${escapeName(history.reason)}`
        : 'diverst did not read the event history.'}
    </Empty>
  );
}

function Doubts({ who }: { who: readonly Who[] }) {
  const found = [...new Set(who.flatMap(({ doubt }) => (doubt === null ? [] : [doubt])))];
  if (found.length === 0) return null;
  return (
    <p class="soft">
      A question mark follows a name that AWS does not prove: {found.map((doubt) => doubts[doubt]).join('; ')}
      .
    </p>
  );
}

function Regions({ history }: { history: ReadHistory }) {
  return history.unread.length === 0 ? null : <p class="soft">Not read: {unreadText(history)}.</p>;
}

function unreadText({ unread }: ReadHistory): string {
  return unread.map(([region, why]) => `${region} (${escapeName(why)})`).join('; ');
}
