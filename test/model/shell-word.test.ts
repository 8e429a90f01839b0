import { spawnSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import {
  commandForCmd,
  commandForLoop,
  shellWord,
  textOfWindowsWord,
  windowsShellWord,
} from '../../src/model/shell-word.ts';

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

it.each(['acme', 'a b', 'C:\\a b\\', '\\\\', `it's`, `it's 50% of\u2019`, '\u201cx\u201d', '!`$'])(
  'the text behind the word for %j is that text',
  (text) => {
    expect(textOfWindowsWord(windowsShellWord(text))).toBe(text);
  },
);

it.each([
  ['acme', 'acme'],
  ['C:\\a b\\', '"C:\\a b\\\\"'],
  ['a=b', '"a=b"'],
  // Read twice: each of the two parts of what stands for a `%` has to survive the first time.
  ['100%', '"100%%cd:~,%%%cd:~,%cd:~,%%cd:~,%"'],
])('in a loop of cmd, where a second cmd reads it, %j is %s', (name, word) => {
  const written = windowsShellWord(name);
  expect(commandForLoop(`diverst x ${written} z`)).toBe(`diverst x ${word} z`);
  // Outside of quotes, `=` would part the words.
  expect(commandForLoop(`diverst --y=${written} z`)).toBe(`diverst "--y=${word.replace(/^"|"$/g, '')}" z`);
});
