import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { InitOptions } from './init-run.ts';

export function addInit(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('init'))
    .summary(`create ${a}’s account, its role and its grant`)
    .description(
      `Create the account of ${a}, move it to its OU, create the ${noun} role that trusts Ops, grant the role to the ` +
        `group in Ops, and create the CI roles of your configuration. diverst does only what is still missing.`,
    )
    .argument('[name]', `the ${noun}: 3 to 31 characters, a–z, 0–9 and single hyphens`)
    .option(
      '--email <address>',
      'email address of the account (default: from the template in the configuration)',
    )
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .option('--replace-trust', 'overwrite a trust policy that does not match the plan')
    .option('--replace-grant', 'overwrite a group policy that has the name of the grant and other content')
    .optionsGroup('Advanced options:')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.accountInit)
    .action(async (name, options, self) => {
      const { runInit } = await import('./init-run.ts');
      await runInit(
        noun,
        name ?? null,
        options satisfies Exactly<InitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    [
      'management',
      async ({ accessRole }) => (await import('./init-policy.ts')).accountInitPolicy(accessRole),
    ],
  ]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const init = `diverst ${command} init ${example}`;
  const named =
    defaultStructure.kinds[noun].names === null
      ? []
      : [`Add the ${noun} to diverst.config.yaml before you create it: ${noun}: { accounts: [${example}] }.`];
  return {
    examples: [
      [`diverst --sandbox ${command} init ${example}`, 'try it without AWS'],
      [`${init} --dry-run`, 'show the plan, change nothing'],
      [init, 'show the plan, ask, apply it'],
      [`${init} --yes --json`, 'in a script: no question, JSON'],
      [`${init} --email aws@${example}.example`, 'with this email address'],
    ],
    notes: [
      ...named,
      'If a run is interrupted or fails, run the same command again: it does only what is still missing.',
    ],
    exitCodes: changeCodes,
    policy:
      `${withoutPaths()} organizations:ListTagsForResource is optional: with it, diverst recognizes ` +
      `${withArticle({ noun })} whose account was renamed before its role was granted.`,
  };
}
