import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import { execChoice } from './exec-choice.ts';
import { addManyOptions, type ExecManyOptions } from './exec-many/options.ts';
import type { ExecDeps } from './exec-run.ts';
import { partedWords } from './exec-words.ts';

export function addExec(
  parent: Command,
  noun: AccountNoun,
  createContext: CreateContext,
  deps?: ExecDeps,
): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('exec'))
    .summary(`run a command with the credentials of ${a}, or of many`)
    .description(
      `Run a command with temporary credentials of ${a}’s role, and with no others; or for several ${noun}s at once.`,
    )
    .usage(
      `[options] <name> -- COMMAND [ARG…]\n       diverst ${accountWords[noun].command} exec [options] --all -- COMMAND [ARG…]`,
    )
    .argument('[name]', `the ${noun}; options below run the command for several`)
    .argument('[command...]', 'the command and its arguments, after --');
  addManyOptions(addAssumeOptions(command, noun), noun)
    .option('--refresh', 'serve credentials that are renewed, for commands that run longer than they last')
    .option('--force', `also inside the shell of another ${noun}`)
    .addHelpText('after', () => help(noun))
    .action(async (_name, _words, given, self) => {
      const options = given satisfies Exactly<ExecManyOptions, typeof given>;
      const names: readonly string[] = namesGiven(self, noun);
      const choice = execChoice(noun, partedWords(self), options, names);
      const context = createContext(readGlobals(self));
      if (choice.kind === 'many') {
        const { runExecMany } = await import('./exec-many/run.ts');
        await runExecMany(noun, names, choice.command, options, context);
      } else {
        const { runExec } = await import('./exec-run.ts');
        await runExec({ noun, name: choice.name }, choice.command, options, context, deps);
      }
    });
}

/** What `--client` or its like names, under a name that the compiler does not know. */
function namesGiven(
  command: { getOptionValue(name: string): unknown },
  noun: AccountNoun,
): readonly string[] {
  const value = command.getOptionValue(accountWords[noun].command);
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function help(noun: AccountNoun): string {
  const { command, example, variable } = accountWords[noun];
  const many = `diverst ${command} exec`;
  const exec = `${many} ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(65, [
  [`${exec} -- terraform plan`],
  [`${exec} --refresh -- terraform apply`, 'longer than the credentials last'],
  [`${exec} --read-only -- aws s3 ls`],
  [`${exec} -- bash`, `a shell in the ${noun}'s account`],
  [`${exec} -- sh -c 'aws sts get-caller-identity > who.json'`],
  [`${many} --all --read-only -- terraform plan`, `in every ${noun}’s account`],
  [`${many} --label tier=gold -- ./rotate.sh`, `where this label is`],
  [`${many} --failed -- ./rotate.sh`, 'where it failed or did not run'],
  [`${many} --all -- sh -c 'terraform -chdir="${noun}s/$${variable}" plan'`],
])}

The command gets the ${noun}'s credentials as variables, and no others. Everything after --
is its own; it is run without a shell. Signals are passed on to it.

With --refresh it gets an address on 127.0.0.1 and a token in place of keys, and SDKs fetch credentials there for as
long as it runs: AWS CLI, Terraform and every SDK of AWS do. SDKs ask profiles before the address, so the command does
not see your AWS files: it gets the region, endpoints, retries and certificates of your default profile, and no profile.

For several ${noun}s, ${variable} tells the command which one it runs for. It gets credentials when its turn comes, and
one MFA code serves all. Its input is empty and it has no terminal: a command that asks a question ends. Each line that
it prints follows the ${noun}’s name. Without --read-only, diverst asks first and begins no more after the first failure.
At the end it lists how the command ended for each ${noun}; with --json, one line on stdout does as each ends, and what
the commands print goes to stderr. Ctrl-C is passed on to the commands that run, and nothing more begins; a second
Ctrl-C kills them. diverst remembers for 30 days where the command failed or did not run, for --failed.

Exit codes: that of the command, 128+n when it died from signal n, 126 when it could not be run, 127 when it was not
found; before it is run 1 failed, 64 usage, 130 interrupted.
For several ${noun}s: 0 when the command ended with 0 for all, 1 when not, 4 declined, 64 usage, 130 interrupted.`;
}
