import { describe, expect, it, test } from 'vitest';
import { batchLine, shortNameLine, UnquotableArgument } from '../../src/exec/batch-line.ts';

const file = 'C:\\tools\\deploy.cmd';
const lineOf = (...args: string[]) => batchLine(file, args).at(-1);

it('has cmd run the file, with nothing before it and nothing expanded', () => {
  expect(batchLine(file, ['plan'])).toEqual([
    '/e:on',
    '/v:off',
    '/d',
    '/s',
    '/c',
    '""C:\\tools\\deploy.cmd" plan"',
  ]);
});

it('asks for a short name with no file in between', () => {
  const lineFor = (path: string) => shortNameLine(path).at(-1);
  expect(shortNameLine('C:\\Program Files\\a & b').slice(0, -1)).toEqual([
    ...['/e:on', '/v:off', '/d', '/s', '/c'],
  ]);
  expect(lineFor('C:\\Program Files\\a & b')).toBe(
    '"for %I in ("C:\\Program Files\\a & b") do @echo "%~sI""',
  );
  expect(lineFor('C:\\50% %x%')).toBe('"for %I in ("C:\\50%%cd:~,% %%cd:~,%x%%cd:~,%") do @echo "%~sI""');
  expect(() => lineFor('a\nb')).toThrow(UnquotableArgument);
});

describe('an argument', () => {
  test.each([
    ['-auto-approve', '-auto-approve'],
    ['-out=a.b', '"-out=a.b"'],
    ['C:\\a\\b', 'C:\\a\\b'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a&calc', '"a&calc"'],
    ['a^b|c>d<e(f)', '"a^b|c>d<e(f)"'],
    ['!x!', '"!x!"'],
    ['a,b;c', '"a,b;c"'],
    ['"&calc&"', '"""&calc&"""'],
    ['a\\"&calc', '"a\\\\""&calc"'],
    ['ends here\\', '"ends here\\\\"'],
    ['C:\\a\\', '"C:\\a\\\\"'],
    ['%PATH%', '"%%cd:~,%PATH%%cd:~,%"'],
    ['München', '"München"'],
  ])('%j is the word %s', (given, word) => {
    expect(lineOf(given)).toBe(`""C:\\tools\\deploy.cmd" ${word}"`);
  });

  test.each(['a\nb', 'a\rb', 'a\0b'])('%j cannot be passed', (given) => {
    expect(() => lineOf(given)).toThrow(UnquotableArgument);
  });

  it('never has an odd number of quotes, which would let its rest be read as a command', () => {
    const pieces = ['"', '\\', '%', '&', ' ', 'a', '^', '!'];
    for (const one of pieces)
      for (const two of pieces)
        for (const three of pieces) {
          const word = lineOf(one + two + three) ?? '';
          expect(word.split('"').length % 2, word).toBe(1);
        }
  });
});
