import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { costsPolicy } from '../org/costs-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { accountsHelp } from './list.ts';
import type { ShowOptions } from './show-run.ts';

const costsHelp = `
With --costs, Cost Explorer is asked about all accounts at once, for $0.01 a page; the answer is kept for 8 hours and
serves every account. Least policy of the caller, in the management account:
${policyText(costsPolicy)}

Exit codes: 0 shown, 1 failed, 4 you declined the price, 64 usage, 130 interrupted.`;

export function addShow(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const { command, example } = accountWords[noun];
  const a = withArticle({ noun });
  typed(parent.command('show'))
    .summary(`show the account and the role of ${a}`)
    .description(
      `Show ${a}’s account and role, as your groups in Ops grant them. With a profile of the management account, ` +
        `show any ${noun}.`,
    )
    .argument('<name>', `the ${noun}`)
    .option('--costs', 'show what the account costs, with a profile of the management account')
    .option('--yes', 'with --costs: agree to the price without being asked')
    .addHelpText(
      'after',
      `${accountsHelp(`diverst ${command} show ${example}`, `as an admin, of every ${noun}`, [
        [`diverst ${command} show ${example} --costs`, 'as an admin: with the last 6 months'],
      ])}\n${costsHelp}`,
    )
    .action(async (name, options, self) => {
      const { runShow } = await import('./show-run.ts');
      await runShow(
        { noun, name },
        options satisfies Exactly<ShowOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
