import type { Command } from 'commander';
import { isName, nearestNames } from '../model/account-name.ts';
import { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import { givenWords, readGlobals } from './globals.ts';
import { pathOf, wordsOfLine } from './line-words.ts';
import { otherNames } from './other-names.ts';
import { didYouMean } from './usage-failure.ts';

/** Lets a command, and all below it that hold others, explain a word that they do not know. */
export function explainUnknown(command: Command): void {
  if (command.commands.length === 0) return;
  command.on('command:*', (operands: readonly string[]) => {
    throw unknown(command, operands, (path) => correctedLine(command, operands[0] ?? '', path));
  });
  for (const child of command.commands) explainUnknown(child);
}

/**
 * The failure of `diverst help WORDS`.
 * @param group the last command that the words name
 * @param words the unknown one, and what follows it
 */
export function unknownTopic(group: Command, [word = '', ...rest]: readonly string[]): Failure {
  const more = [...rest, ...givenWords(readGlobals(group))];
  return unknown(group, [word], (path) => ['diverst', 'help', path, ...more.map(shellWord)].join(' '));
}

/** @param operands the unknown word, and the words behind it that are no options */
function unknown(group: Command, operands: readonly string[], line: (path: string) => string): Failure {
  const [word = '', ...more] = operands;
  const path = pathOf(group);
  const program = path === '' ? 'diverst' : `diverst ${path}`;
  return new Failure('usage', {
    what: `${program} has no command ${JSON.stringify(word)}`,
    fix: [
      ...didYouMean(taking(group, more, pathsMeant(group, path, word)).map(line)),
      `list the commands: ${program} --help`,
    ],
  });
}

/** The line as it was given, with the path of another command in place of the words that named none. */
function correctedLine(group: Command, word: string, path: string): string {
  const words = wordsOfLine(group);
  const names = pathOf(group).split(' ').filter(Boolean);
  const before: string[] = [];
  let at = 0;
  for (; at < words.length; at++) {
    const one = words[at] ?? '';
    if (one.startsWith('-')) {
      before.push(one);
      if (takesValue(group, one)) before.push(words[++at] ?? '');
    } else if (one === names[0]) names.shift();
    else if (one === word) break;
    else before.push(one);
  }
  const shown = [...before, ...path.split(' '), ...words.slice(at + 1)];
  return ['diverst', ...shown.map(shellWord)].join(' ');
}

function takesValue(group: Command, word: string): boolean {
  const option = group.options.find(({ long, short }) => long === word || short === word);
  if (option !== undefined) return option.required;
  return group.parent !== null && takesValue(group.parent, word);
}

function pathsMeant(group: Command, path: string, word: string): readonly string[] {
  const others = otherNames[path];
  const named = others !== undefined && Object.hasOwn(others, word) ? (others[word] ?? []) : [];
  const existing = named.filter((one) => one.startsWith('-') || commandAt(group, one) !== undefined);
  if (existing.length > 0) return existing;
  const known = new Map(visible(group).map((one) => [one.name(), pathOf(one)]));
  const near = nearestNames(word, [...known.keys()]).flatMap((name) => known.get(name) ?? []);
  if (near.length > 0) return near;
  // The name of a command of another group: `diverst list`, `diverst org assume`.
  const everywhere = visible(topOf(group)).flatMap((one) => visible(one));
  const same = everywhere.filter((one) => one.name() === word).map(pathOf);
  if (same.length > 0 || !known.has('assume') || !isName(word)) return same;
  // The name of an account: `diverst client acme`.
  return [`${path} assume ${word}`, `${path} show ${word}`];
}

/** Those that take the words behind, if any does: `init acme` is not meant for the organization. */
function taking(group: Command, more: readonly string[], paths: readonly string[]): readonly string[] {
  const able = paths.filter((path) => (commandAt(group, path)?.registeredArguments.length ?? 0) > 0);
  return more.length > 0 && able.length > 0 ? able : paths;
}

/** The command that a path leads to; options at its end do not count. */
function commandAt(group: Command, path: string): Command | undefined {
  return path
    .replace(/ -.*$/, '')
    .split(' ')
    .reduce<Command | undefined>((at, name) => at?.commands.find((one) => one.name() === name), topOf(group));
}

function visible(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function topOf(command: Command): Command {
  return command.parent === null ? command : topOf(command.parent);
}
