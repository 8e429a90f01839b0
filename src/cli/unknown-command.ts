import type { Command } from 'commander';
import { type AccountNoun, accountNouns, accountWords } from '../model/account-kind.ts';
import { nearestNames } from '../model/account-name.ts';
import { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import { givenWords, readGlobals } from './globals.ts';

/** What other programs call a command of this one, by the words of the group that it is looked for in. */
const otherNames: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '': {
    ...both(['create', 'new', 'add', 'setup'], 'client init', 'org init'),
    ...both(['ls', 'clients', 'accounts'], 'client list'),
    ...both(['switch', 'use', 'login', 'auth', 'sso'], 'client assume'),
    ...both(['run', 'shell'], 'client exec'),
    ...both(['open', 'browser'], 'client console'),
    ...both(['logout', 'unset', 'exit'], 'client leave'),
    ...both(['environment', 'environments', 'envs'], 'env'),
    ...both(['scan', 'check', 'drift', 'plan', 'diff'], 'org audit'),
    ...both(['fix', 'apply'], 'org repair'),
    ...both(['tree', 'organization'], 'org show'),
    ...both(['whoami', 'status', 'config', 'configure', 'info', 'test'], 'doctor'),
    ...both(['version'], '--version'),
  },
  ...Object.fromEntries(accountNouns.map((noun) => [accountWords[noun].command, ofAccounts(noun)])),
  org: {
    ...both(['create', 'new', 'setup', 'apply'], 'org init'),
    ...both(['check', 'scan', 'drift', 'plan', 'diff'], 'org audit'),
    ...both(['fix'], 'org repair'),
    ...both(['ls', 'list', 'tree', 'describe'], 'org show'),
  },
  sandbox: {
    ...both(['start', 'run', 'up'], 'sandbox serve'),
    ...both(['new', 'create', 'init', 'delete', 'rm', 'clear'], 'sandbox reset'),
  },
};

/** Below `client`, and below its like of the other kinds. */
function ofAccounts(noun: AccountNoun): Readonly<Record<string, readonly string[]>> {
  const { command } = accountWords[noun];
  return {
    ...both(['create', 'new', 'add', 'make', 'setup', 'apply'], `${command} init`),
    ...both(['ls', 'all'], `${command} list`),
    ...both(['get', 'describe', 'status', 'info'], `${command} show`),
    ...both(['switch', 'use', 'enter', 'login', 'credentials'], `${command} assume`),
    ...both(['run', 'shell'], `${command} exec`),
    ...both(['open', 'browser'], `${command} console`),
    ...both(['logout', 'unset', 'exit'], `${command} leave`),
    ...both(['config', 'profiles'], `${command} profile`),
    ...both(['audit', 'check'], `org audit --${command}`),
  };
}

function both(
  words: readonly string[],
  ...paths: readonly string[]
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(words.map((word) => [word, paths]));
}

/** Lets a command, and all below it that hold others, explain a word that they do not know. */
export function explainUnknown(command: Command): void {
  if (command.commands.length === 0) return;
  command.on('command:*', (operands: readonly string[], options: readonly string[]) => {
    throw unknownCommand(command, [...operands, ...options]);
  });
  for (const child of command.commands) explainUnknown(child);
}

/**
 * @param words the unknown one, and what follows it
 * @param program how the command that was probably meant is called
 */
export function unknownCommand(
  group: Command,
  [word = '', ...rest]: readonly string[],
  program = 'diverst',
): Failure {
  const path = pathOf(group);
  const meant = commandsMeant(group, path, word);
  const more = [...rest, ...givenWords(readGlobals(group))].map(shellWord);
  const lines = meant.map((one) => [program, one, ...more].join(' '));
  const all = path === '' ? 'diverst --help' : `diverst ${path} --help`;
  return new Failure('usage', {
    what: `unknown command '${word}'`,
    fix: [
      ...lines.map((line, index) => (index === 0 ? `did you mean: ${line}` : `or: ${line}`)),
      `list the commands: ${all}`,
    ],
  });
}

function commandsMeant(group: Command, path: string, word: string): readonly string[] {
  const known = new Map(visible(group).map((one) => [one.name(), pathOf(one)]));
  const near = nearestNames(word, [...known.keys()]).flatMap((name) => known.get(name) ?? []);
  if (near.length > 0) return near;
  const others = otherNames[path];
  const named = others !== undefined && Object.hasOwn(others, word) ? others[word] : undefined;
  if (named !== undefined) return named;
  // The name of a command of another group: `diverst list`, `diverst org assume`.
  const everywhere = visible(topOf(group)).flatMap((one) => visible(one));
  return everywhere.filter((one) => one.name() === word).map(pathOf);
}

function visible(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function topOf(command: Command): Command {
  return command.parent === null ? command : topOf(command.parent);
}

function pathOf(command: Command): string {
  if (command.parent === null) return '';
  return `${pathOf(command.parent)} ${command.name()}`.trim();
}
