import { expect, it } from 'vitest';
import { fixOf } from '../../src/model/fix.ts';
import { systemWords } from '../../src/model/system-words.ts';

const windows = systemWords('win32');

it.each(['linux', 'darwin'] as const)('the words of %s are those of POSIX', (platform) => {
  const words = systemWords(platform);
  expect(words.homeFile('.aws/config')).toBe('~/.aws/config');
  expect(words.homeArgument('a.yaml', '/home/kim')).toBe('~/a.yaml');
  expect(words.variable('AWS_CONFIG_FILE')).toBe('$AWS_CONFIG_FILE');
  expect(words.makeWritable('/own files/config')).toBe("chmod u+w '/own files/config'");
  expect(words.makeFolder('/a/b')).toBe('mkdir -p /a/b');
});

it('on Windows they are those of PowerShell and cmd alike', () => {
  expect(windows.homeFile('.aws/config')).toBe('%USERPROFILE%\\.aws\\config');
  expect(windows.homeArgument('a.yaml', 'C:\\Users\\Kim Lee')).toBe('"C:\\Users\\Kim Lee\\a.yaml"');
  expect(windows.homeArgument('a.yaml', null)).toBe('a.yaml');
  expect(windows.variable('AWS_CONFIG_FILE')).toBe('%AWS_CONFIG_FILE%');
  expect(windows.makeWritable('C:\\own files\\config')).toBe('attrib -r "C:\\own files\\config"');
  expect(windows.makeFolder('C:\\a')).toBe('mkdir "C:\\a"');
});

it.each(['linux', 'win32'] as const)('the commands of %s stand alone on their line in a fix', (platform) => {
  const { makeWritable, makeFolder } = systemWords(platform);
  for (const run of [makeWritable('own config'), makeFolder('own folder')])
    expect(fixOf(`do it: ${run}`)).toEqual({ say: 'do it', run });
});
