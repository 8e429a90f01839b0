import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import { execChoice } from './exec-choice.ts';
import { addManyOptions, type ExecManyOptions } from './exec-many-options.ts';
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
    .summary(`run a command with ${a}’s credentials`)
    .description(`Run a command with temporary credentials of ${a}’s role, and with no others.`)
    .usage('[options] <name> -- COMMAND [ARG…]')
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
        const { runExecMany } = await import('./exec-many-run.ts');
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
  const { command, example } = accountWords[noun];
  const exec = `diverst ${command} exec ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(65, [
  [`${exec} -- terraform plan`],
  [`${exec} --refresh -- terraform apply`, 'longer than the credentials last'],
  [`${exec} --read-only -- aws s3 ls`],
  [`${exec} -- bash`, `a shell in the ${noun}'s account`],
  [`${exec} -- sh -c 'aws sts get-caller-identity > who.json'`],
])}

The command gets the ${noun}'s credentials as variables, and no others. Everything after --
is its own; it is run without a shell. Signals are passed on to it.

With --refresh it gets an address on 127.0.0.1 and a token in place of keys, and SDKs fetch credentials there for as
long as it runs: AWS CLI, Terraform and every SDK of AWS do. SDKs ask profiles before the address, so the command does
not see your AWS files: it gets the region, endpoints, retries and certificates of your default profile, and no profile.

Exit codes: that of the command, 128+n when it died from signal n, 126 when it could not be run, 127 when it was not
found; before it is run 1 failed, 64 usage, 130 interrupted.`;
}
