import { type AccountNoun, type AccountRef, refJson } from '../model/account-kind.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { wrapped } from './wrapped.ts';

/** How a command ended in one account. */
export type ManyEnd =
  | {
      readonly kind: 'ended';
      /** Null where a signal ended it. */
      readonly code: number | null;
      readonly signal: string | null;
      /** Why diverst ended it; null where it ended by itself. */
      readonly cause: 'timeout' | 'interrupted' | null;
    }
  /** As shells say it: 127 for a command that was not found, 126 for one that cannot be run. */
  | { readonly kind: 'not-started'; readonly code: 126 | 127; readonly reason: string }
  | { readonly kind: 'no-credentials'; readonly reason: string }
  | { readonly kind: 'not-run' };

export interface ManyResult {
  readonly account: AccountRef & { readonly accountId: string };
  readonly end: ManyEnd;
  readonly milliseconds: number;
}

/** In one word, for programs and for counting. */
export type ManyVerdict =
  | 'succeeded'
  | 'failed'
  | 'timed-out'
  | 'interrupted'
  | 'not-started'
  | 'no-credentials'
  | 'not-run';

export function verdictOf({ end }: Pick<ManyResult, 'end'>): ManyVerdict {
  if (end.kind !== 'ended') return end.kind;
  if (end.cause === 'timeout') return 'timed-out';
  if (end.code === 0) return 'succeeded';
  return end.cause ?? 'failed';
}

/** One line of `--json`: its fields are stable. */
export function manyJson(result: ManyResult): string {
  const { account, end, milliseconds } = result;
  const line = {
    ...refJson(account),
    accountId: account.accountId,
    result: verdictOf(result),
    exitCode: 'code' in end ? end.code : null,
    signal: end.kind === 'ended' ? end.signal : null,
    error: 'reason' in end ? end.reason : null,
    seconds: Math.round(milliseconds / 100) / 10,
  };
  return `${JSON.stringify(line)}\n`;
}

/** Accounts that a table lists, also those where all went well, as long as there are no more in all. */
const shortList = 20;

/** Names that are listed in a sentence before the rest is counted. */
const shownNames = 10;

/** Names in a sentence: `acme, globex, … and 10 more`. */
export function foldedNames(names: readonly string[], most: number = shownNames): string {
  // To leave out one takes as much room as to name it.
  if (names.length <= most + 1) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

export interface ManyWords {
  readonly noun: AccountNoun;
  /** A time as a person reads it. */
  time(milliseconds: number): string;
  /** Milliseconds that the whole run took. */
  readonly took: number;
  readonly paint: Paint;
  /** Columns; null for no limit. */
  readonly width: number | null;
}

/** What became of a run: a table unless all went well, and a line that counts. */
export function manyResultsView(results: readonly ManyResult[], words: ManyWords): string {
  const { noun, time, took, width } = words;
  const isGood = (result: ManyResult) => verdictOf(result) === 'succeeded';
  const inAll = `${plural(results.length, noun)}: `;
  if (results.every(isGood)) {
    const all = results.length === 1 ? '' : 'all ';
    return `${words.paint.good('✓')} ${inAll}${all}ended with 0, in ${time(took)}\n`;
  }
  const begun = results.filter(({ end }) => end.kind !== 'not-run');
  const listed = begun.length <= shortList ? begun : begun.filter((one) => !isGood(one));
  const notRun = results.filter(({ end }) => end.kind === 'not-run').map(({ account }) => account.name);
  const count = countsOf(results)
    .map(([number, what]) => `${number} ${what}`)
    .join(', ');
  return [
    ...tableOf(listed, words),
    ...(notRun.length === 0 ? [] : wrapped('not run: ', foldedNames(notRun), width)),
    `${words.paint.bad('✗')} ${inAll}${count}, in ${time(took)}`,
  ]
    .map((line) => `${line}\n`)
    .join('');
}

const countWords: Readonly<Record<ManyVerdict, string>> = {
  succeeded: 'ended with 0',
  failed: 'failed',
  'timed-out': 'timed out',
  interrupted: 'interrupted',
  'not-started': 'could not start',
  'no-credentials': 'without credentials',
  'not-run': 'not run',
};

function countsOf(results: readonly ManyResult[]): readonly (readonly [number, string])[] {
  return (Object.keys(countWords) as ManyVerdict[]).flatMap((verdict) => {
    const number = results.filter((one) => verdictOf(one) === verdict).length;
    return number === 0 ? [] : [[number, countWords[verdict]] as const];
  });
}

function tableOf(results: readonly ManyResult[], { noun, time, paint, width }: ManyWords): readonly string[] {
  if (results.length === 0) return [];
  const nameWidth = Math.max(noun.length, ...results.map(({ account }) => account.name.length));
  const times = results.map(({ milliseconds }) => time(milliseconds));
  const timeWidth = Math.max('time'.length, ...times.map((text) => text.length));
  const start = (name: string, text: string) => `${name.padEnd(nameWidth)}  ${text.padStart(timeWidth)}  `;
  const rows = results.flatMap((result, index) => {
    const [first = '', ...more] = wrapped(
      start(result.account.name, times[index] ?? ''),
      escapeName(endWords(result.end)),
      width,
    );
    return verdictOf(result) === 'succeeded' ? [first] : [paint.bad(first), ...more];
  });
  return [paint.dim(`${start(noun, 'time')}result`), ...rows];
}

function endWords(end: ManyEnd): string {
  switch (end.kind) {
    case 'not-run':
      return 'not run';
    case 'no-credentials':
      return `no credentials: ${end.reason}`;
    case 'not-started':
      return `${end.reason} (${end.code})`;
    case 'ended': {
      const how = end.signal === null ? `exit code ${end.code}` : `ended by ${end.signal}`;
      if (end.cause === 'timeout') return `timed out (${how})`;
      return end.cause === 'interrupted' && end.code !== 0 ? `interrupted (${how})` : how;
    }
  }
}
