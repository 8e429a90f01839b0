import { accountWords } from '../../../model/account-kind.ts';
import { accountJson, type GrantedAccount } from '../../../model/granted-accounts.ts';
import { elapsed } from '../../../terminal/elapsed.ts';
import { accountListView } from '../../../views/accounts.ts';
import { type ManyResult, manyResultsView, verdictOf } from '../../../views/exec-many.ts';
import { plural } from '../../../views/plural.ts';
import { wrapped } from '../../../views/wrapped.ts';
import type { CommandContext } from '../../context.ts';
import { say, sayWrapped } from '../../notices.ts';
import { optionWords } from '../../options.ts';
import { repeatedRows } from './options.ts';
import { shownCommand } from './question.ts';
import type { ManyRun } from './wanted.ts';

/** Lists where the command would run. */
export function listChosen(
  { noun, session }: ManyRun,
  accounts: readonly GrantedAccount[],
  { terminal, globals }: CommandContext,
): void {
  const { labels } = session.structure.kinds[noun];
  if (globals.json) for (const account of accounts) terminal.out(`${JSON.stringify(accountJson(account))}\n`);
  else
    terminal.out(accountListView({ noun, accounts, labels }, terminal.outPaint, terminal.outWidth ?? null));
  sayWrapped(terminal, `the command would run in ${plural(accounts.length, noun)}; nothing was run`);
}

/** How a run came to its end. */
export interface RunEnd {
  /** In the order of the accounts. */
  readonly results: readonly ManyResult[];
  /** Milliseconds. */
  readonly took: number;
  /** Whether so much failed that nothing more was begun. */
  readonly hasFailedEnough: boolean;
  /** Whether whoever read what the commands print went away. */
  readonly isOutputLost: boolean;
}

/** Says what became of the command in every account, and how to continue. */
export function sayEnd(run: ManyRun, end: RunEnd, { terminal }: CommandContext): void {
  const { noun, words, options, wanted, session } = run;
  const { results, took, hasFailedEnough, isOutputLost } = end;
  terminal.err(
    manyResultsView(results, {
      ...{ noun, took, time: elapsed },
      paint: terminal.errPaint,
      width: terminal.errWidth ?? null,
    }),
  );
  if (options.outputFolder !== undefined)
    say(terminal, `output: NAME.out and NAME.err in ${options.outputFolder}`);
  if (results.every((result) => verdictOf(result) === 'succeeded')) return;
  const notRun = results.filter((result) => verdictOf(result) === 'not-run').length;
  const explain = (text: string) => {
    for (const row of wrapped('', text, terminal.errWidth ?? null)) say(terminal, row);
  };
  if (isOutputLost) {
    explain(
      'the program that read the output ended: diverst started nothing more, and commands that were still writing failed',
    );
  } else if (hasFailedEnough && notRun > 0) {
    const { maxFailures } = wanted;
    const failures = maxFailures === 1 ? 'the first failure' : `${maxFailures} failures`;
    explain(
      `diverst started nothing more after ${failures}; to run the command everywhere, add --max-failures none`,
    );
  }
  const exec = `diverst ${accountWords[noun].command} exec --failed`;
  const more = `${optionWords(repeatedRows(options))}${session.repeatedOptions}`;
  sayWrapped(
    terminal,
    `to run the command again where it ${notRun > 0 ? 'failed or did not run' : 'failed'}:`,
  );
  terminal.err(`  ${exec}${more} -- ${shownCommand(words)}\n`);
}
