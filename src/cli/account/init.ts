import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import { accountInitPolicy } from './init-policy.ts';
import type { InitOptions } from './init-run.ts';

export function addInit(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  typed(parent.command('init'))
    .summary(`create ${a}’s account, its role, and the grant to Ops`)
    .description(
      `Create the account of ${a}, move it to its OU, create its role that trusts Ops, let the group in Ops assume ` +
        'it, and create the CI roles that the configuration names. Does only what is missing.',
    )
    .argument(
      '<name>',
      `the ${noun}: a–z, 0–9 and single hyphens, 3 to 31 characters, e.g. ${accountWords[noun].example}`,
    )
    .option('--email <address>', 'e-mail address of the account (default: the configured template)')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.accountInit)
    .option('--replace-trust', 'overwrite a trust policy of a role that differs from the intended one')
    .option('--replace-grant', 'overwrite a group policy of the grant’s name that holds something else')
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runInit } = await import('./init-run.ts');
      await runInit(
        { noun, name },
        options satisfies Exactly<InitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const init = `diverst ${command} init ${example}`;
  const withEmail = `${init} --email aws@${example}.example`;
  const { accessRole, kinds } = defaultStructure;
  const policy = policyText(accountInitPolicy(accessRole));
  const named =
    kinds[noun].names === null
      ? ''
      : `\n\nThe configuration names the ${noun}s: ${noun}: { accounts: [${example}] } in diverst.config.yaml.`;
  return `
${globalsHelp()}

Examples:
${exampleLines(withEmail.length + 4, [
  [`diverst --sandbox ${command} init ${example}`, 'try it without AWS'],
  [`${init} --dry-run`, 'show the plan, change nothing'],
  [init, 'show the plan, ask, do it'],
  [`${init} --yes --json`, 'in a script: no question, one JSON object'],
  [withEmail, 'with an address of its own'],
])}${named}

Running it again does only what is missing: after Ctrl-C, a failure or a change by hand.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.
  To recognize ${withArticle({ noun })} whose account was renamed before it was granted: organizations:ListTagsForResource.`;
}
