import { expect, it } from 'vitest';
import { readingShell } from '../../src/cli/account/reading-shell.ts';
import { evaluated, runWith, shellLines } from '../../src/credentials/shells.ts';
import { windowsShellWord } from '../../src/model/shell-word.ts';

const shell = { inherited: {}, base: { env: {}, session: 'none', replacedKey: null } } as const;

it('is the shell that called', () => {
  expect(readingShell(shell, () => 'fish')).toBe('fish');
});

it('is not guessed where two fit, and the line to type names one', () => {
  expect(() => readingShell(shell, () => null)).toThrow('it is unknown which shell reads the output');
  expect(evaluated('diverst client leave', null)).toBe(
    'diverst client leave --format powershell | Out-String | Invoke-Expression',
  );
});

it.each([
  ['plain', "'plain'"],
  ["it's $x", "'it''s $x'"],
  ['M\u00fcller', "'M' + [char]252 + 'ller'"],
  ['\u2019; calc', "'' + [char]8217 + '; calc'"],
  ['\u{1f511}', "'' + [char]55357 + '' + [char]56593 + ''"],
  ['a\nb', "'a' + [char]10 + 'b'"],
])('gets lines in ASCII if it is PowerShell, also for the value %j', (value, written) => {
  const change = { set: [['AWS_PROFILE', value]], unset: [], hide: [] } as const;
  expect(shellLines(change, 'powershell')).toBe(`$Env:AWS_PROFILE = ${written}\n`);
});

it('gets a path with a per cent sign as it is if it is cmd, though PowerShell quotes it in another way', () => {
  const path = windowsShellWord('C:\\100%\\a b');
  expect(path).toBe("'C:\\100%\\a b'");
  expect(evaluated(`diverst client assume acme --config ${path}`, 'cmd')).toBe(
    'for /f "delims=" %i in (\'diverst client assume acme --config ' +
      '"C:\\100%%cd:~,%%%cd:~,%cd:~,%%cd:~,%\\a b"\') do @%i',
  );
  expect(runWith([['AWS_CONFIG_FILE', path]], 'aws s3 ls', 'cmd')).toBe(
    'set "AWS_CONFIG_FILE=C:\\100%%cd:~,%\\a b" && aws s3 ls',
  );
});
