import { type AccountNoun, accountWords } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import { shellWord } from '../../../model/shell-word.ts';
import { escapeText } from '../../../views/escape.ts';
import { foldedNames } from '../../../views/exec-many.ts';
import { plural } from '../../../views/plural.ts';
import { wrapped } from '../../../views/wrapped.ts';
import { cannotAsk } from '../../confirm.ts';
import type { CommandContext } from '../../context.ts';
import { say } from '../../notices.ts';
import type { ExecManyOptions } from './options.ts';
import type { WantedRun } from './wanted.ts';

/** A command as a person would type it, on as many lines as its words have. */
export function shownCommand(words: readonly string[]): string {
  return escapeText(words.map(shellWord).join(' '));
}

/** Says what is going to be run, and where. */
export function sayWhatRuns(
  noun: AccountNoun,
  names: readonly string[],
  words: readonly string[],
  { parallel, maxFailures }: WantedRun,
  { terminal }: CommandContext,
): void {
  const width = terminal.errWidth ?? null;
  terminal.err(`${shownCommand(words)}\n`);
  const lines = [
    ...wrapped(`in ${plural(names.length, noun)}: `, foldedNames(names), width, 2),
    ...(names.length === 1 ? [] : wrapped('', pace(names.length, parallel, maxFailures), width)),
  ];
  for (const line of lines) say(terminal, line);
}

/** How many run at once, and whether a failure spares the others: those that run already go on. */
function pace(count: number, parallel: number, maxFailures: number | null): string {
  const atOnce = parallel >= count ? 'all at the same time' : `${parallel} at a time`;
  if (maxFailures === null || maxFailures >= count) return atOnce;
  if (parallel >= count) return `${atOnce}: a failure does not stop the others; to stop them: --parallel 1`;
  const failures = maxFailures === 1 ? 'the first failure' : `${maxFailures} failures`;
  return `${atOnce}; diverst starts no more after ${failures} (--max-failures)`;
}

/**
 * Asks before a command runs that may change something. One that only reads needs no yes.
 * @throws Failure where the answer is no, or there is nobody to give it
 */
export async function askToRun(
  noun: AccountNoun,
  count: number,
  { yes, readOnly }: ExecManyOptions,
  { terminal, signal }: CommandContext,
): Promise<void> {
  if (yes || readOnly) return;
  const accounts = plural(count, noun);
  if (!terminal.interactive) {
    throw new Failure('usage', {
      what: `cannot run the command in ${accounts}: diverst needs your confirmation and cannot ask`,
      why: `${cannotAsk} Nothing was run.`,
      fix: [
        'confirm on the command line: add --yes',
        'or give the command read-only access, which needs no confirmation: add --read-only',
        `or only show the ${noun}s: add --dry-run`,
      ],
    });
  }
  if (!(await terminal.confirm(`Run it in ${accounts}?`, signal)))
    throw new Failure('declined', { what: 'declined; nothing was run' });
}

/** One shell, one account: a run for several is no part of it. */
export function refuseInside(
  noun: AccountNoun,
  inside: { readonly noun: AccountNoun; readonly name: string } | null,
): void {
  if (inside === null) return;
  const there = accountWords[inside.noun];
  throw new Failure('usage', {
    what: `cannot run the command in several ${noun}s: this shell is in ${inside.noun} ${inside.name}`,
    why: `${there.variable}=${inside.name} is set in this shell. It is easy to mix up accounts. Nothing was run.`,
    fix: [
      `leave ${inside.name} first: eval "$(diverst ${there.command} leave)"`,
      'or run the command anyway: add --force',
    ],
  });
}
