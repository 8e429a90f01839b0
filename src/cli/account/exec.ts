import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { memberPolicyNote, printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, typed } from '../typed-command.ts';
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
    .summary(`run a command with ${a}’s credentials, or for several`)
    .description(
      `Run a command with temporary credentials of ${a}’s role and no others, or run it for several ${noun}s.`,
    )
    .usage(
      `[options] <name> [-- COMMAND [ARG…]]\n       diverst ${accountWords[noun].command} exec [options] --all -- COMMAND [ARG…]`,
    )
    .argument('[name]', `the ${noun}`)
    .argument('[command...]', 'the command and its arguments, after --');
  const whole = addAssumeOptions(addManyOptions(command, noun), noun)
    .optionsGroup('Options:')
    .option('--refresh', 'serve credentials that are renewed, for a long run')
    .option('--force', `run even if this shell is in another ${noun}`)
    .action(async (_name, _words, given, self) => {
      const options = given satisfies Exactly<ExecManyOptions, typeof given>;
      const names: readonly string[] = namesGiven(self, noun);
      const choice = execChoice(noun, partedWords(self), options, names);
      const context = createContext(readGlobals(self));
      if (choice.kind === 'many') {
        const { runExecMany } = await import('./exec-many/run.ts');
        await runExecMany(noun, names, choice.command, options, context);
      } else if (choice.kind === 'shell') {
        const { runExecShell } = await import('./exec-shell.ts');
        await runExecShell({ noun, name: choice.name }, options, context, deps);
      } else {
        const { runExec } = await import('./exec-run.ts');
        await runExec({ noun, name: choice.name }, choice.command, options, context, deps);
      }
    });
  addPrintPolicy(whole, createContext, [printMemberPolicy]);
  addHelpNotes(whole, () => help(noun));
}

/** What `--client` or its like names, under a name that the compiler does not know. */
function namesGiven(
  command: { getOptionValue(name: string): unknown },
  noun: AccountNoun,
): readonly string[] {
  const value = command.getOptionValue(accountWords[noun].command);
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example, variable } = accountWords[noun];
  const many = `diverst ${command} exec`;
  const exec = `${many} ${example}`;
  return {
    examples: [
      [`${exec} -- terraform plan`],
      [`${exec} --refresh -- terraform apply`, 'a long run'],
      [`${exec} --read-only -- aws s3 ls`],
      [exec, `your shell in the ${noun}’s account`],
      [`${exec} -- sh -c 'aws sts get-caller-identity > who.json'`],
      [`${many} --all --read-only -- terraform plan`, `every ${noun}`],
      [`${many} --label tier=gold -- ./rotate.sh`, 'those with a label'],
      [`${many} --failed -- ./rotate.sh`, 'those that are left'],
    ],
    notes: [
      `diverst starts the command without a shell, with the credentials of the ${noun} and no others in its environment.`,
      'With --refresh, the command gets an address on 127.0.0.1 instead of keys. The AWS CLI, the AWS SDKs and Terraform ' +
        'fetch new credentials from it for as long as the command runs. Your AWS files are hidden from the command.',
      `For several ${noun}s, ${variable} is set to the ${noun} of each run, and each line of output starts with it. The command ` +
        'has no terminal and no input. Ctrl-C ends the commands that run, and starts no other. For 30 days, --failed ' +
        'repeats the command where it failed or did not run.',
    ],
    exitCodes: 'that of the command (diverst\u00a0help\u00a0exit-codes)',
    policy: memberPolicyNote(noun),
  };
}
