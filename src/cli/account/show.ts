import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { ShowOptions } from './show-run.ts';

export function addShow(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('show'))
    .summary(`show ${a}’s account and role`)
    .description(
      `Show ${a}’s account and role, as your groups in Ops grant them. With a profile of the management account, you ` +
        `can show every ${noun}.`,
    )
    .argument('<name>', `the ${noun}`)
    .option('--costs', 'also show costs; needs a profile of the management account')
    .option('-y, --yes', 'with --costs: accept the price without a question')
    .action(async (name, options, self) => {
      const { runShow } = await import('./show-run.ts');
      await runShow(
        { noun, name },
        options satisfies Exactly<ShowOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    printMemberPolicy,
    [
      'management',
      async (_structure, { costs }) =>
        costs
          ? (await import('../org/costs-policy.ts')).costsPolicy
          : (await import('../member-policy.ts')).accountsPolicy,
    ],
  ]);
  const { command: group, example } = accountWords[noun];
  const show = `diverst ${group} show ${example}`;
  addHelpNotes(command, () => ({
    examples: [
      [show],
      [`${show} --json`],
      [`${show} --profile management`, 'as an admin'],
      [`${show} --costs`, 'as an admin: the last 6 months'],
    ],
    notes: [
      'With --costs, diverst asks Cost Explorer about all accounts at once, for $0.01 per page. diverst keeps the answer ' +
        'for 8 hours and uses it for every account.',
    ],
    exitCodes: changeCodes.replace('4 declined', '4 price declined'),
    policy: `With --costs, the policy for management includes Cost Explorer. ${withoutPaths()}`,
  }));
}
