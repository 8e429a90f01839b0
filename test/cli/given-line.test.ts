import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { givenLine, valuedOptions } from '../../src/cli/given-line.ts';
import { buildProgram } from '../../src/cli/program.ts';

function everyOption({ options, commands }: Command): Command['options'] {
  return [...options, ...commands.flatMap(everyOption)];
}

test('every option that takes a value is known before the line is parsed', () => {
  const program = buildProgram('1.0.0', { out: () => {}, err: () => {} }, () => {
    throw new Error('nothing runs');
  });
  const valued = everyOption(program).filter(({ required }) => required);
  expect(new Set(valuedOptions)).toEqual(new Set(valued.map(({ long }) => long)));
  const shorts = valued.filter(({ short }) => short);
  for (const { long, short } of shorts) expect(givenLine([`${short}x`]).options.get(long ?? '')).toBe('x');
});

test('a value is no word, and no option', () => {
  const line = 'client -p assume assume acme --reason --json -ny -ofile --format=json --x - -- --debug';
  const { words, options } = givenLine(line.split(' '));
  expect(words).toEqual(['client', 'assume', 'acme', '-']);
  expect([...options]).toEqual([
    ['--profile', 'assume'],
    ['--reason', '--json'],
    ['--dry-run', ''],
    ['--yes', ''],
    ['--output', 'file'],
    ['--format', 'json'],
    ['--x', ''],
  ]);
});
