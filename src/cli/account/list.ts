import type { Command } from 'commander';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { type Example, exampleLines } from './example-lines.ts';
import type { ListOptions } from './list-run.ts';

export function addList(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const { unit, names } = defaultStructure.kinds[noun];
  const all = names === null ? `all that the OU for ${unit} holds` : 'all that the configuration names';
  const { command } = accountWords[noun];
  typed(parent.command('list'))
    .summary(`the ${noun}s that you may use`)
    .description(
      `List the ${noun}s that your groups in Ops grant you, each with its account and role; with a profile of the ` +
        `management account, ${all}.`,
    )
    .option(
      '--label <key=value...>',
      `list only the ${noun}s that have this label; may be given several times`,
    )
    .option(
      '--closed',
      `list the ${noun}s whose accounts are closed, with a profile of the management account`,
    )
    .addHelpText(
      'after',
      accountsHelp(`diverst ${command} list`, `as an admin: every ${noun}`, [
        [`diverst ${command} list --label tier=gold`, `with this label of ${noun}.labels`],
        [`diverst ${command} list --closed`, 'as an admin: with the day of closing'],
      ]),
    )
    .action(async (options, self) => {
      const { runList } = await import('./list-run.ts');
      await runList(
        noun,
        options satisfies Exactly<ListOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

/** The help of a command that shows accounts: to a person what is granted, to an admin all. */
export function accountsHelp(command: string, asAdmin: string, more: readonly Example[] = []): string {
  const admin = `${command} --profile management`;
  const examples: readonly Example[] = [[command], [`${command} --json`], [admin, asAdmin], ...more];
  return `\n${globalsHelp()}\n\nExamples:\n${exampleLines(admin.length + 6, examples)}`;
}
