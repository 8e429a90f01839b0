import { messageOf } from '../../aws/errors/aws-error.ts';
import type { Entry } from '../../history/entry.ts';
import { historyDays } from '../../history/period.ts';
import { type Deed, type Run, Runs } from '../../history/runs.ts';
import type { Doubt, Who } from '../../history/who.ts';
import { type AccountRef, accountWords, refText } from '../../model/account-kind.ts';
import type { Seen } from '../../operations/history/seen.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { deedCsv, deedHeader, entryCsv, entryHeader } from '../../views/history/csv.ts';
import { historyEnd } from '../../views/history/end.ts';
import { EntryText } from '../../views/history/entry-text.ts';
import { deedJson, entryJson } from '../../views/history/json.ts';
import { HistoryText } from '../../views/history/text.ts';
import { timesIn } from '../../views/history/time.ts';
import { doubts } from '../../views/history/words.ts';
import { plural } from '../../views/plural.ts';
import { wrapped } from '../../views/wrapped.ts';
import { say, warn } from '../notices.ts';
import { optionWords } from '../options.ts';
import type { WantedHistory } from './history-options.ts';

/** Prints a history while it is read, and what remains to be said at its end. */
export interface HistoryPrinter {
  deed(deed: Deed): void;
  entry(entry: Entry): void;
  /** All was read: the lines that are still kept. */
  rest(): void;
  /** What there was, and what was not seen. */
  end(): void;
  /** It ends early. @param interrupted by the person at the terminal */
  stop(interrupted: boolean): void;
}

export interface PrinterTools {
  readonly terminal: Terminal;
  readonly seen: Seen;
  readonly regions: readonly string[];
  readonly account: AccountRef;
  /** The global options, as they are repeated in a command. */
  readonly repeated: string;
  out(text: string): void;
}

export function printerOf(wanted: WantedHistory, tools: PrinterTools): HistoryPrinter {
  const { out, terminal, seen } = tools;
  const times = timesIn(wanted.utc ? 'UTC' : undefined);
  const lines = linesOf(wanted, times, terminal);
  let shown = 0;
  const said = new Map<Doubt, Set<string>>();
  const count = ({ doubt, name }: Who) => {
    shown += 1;
    if (doubt !== null) said.set(doubt, (said.get(doubt) ?? new Set()).add(name));
  };
  const write = (text: string) => {
    if (text !== '') out(text);
  };
  const open = () => {
    if (shown === 0) write(lines.header);
  };
  return {
    deed(deed) {
      open();
      count(deed.who);
      write(lines.deed(deed));
    },
    entry(entry) {
      open();
      count(entry.who);
      write(lines.entry(entry));
    },
    rest() {
      open();
      write(lines.rest());
    },
    end() {
      const end = historyEnd({
        times,
        filter: wanted.filter,
        account: refText(tools.account),
        start: wanted.period.start,
        until: wanted.until === null ? null : wanted.period.end,
        shown,
        said: [...said].map(([doubt, names]) => [doubts[doubt], [...names]] as const),
        regions: tools.regions.filter((region) => !seen.regions.has(region)),
        unread: [...seen.regions].map(([region, error]) => [region, messageOf(error)] as const),
        unreadable: seen.unreadable,
        untraced: seen.untraced,
        services: seen.services,
        cut: seen.cut,
        opsUnread: seen.opsUnread,
        sessions: wanted.sessions,
        more: furtherCommands(wanted, tools),
      });
      if (wanted.format !== 'text') for (const line of end) say(terminal, line);
      else {
        const { outPaint, outWidth = null } = terminal;
        const lines = end.flatMap((line) => inColumns(line, outWidth));
        out(`${shown > 0 ? '\n' : ''}${lines.map((line) => `${outPaint.dim(line)}\n`).join('')}`);
      }
    },
    stop(interrupted) {
      if (shown > 0) write(lines.rest());
      const back =
        seen.oldest === null ? '' : `; what happened before ${times.moment(seen.oldest)} was not read`;
      if (interrupted || shown > 0) warn(terminal, `stopped after ${plural(seen.events, 'event')}${back}`);
    },
  };
}

/** A line in as many as the terminal needs; a command is to be pasted, so that it stays one. */
function inColumns(line: string, width: number | null): readonly string[] {
  const [indent = ''] = /^ */.exec(line) ?? [];
  return wrapped(indent, line.slice(indent.length), line.startsWith('  diverst ') ? null : width);
}

interface Lines {
  readonly header: string;
  deed(deed: Deed): string;
  entry(entry: Entry): string;
  /** What is still kept. */
  rest(): string;
}

function linesOf(
  { format, sessions }: WantedHistory,
  times: ReturnType<typeof timesIn>,
  terminal: Terminal,
): Lines {
  const nothing = () => '';
  switch (format) {
    case 'json':
      return { header: '', deed: deedJson, entry: entryJson, rest: nothing };
    case 'csv':
      return { header: sessions ? entryHeader : deedHeader, deed: deedCsv, entry: entryCsv, rest: nothing };
    case 'text': {
      const { outPaint, outWidth = null } = terminal;
      const history = new HistoryText(times, outPaint, outWidth);
      const entries = new EntryText(times, outPaint, outWidth);
      const runs = new Runs();
      const text = (run: Run | null) => (run === null ? '' : history.run(run));
      return {
        header: '',
        deed: (deed) => text(runs.add(deed)),
        entry: (entry) => entries.entry(entry),
        rest: () => text(runs.end()),
      };
    }
  }
}

/** Where nothing was found: the same command, with more in sight. */
function furtherCommands(
  { filter, sessions, services, regions, utc, since, until }: WantedHistory,
  { account, repeated }: PrinterTools,
): readonly string[] {
  const { who, event, resource, tool, failedOnly, changesOnly } = filter;
  const words = optionWords([
    ['--who', who ?? undefined],
    ['--event', event ?? undefined],
    ['--resource', resource ?? undefined],
    ['--tool', tool ?? undefined],
    ['--failed', failedOnly],
    ['--sessions', sessions],
    ['--regions', regions?.join(',')],
    ['--utc', utc],
  ]);
  const command = `diverst ${accountWords[account.noun].command} history ${account.name}`;
  const furthest = `${historyDays}d`;
  const narrow = optionWords([
    ['--changes', changesOnly && (failedOnly || event !== null)],
    ['--all', services],
  ]);
  const same = optionWords([
    ['--since', since],
    ['--until', until ?? undefined],
  ]);
  return [
    ...(since === furthest ? [] : [`${command} --since ${furthest}${words}${narrow}${repeated}`]),
    ...(changesOnly && !sessions ? [`${command}${same} --all${words}${repeated}`] : []),
  ];
}
