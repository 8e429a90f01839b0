import { expect, it } from 'vitest';
import { failureView } from '../../src/views/failure.ts';
import { plain } from '../../src/views/paint.ts';

const text = {
  what: '--yes is not enough to close an account',
  why: 'diverst cannot undo this, so the name of the client has to be given twice. Nothing was read or changed.\nSecond.',
  fix: [
    'add --confirm acme: diverst client close acme --confirm acme',
    'or type the name when you are asked',
  ],
};

it('breaks what and why between words, and no command', () => {
  expect(failureView(text, plain, 40)).toBe(
    [
      '✗ error: --yes is not enough to close an',
      '         account',
      '  diverst cannot undo this, so the name',
      '  of the client has to be given twice.',
      '  Nothing was read or changed.',
      '  Second.',
      '  fix: add --confirm acme: diverst client close acme --confirm acme',
      '       or type the name when you are asked',
      '',
    ].join('\n'),
  );
});

it('breaks nothing where there is no terminal', () => {
  expect(failureView(text, plain).split('\n')).toHaveLength(6);
});
