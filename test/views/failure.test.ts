import { describe, expect, it, test } from 'vitest';
import { fixOf } from '../../src/model/fix.ts';
import { failureView } from '../../src/views/failure.ts';
import { plain } from '../../src/views/paint.ts';

const text = {
  what: '--yes is not enough to close an account',
  why: 'diverst cannot undo this, so you must give the name of the client twice. Nothing was changed.\n  a line of a list that is indented, and longer',
  fix: [
    'add --confirm acme to the command: diverst client close acme --confirm acme',
    'or run the command without --yes on a terminal, and type the name when diverst asks for it',
    'diverst client list',
  ],
  facts: ['code: X'],
};

describe.each([
  [
    40,
    [
      '✗ error: --yes is not enough to close an',
      '         account',
      '  diverst cannot undo this, so you must',
      '  give the name of the client twice.',
      '  Nothing was changed.',
      '    a line of a list that is indented,',
      '    and longer',
      '  fix: add --confirm acme to the',
      '       command:',
      '         diverst client close acme --confirm acme',
      '       or run the command without --yes',
      '       on a terminal, and type the name',
      '       when diverst asks for it',
      '       run:',
      '         diverst client list',
      '  code: X',
    ],
  ],
  [
    80,
    [
      '✗ error: --yes is not enough to close an account',
      '  diverst cannot undo this, so you must give the name of the client twice.',
      '  Nothing was changed.',
      '    a line of a list that is indented, and longer',
      '  fix: add --confirm acme to the command:',
      '         diverst client close acme --confirm acme',
      '       or run the command without --yes on a terminal, and type the name when',
      '       diverst asks for it',
      '       run:',
      '         diverst client list',
      '  code: X',
    ],
  ],
  [
    200,
    [
      '✗ error: --yes is not enough to close an account',
      '  diverst cannot undo this, so you must give the name of the client twice. Nothing was changed.',
      '    a line of a list that is indented, and longer',
      '  fix: add --confirm acme to the command:',
      '         diverst client close acme --confirm acme',
      '       or run the command without --yes on a terminal, and type the name when diverst asks for it',
      '       run:',
      '         diverst client list',
      '  code: X',
    ],
  ],
])('at %i columns', (width, lines) => {
  it('prose breaks between words below its beginning, and a command stands alone and whole', () => {
    expect(failureView(text, plain, width).split('\n')).toEqual([...lines, '']);
  });
});

it('breaks nothing where there is no terminal', () => {
  expect(failureView(text, plain)).toBe(failureView(text, plain, 200));
});

it('a command alone has a verb in front of it, so that no label stands alone', () => {
  expect(failureView({ what: 'x', fix: ['diverst doctor'] }, plain)).toBe(
    '✗ error: x\n  fix: run:\n         diverst doctor\n',
  );
});

it('commands below each other, or below the sentence that they belong to, need no verb of their own', () => {
  const fix = ['diverst doctor', 'diverst client list', 'or as the access role:', 'aws iam get-role'];
  expect(failureView({ what: 'x', fix }, plain).split('\n').slice(1, -1)).toEqual([
    '  fix: run:',
    '         diverst doctor',
    '         diverst client list',
    '       or as the access role:',
    '         aws iam get-role',
  ]);
});

describe('the command of a fix', () => {
  test.each([
    ['create it: diverst org init', 'create it', 'diverst org init'],
    ['or say: why: aws iam get-user', 'or say: why', 'aws iam get-user'],
    ['unset it: unset AWS_SESSION_TOKEN', 'unset it', 'unset AWS_SESSION_TOKEN'],
    ['set HOME: HOME=/x diverst client list', 'set HOME', 'HOME=/x diverst client list'],
    ['leave: eval "$(diverst client leave)"', 'leave', 'eval "$(diverst client leave)"'],
    [
      "add a reason: diverst org x --reason 'a, b; (c)'",
      'add a reason',
      "diverst org x --reason 'a, b; (c)'",
    ],
    [
      "rename it: aws account put-account-name --account-name 'O'\\''Neil; Sons'",
      'rename it',
      "aws account put-account-name --account-name 'O'\\''Neil; Sons'",
    ],
    ['leave: diverst client leave | source', 'leave', 'diverst client leave | source'],
    ['leave: eval `diverst client leave`', 'leave', 'eval `diverst client leave`'],
    [
      `leave: for /f "delims=" %i in ('diverst client leave') do @%i`,
      'leave',
      `for /f "delims=" %i in ('diverst client leave') do @%i`,
    ],
    ['diverst org audit', '', 'diverst org audit'],
  ])('%s', (whole, say, run) => {
    expect(fixOf(whole)).toEqual({ say, run });
  });

  test.each([
    'run the same command again',
    'diverst cannot do this',
    'the keys were set after that: diverst did not set them',
    'diverst does not know until when',
    'run it once: diverst client assume NAME; the session lasts',
    'read this: https://docs.aws.amazon.com/',
    'name the file: AWS_CA_BUNDLE=FILE',
  ])('%s: none', (whole) => {
    expect(fixOf(whole)).toEqual({ say: whole, run: null });
  });
});
