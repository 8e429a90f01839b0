import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { accountInitPolicy } from './init-policy.ts';
import type { InitOptions } from './init-run.ts';

const policy = JSON.stringify(accountInitPolicy(defaultStructure.accessRole), null, 2).replace(/^/gm, '  ');

const help = `
${globalsHelp()}

Examples:
  diverst --sandbox client init acme                 try it without AWS
  diverst client init acme --dry-run                 show the plan, change nothing
  diverst client init acme                           show the plan, ask, do it
  diverst client init acme --yes --json              in a script: no question, one JSON object
  diverst client init acme --email aws@acme.example  with an address of its own

Running it again does only what is missing: after Ctrl-C, a failure or a change by hand.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.
  To recognize a client whose account was renamed before it was granted: organizations:ListTagsForResource.`;

export function addInit(client: Command, createContext: CreateContext): void {
  typed(client.command('init'))
    .summary('create a client’s account, its role, and the grant to Ops')
    .description(
      'Create the account of a client, move it to its OU, create its role that trusts Ops, and let the group in Ops ' +
        'assume it. Does only what is missing.',
    )
    .argument('<name>', 'the client: a–z, 0–9 and single hyphens, 3 to 31 characters, e.g. acme')
    .option('--email <address>', 'e-mail address of the account (default: the configured template)')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.clientInit)
    .option('--replace-trust', 'overwrite a trust policy of the role that differs from the intended one')
    .option('--replace-grant', 'overwrite a group policy of the grant’s name that holds something else')
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runInit } = await import('./init-run.ts');
      await runInit(
        name,
        options satisfies Exactly<InitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
