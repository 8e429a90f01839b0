import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { accountClosePolicy } from './close-policy.ts';
import type { CloseOptions } from './close-run.ts';
import { exampleLines } from './example-lines.ts';

export function addClose(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  typed(parent.command('close'))
    .summary(`close the account of ${withArticle({ noun })}, for good`)
    .description(
      `Close the account of ${withArticle({ noun })}: remove the grants in Ops, then ask AWS to close the account. ` +
        'AWS removes a closed account with everything in it after 90 days.',
    )
    .argument('<name>', `the ${noun}`)
    .option('--account-id <id>', 'the ID of the account, if its address or its tag does not identify it')
    .option('--confirm <name>', `do not ask; the name of the ${noun} again`)
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'is not enough by itself: use --confirm')
    .option('--no-wait', 'do not wait until AWS shows that the account is being closed')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.accountClose)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runClose } = await import('./close-run.ts');
      await runClose(
        { noun, name },
        options satisfies Exactly<CloseOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const close = `diverst ${command} close ${example}`;
  const inScript = `${close} --confirm ${example} --json`;
  const policy = policyText(accountClosePolicy(defaultStructure.accessRole));
  return `
${globalsHelp()}

Examples:
${exampleLines(inScript.length + 4, [
  [`${close} --dry-run`, 'show the plan, change nothing'],
  [close, `show the plan, ask for the name of the ${noun}, do it`],
  [inScript, 'in a script: no question, one JSON object'],
])}

If a run is interrupted or fails, run the same command again: it does only what is still missing.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  Without a trail in the configuration (trail: false), none of cloudtrail is needed.
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.`;
}
