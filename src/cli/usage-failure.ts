import type { Command } from 'commander';
import { accountNouns, accountWords } from '../model/account-kind.ts';
import { isName, nearestNames } from '../model/account-name.ts';
import { Failure, type FailureText } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import { pathOf, wordsOfLine } from './line-words.ts';

/** Lets a command, and all below it, report a line that the parser refuses as every other failure is reported. */
export function explainUsage(command: Command): void {
  command.error = (message) => {
    throw usageFailure(command, message);
  };
  for (const child of command.commands) explainUsage(child);
}

/** What the parser says, and how it is said here. https://github.com/tj/commander.js/blob/v14.0.2/lib/command.js */
const forms: readonly (readonly [
  message: RegExp,
  explain: (command: Command, name: string, parts: readonly string[]) => FailureText,
])[] = [
  [
    /^missing required argument '(.*)'/s,
    (_command, name, [argument = '']) => ({ what: `${name} needs the argument <${argument}>` }),
  ],
  [/^unknown option '(.*?)'(?:\n|$)/s, unknownOption],
  [
    /^option '([^']*)' argument missing/s,
    (_command, _name, [flags = '']) => ({ what: `${longOf(flags)} needs a value: ${flags}` }),
  ],
  [
    /^option '([^']*)' argument '(.*)' is invalid\. (.*)$/s,
    (command, _name, [flags = '', value = '', rule = '']) =>
      wrongValue(command, `${longOf(flags)} `, value, rule),
  ],
  [
    /^command-argument value '(.*)' is invalid for argument '[^']*'\. (.*)$/s,
    (command, name, [value = '', rule = '']) => wrongValue(command, `${name} `, value, rule),
  ],
  [/^too many arguments/, tooMany],
  [
    /^option '([^']*)' cannot be used with option '([^']*)'/s,
    (_command, _name, [one = '', other = '']) => ({
      what: `${longOf(one)} and ${longOf(other)} do not go together`,
      fix: ['leave one of them out'],
    }),
  ],
  [
    /^required option '([^']*)' not specified/s,
    (_command, name, [flags = '']) => ({ what: `${name} needs the option ${flags}` }),
  ],
];

function usageFailure(command: Command, message: string): Failure {
  const path = pathOf(command);
  const name = path === '' ? 'diverst' : `diverst ${path}`;
  const said = message.replace(/^error: /, '');
  let text: FailureText = { what: said.replace(/\n[\s\S]*$/, '') };
  for (const [form, explain] of forms) {
    const match = form.exec(said);
    if (match === null) continue;
    text = explain(command, name, match.slice(1));
    break;
  }
  const usage = `usage: ${command.createHelp().commandUsage(command)}`;
  return new Failure('usage', {
    what: text.what,
    why: text.why === undefined ? usage : `${text.why}\n${usage}`,
    fix: [...(text.fix ?? []), `see its options and examples: ${name} --help`],
  });
}

function unknownOption(command: Command, name: string, [given = '']: readonly string[]): FailureText {
  const [flag = '', ...value] = given.split('=');
  // The parser does not know an option that is given a value and takes none.
  if (value.length > 0 && optionsOf(command).includes(flag))
    return {
      what: `${flag} takes no value`,
      fix: didYouMean([lineWith(command, (word) => [word === given ? flag : word])]),
    };
  const meant = nearestNames(flag, optionsOf(command));
  const lines = meant.map((one) =>
    lineWith(command, (word) => (word === given ? [[one, ...value].join('=')] : [word])),
  );
  return { what: `${name} has no option ${flag}`, fix: didYouMean(lines) };
}

function optionsOf(command: Command): readonly string[] {
  const own = command.createHelp().visibleOptions(command);
  const above = command.parent === null ? [] : optionsOf(command.parent);
  return [...own.flatMap(({ long }) => long ?? []), ...above];
}

/** The parser's rule, or the values that it allows. */
function wrongValue(command: Command, subject: string, value: string, rule: string): FailureText {
  const [, list] = /^Allowed choices are (.*)\.$/s.exec(rule) ?? [];
  const what = `${subject}does not take ${JSON.stringify(value)}`;
  if (list === undefined) return { what, why: rule };
  const near = nearestNames(value, list.split(', '));
  const lines = near.map((one) =>
    lineWith(command, (word) => {
      if (word === value) return [one];
      const start = word.slice(0, word.length - value.length);
      const isJoined = word.endsWith(value) && /^(?:--[\w-]+=|-\w+)$/.test(start);
      return [isJoined ? start + one : word];
    }),
  );
  return { what, why: `Allowed values: ${list}.`, fix: didYouMean(lines) };
}

/** Where no name is taken, one may have been meant for an option: `org audit acme`. */
function tooMany(command: Command, name: string): FailureText {
  const most = command.registeredArguments.length;
  const { args } = command;
  const more = args.slice(most);
  const takes = most === 0 ? 'no arguments' : most === 1 ? 'one argument' : `${most} arguments`;
  const options = optionsOf(command);
  const meant = accountNouns
    .map((noun) => `--${accountWords[noun].command}`)
    .filter((option) => options.includes(option) && most === 0 && more.every(isName));
  return {
    what: `${name} takes ${takes}, and ${args.length} ${args.length === 1 ? 'was' : 'were'} given: ${args.map(shellWord).join(' ')}`,
    fix: didYouMean(
      meant.map((option) => lineWith(command, (word) => (word === more[0] ? [option, word] : [word]))),
    ),
  };
}

/** The line as it was given, with some words changed; `--` ends what belongs to diverst. */
function lineWith(command: Command, change: (word: string) => readonly string[]): string {
  const words = wordsOfLine(command);
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const rest = end < 0 ? [] : words.slice(end);
  return ['diverst', ...own.flatMap(change), ...rest].map(shellWord).join(' ');
}

export function didYouMean(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? `did you mean: ${line}` : `or: ${line}`));
}

function longOf(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}
