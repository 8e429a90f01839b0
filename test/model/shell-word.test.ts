import { spawnSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { commandForCmd, shellWord, windowsShellWord } from '../../src/model/shell-word.ts';

const names = [
  'acme',
  'a b',
  "it's",
  '$(touch pwned)',
  '`id`',
  '"',
  '=ls',
  'a=b',
  '~',
  'a\\',
  "\\'; echo pwned; '",
  'a\\\\b',
  '!x',
  '*',
  '',
];

const installed = ['sh', 'bash', 'zsh', 'fish'].filter(
  (shell) => spawnSync(shell, ['-c', ':'], { stdio: 'ignore' }).status === 0,
);

describe.each(installed)('a word for %s', (shell) => {
  test.each(names)('is the name %j', (name) => {
    const { stdout } = spawnSync(shell, ['-c', `printf %s ${shellWord(name)}`], { encoding: 'utf8' });
    expect(stdout).toBe(name);
  });
});

it('names that no shell reads in another way stay without quotes', () => {
  expect(['acme', 'a=b', 'arn:aws:iam::1:role/x', 'kim+x@example.com'].map(shellWord)).toEqual([
    'acme',
    'a=b',
    'arn:aws:iam::1:role/x',
    'kim+x@example.com',
  ]);
});

it('fish and zsh are considered where they are not installed', () => {
  expect(['=ls', 'a\\', "it's"].map(shellWord)).toEqual(["'=ls'", "'a'\\\\''", "'it'\\''s'"]);
});

it.each([
  ['acme', 'acme'],
  ['kim+x@example.com', 'kim+x@example.com'],
  ['C:\\own files\\a.yaml', '"C:\\own files\\a.yaml"'],
  ['C:\\own files\\', '"C:\\own files\\\\"'],
  ['a,b', '"a,b"'],
  ["it's", '"it\'s"'],
  ['', '""'],
  ['100%', "'100%'"],
  ['$x', "'$x'"],
  [`a"b'c`, `'a"b''c'`],
])('on Windows, %j is %s', (name, word) => {
  expect(windowsShellWord(name)).toBe(word);
});

it.each([
  ['acme', 'acme'],
  ['a b', '"a b"'],
  ['$x', '"$x"'],
  ['`id`', '"`id`"'],
  ['wow!', '"wow!"'],
  ['a"b&c', '"a""b&c"'],
  [`it's "50%"\\`, `"it's ""50%%cd:~,%""\\\\"`],
  ['\u2018x\u2019', '"\u2018x\u2019"'],
])('where cmd is known, %j is %s', (name, word) => {
  expect(commandForCmd(`diverst x ${windowsShellWord(name)} --y=${windowsShellWord(name)} z`)).toBe(
    `diverst x ${word} --y=${word} z`,
  );
});

it('what else stands in single quotes in a line of cmd stays', () => {
  const line = `for /f "delims=" %i in ('diverst client leave') do @%i`;
  expect(commandForCmd(line)).toBe(line);
});
