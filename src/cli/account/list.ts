import type { Command } from 'commander';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { ListOptions } from './list-run.ts';

export function addList(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const { unit, names } = defaultStructure.kinds[noun];
  const all = names === null ? `every ${noun} in the OU for ${unit}` : `every ${noun} of the configuration`;
  const command = typed(parent.command('list'))
    .summary(`list the ${noun}s that you have access to`)
    .description(
      `List the ${noun}s that your groups in Ops grant, with their accounts and roles. With a profile of the management ` +
        `account, list ${all}.`,
    )
    .option('--label <key=value...>', `only ${noun}s with this label; repeatable`)
    .option('--closed', `only ${noun}s with closed accounts; needs a management profile`)
    .addOption(
      new TypedOption('-f, --format <format>', 'what to print, text by default').choices([
        'text',
        'json',
        'csv',
      ] as const),
    )
    .action(async (options, self) => {
      const { runList } = await import('./list-run.ts');
      await runList(
        noun,
        options satisfies Exactly<ListOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    printMemberPolicy,
    ['management', async () => (await import('../member-policy.ts')).accountsPolicy],
  ]);
  const list = `diverst ${accountWords[noun].command} list`;
  addHelpNotes(command, () => ({
    examples: [
      [list],
      [`${list} --json`],
      [`${list} --format csv`, 'for a spreadsheet'],
      [`${list} --label tier=gold`, `labels come from ${noun}.labels`],
      [`${list} --profile management`, 'as an admin'],
      [`${list} --closed`, 'as an admin: with the day of closing'],
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
    policy: withoutPaths(),
  }));
}
