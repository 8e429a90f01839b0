import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { type ExecManyOptions, manyWords } from './exec-many/options.ts';
import type { ExecWords } from './exec-words.ts';

/** Which accounts a line of `exec` is for. */
export type ExecChoice =
  | { readonly kind: 'one'; readonly name: string; readonly command: readonly string[] }
  /** No command: the user's shell. */
  | { readonly kind: 'shell'; readonly name: string }
  | { readonly kind: 'many'; readonly command: readonly string[] };

/**
 * Whether a command is for one account, which is named, or for several, which options choose.
 * @param names of `--client`
 * @throws Failure of kind `usage` where both or neither are given
 */
export function execChoice(
  noun: AccountNoun,
  { before, command, isParted }: ExecWords,
  options: ExecManyOptions,
  names: readonly string[],
): ExecChoice {
  const { choosing, others } = manyWords(options, names, noun);
  const exec = `diverst ${accountWords[noun].command} exec`;
  const [first, ...rest] = before;
  if (choosing.length === 0) {
    if (others.length > 0) {
      throw new Failure('usage', {
        what: `${others[0]} is for several ${noun}s, and you did not choose several`,
        fix: [
          `choose ${noun}s: add --all, --label KEY=VALUE, --failed, or --${accountWords[noun].command} NAME`,
          `or leave out ${others.join(', ')}`,
        ],
      });
    }
    if (first !== undefined && rest.length > 0 && command.length > 0)
      throw wordsBefore(noun, first, rest, command);
    if (first !== undefined && rest.length === 0 && !isParted) return { kind: 'shell', name: first };
    // Without a name before --, the first word after it is taken for one, and the run explains.
    const [name, ...words] = first === undefined ? command : [first, ...rest, ...command];
    if (name !== undefined) return { kind: 'one', name, command: words };
    throw new Failure('usage', {
      what: `${exec} needs the name of ${withArticle({ noun })}`,
      fix: [
        `start your shell in the ${noun}’s account: ${exec} NAME`,
        `or run one command there: ${exec} NAME -- COMMAND`,
        `or run a command for every ${noun}: ${exec} --all -- COMMAND`,
      ],
    });
  }
  if (first !== undefined) throw nameToo(noun, { first, rest, command }, choosing);
  if (command.length === 0) {
    throw new Failure('usage', {
      what: `${exec} needs a command`,
      fix: [`put the command after --: ${exec} ${choosing[0]} … -- terraform plan`],
    });
  }
  return { kind: 'many', command };
}

/** Several names, or a command that has a `--` of its own: the parser takes that one away. */
function wordsBefore(
  noun: AccountNoun,
  first: string,
  rest: readonly string[],
  command: readonly string[],
): Failure {
  const exec = `diverst ${accountWords[noun].command} exec`;
  const shown = (words: readonly string[]) => words.map(shellWord).join(' ');
  return new Failure('usage', {
    what: `cannot interpret ${shown(rest)}, between the name of the ${noun} and --`,
    why: `Give one ${noun} before --, and the whole command after --. Nothing was run.`,
    fix: [
      `if these words are ${noun}s: ${exec} --${accountWords[noun].command} ${shown([first, ...rest])} -- ${shown(command)}`,
      `if the command begins with these words: ${exec} ${shellWord(first)} -- ${shown([...rest, '--', ...command])}`,
    ],
  });
}

/** A name, or a command without `--` before it. */
function nameToo(
  noun: AccountNoun,
  { first, rest, command }: { first: string; rest: readonly string[]; command: readonly string[] },
  choosing: readonly string[],
): Failure {
  const exec = `diverst ${accountWords[noun].command} exec`;
  const flags = choosing.join(' ');
  if (command.length === 0) {
    return new Failure('usage', {
      what: `cannot interpret ${JSON.stringify(first)} before --: ${flags} already chooses the ${noun}s`,
      fix: [`put the command after --: ${exec} ${flags} … -- ${[first, ...rest].map(shellWord).join(' ')}`],
    });
  }
  return new Failure('usage', {
    what: `the name of one ${noun} (${first}) and ${flags} do not go together`,
    why: 'It is unclear where the command must run. Nothing was run.',
    fix: [
      `for one ${noun}, leave out ${flags}`,
      `for several, leave out ${shellWord(first)}, or give it as --${accountWords[noun].command} ${shellWord(first)}`,
    ],
  });
}
