import { describe, expect, it } from 'vitest';
import type { Change, Step } from '../../src/plan/change.ts';
import { jsonLines } from '../../src/views/json-lines.ts';
import { lineDiff } from '../../src/views/line-diff.ts';
import { plain } from '../../src/views/paint.ts';
import { stepsView } from '../../src/views/steps.ts';

const leave = {
  Sid: 'DiverstLeave',
  Effect: 'Deny',
  Action: 'organizations:LeaveOrganization',
  Resource: '*',
};
const own = { Sid: 'Own', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

const view = (change: Change, state: Step['state'] = 'needed') =>
  stepsView({ title: 'plan', steps: [{ change, state }], notices: [], paint: plain }).split('\n');

const scp = { type: 'SERVICE_CONTROL_POLICY', name: 'limits', guardrails: ['leave'] } as const;
const create: Change = {
  kind: 'create-control-policy',
  ...scp,
  unit: 'environments',
  document: document(leave),
};

describe('a policy of the organization in a plan', () => {
  it('is shown whole before it is created, on lines that a terminal holds', () => {
    const lines = view(create);
    expect(lines.slice(2, -1).map((line) => line.slice(8))).toEqual([
      '{',
      '  "Version": "2012-10-17",',
      '  "Statement": [',
      '    {',
      '      "Sid": "DiverstLeave",',
      '      "Effect": "Deny",',
      '      "Action": "organizations:LeaveOrganization",',
      '      "Resource": "*"',
      '    }',
      '  ]',
      '}',
    ]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('is shown whole before it is updated, with what goes and what comes', () => {
    const lines = view({
      kind: 'update-control-policy',
      ...scp,
      id: 'p-12345678',
      document: document(leave, { ...own, Action: 's3:*' }),
      replaces: document(own, { ...own, Sid: 'Other' }),
    });
    const marked = lines.slice(2, -1).map((line) => line.slice(6));
    const text = (marks: string) =>
      marked
        .filter((line) => marks.includes(line.slice(0, 1)))
        .map((line) => line.slice(2))
        .join('');
    expect(JSON.parse(text(' -'))).toEqual(JSON.parse(document(own, { ...own, Sid: 'Other' })));
    expect(JSON.parse(text(' +'))).toEqual(JSON.parse(document(leave, { ...own, Action: 's3:*' })));
    expect(marked).toEqual(expect.arrayContaining(['-       "Sid": "Other",', '        "Resource": "*"']));
  });

  it('is not shown again where it is there', () => {
    expect(view(create, 'satisfied')).toHaveLength(3);
  });

  it('cannot move the cursor', () => {
    const hostile = '{"Statement":"\\u001b[2J"}';
    expect(view({ ...create, document: hostile }).join('')).not.toContain('\u001b');
    expect(view({ ...create, document: '\u001b[2J' }).join('')).not.toContain('\u001b');
  });
});

describe('JSON for people', () => {
  it('means the same, with several short members on a line', () => {
    const Action = Array.from({ length: 9 }, (_, index) => `iam:Action${index}`);
    const value = { Statement: [{ Action, Empty: {}, None: [], Deep: { a: [1, null, { b: Action }] } }] };
    const lines = jsonLines(JSON.stringify(value));
    expect(JSON.parse(lines.join('\n'))).toEqual(value);
    expect(lines.some((line) => (line.match(/iam:/g) ?? []).length > 2)).toBe(true);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(72);
  });

  it('that is none stays as it is', () => {
    expect(jsonLines('no JSON')).toEqual(['no JSON']);
  });
});

describe('what is said below a plan', () => {
  const notices = ['the guardrail lateral would stop tools from assuming the role acme/deploy'];
  const shown = (width: number | null) =>
    stepsView({ title: 'plan', steps: [], notices, paint: plain, width }).split('\n').slice(1, -1);

  it('breaks between words where the terminal ends, below its own beginning', () => {
    expect(shown(44)).toEqual([
      '  ! the guardrail lateral would stop tools',
      '    from assuming the role acme/deploy',
    ]);
    expect(shown(null)).toHaveLength(1);
  });
});

describe('how lines became others', () => {
  const marks = { kept: ' ', removed: '-', added: '+' };
  const diff = (before: string, after: string) =>
    lineDiff([...before], [...after])
      .map(({ kind, text }) => `${marks[kind]}${text}`)
      .join('');

  it.each([
    ['abc', 'abc', ' a b c'],
    ['', 'ab', '+a+b'],
    ['ab', '', '-a-b'],
    ['abcd', 'axcd', ' a-b+x c d'],
    ['abc', 'cab', '+c a b-c'],
  ])('%s to %s', (before, after, expected) => {
    expect(diff(before, after)).toBe(expected);
  });
});
