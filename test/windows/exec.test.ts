import { describe, expect, inject, test } from 'vitest';
import { userOfTests } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const user = userOfTests((user) => {
  const print = 'process.stdout.write(JSON.stringify(process.argv.slice(2)))';
  user.write('own tools\\words.js', print);
  user.write('own tools\\words.cmd', '@echo off\r\nnode "%~dp0words.js" %*\r\n');
  user.write('own tools\\old.bat', '@echo off\r\nnode "%~dp0words.js" %1\r\nexit /b 9\r\n');
  user.write('here.cmd', '@echo here\r\n');
});

const tools = () => ({
  ...env,
  PATH: `${user().folder}\\own tools;C:\\Program Files\\nodejs;C:\\windows\\system32`,
});
const exec = (...words: string[]) => ({ args: ['client', 'exec', 'acme', '--', ...words], env: tools() });

describe.runIf(inject('windows'))('client exec on Windows', () => {
  /** Each would be a command, or another word, if cmd read it. */
  const words = [
    'plan',
    '',
    'two words',
    'a"b',
    'ends\\',
    'ends here\\',
    'a\\"b',
    '!PATH!',
    'a^b',
    '^&echo broken>broken.txt',
    '&echo broken>broken.txt',
    '"&echo broken>broken.txt&"',
    '"&echo broken>broken.txt&',
    'a" & echo broken>broken.txt & "b',
    '\\"&echo broken>broken.txt&\\"',
    '|echo broken',
    '>broken.txt',
    '(a)',
    'a,b;c=d',
    'München',
    '-var=name={"a":"b c"}',
  ];

  /** Before Wine 10, its cmd expands them in another way: `test/exec/batch-line.test.ts` has the form. */
  const percents = ['%PATH%', '%%', '100%'];
  const batchWords = inject('wine') >= 10 ? [...words, ...percents] : words;

  test('a batch file gets each argument as it was given, and none becomes a command', async () => {
    const [all, each] = await user().together(
      ['words', 'words.cmd'].map((name) => exec(name, ...batchWords)),
    );
    expect(() => user().read('broken.txt')).toThrow('ENOENT');
    expect(all, all?.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(all?.stdout ?? '')).toEqual(batchWords);
    expect(JSON.parse(each?.stdout ?? '')).toEqual(batchWords);
  });

  test('a program gets them too, and its exit code is the one of diverst', async () => {
    const [program, code, old] = await user().together([
      exec('node', '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words, ...percents),
      exec('node', '-e', 'process.exit(7)'),
      exec('old', 'two words'),
    ]);
    expect(JSON.parse(program?.stdout ?? '')).toEqual([...words, ...percents]);
    expect(code).toMatchObject({ code: 7 });
    expect(old).toMatchObject({ code: 9, stdout: '["two words"]' });
  });

  test('what a batch file cannot be given, and what lies here by chance, is not started', async () => {
    const [line, here, typed] = await user().together([exec('words', 'a\nb'), exec('here'), exec('.\\here')]);
    expect(line).toMatchObject({ code: 126, stdout: '' });
    expect(line?.stderr).toContain('line break');
    expect(here).toMatchObject({ code: 127, stdout: '' });
    expect(here?.stderr).toContain('-- cmd /c "…"');
    expect(typed).toMatchObject({ code: 0, stdout: 'here\r\n' });
  });
});
