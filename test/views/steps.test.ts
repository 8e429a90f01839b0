import { describe, expect, it } from 'vitest';
import type { Change, Step } from '../../src/plan/change.ts';
import { jsonLines } from '../../src/views/json-lines.ts';
import { lineDiff } from '../../src/views/line-diff.ts';
import { plain } from '../../src/views/paint.ts';
import { openLines, stepsView } from '../../src/views/steps.ts';

const leave = {
  Sid: 'DiverstLeave',
  Effect: 'Deny',
  Action: 'organizations:LeaveOrganization',
  Resource: '*',
};
const own = { Sid: 'Own', Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' };
const document = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

const view = (change: Change, state: Step['state'] = 'needed', isWhole = false) =>
  stepsView({ title: 'plan', steps: [{ change, state }], notices: [], paint: plain, isWhole }).split('\n');

const scp = { type: 'SERVICE_CONTROL_POLICY', name: 'limits', guardrails: ['leave'] } as const;
const create: Change = {
  kind: 'create-control-policy',
  ...scp,
  unit: 'environments',
  document: document(leave),
};

describe('a policy of the organization in a plan', () => {
  it('is shown by the names of its statements before it is created, and whole where that is asked for', () => {
    expect(view(create).slice(2, 3)).toEqual([
      '      1 statement: DiverstLeave; to see the whole policy, add --debug',
    ]);
    const lines = view(create, 'needed', true).slice(2, -3);
    expect(lines.map((line) => line.slice(0, 8))).toEqual(lines.map(() => '      + '));
    expect(JSON.parse(lines.map((line) => line.slice(8)).join(''))).toEqual(JSON.parse(document(leave)));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('is shown by its changed lines before it is updated, each with its statement', () => {
    const kept = Array.from({ length: 4 }, (_, index) => ({ ...own, Sid: `Kept${index}` }));
    const lines = view({
      kind: 'update-control-policy',
      ...scp,
      id: 'p-12345678',
      document: document(...kept, { ...own, Action: 's3:*' }),
      replaces: document(...kept, own),
    });
    expect(lines.slice(2, -3)).toEqual([
      '        …',
      '              "Sid": "Own",',
      '              "Effect": "Deny",',
      '      -       "Action": "s3:DeleteBucket",',
      '      +       "Action": "s3:*",',
      '              "Resource": "*"',
      '            }',
      '        …',
    ]);
  });

  it('loses nothing that is not shown', () => {
    const lines = view({
      kind: 'delete-group-policy',
      home: 'ops',
      group: 'production',
      policy: 'wide',
      document: document(own, leave),
    });
    const removed = lines.filter((line) => line.startsWith('      - ')).map((line) => line.slice(8));
    expect(JSON.parse(removed.join(''))).toEqual(JSON.parse(document(own, leave)));
  });

  it('has its mark on each line of a narrow terminal, so that no part of it looks kept', () => {
    const Action = Array.from({ length: 9 }, (_, index) => `iam:Action${index}`);
    const policy = document({ ...own, Action, Resource: `arn:aws:s3:::${'a'.repeat(60)} and more words` });
    const lines = stepsView({
      title: 'plan',
      steps: [
        {
          change: { kind: 'delete-user-policy', user: 'kim', policy: 'wide', document: policy },
          state: 'needed',
        },
      ],
      notices: [],
      paint: plain,
      width: 40,
    }).split('\n');
    const shown = lines.slice(
      lines.findIndex((line) => line.startsWith('      ')),
      lines.indexOf(''),
    );
    expect(shown.length).toBeGreaterThan(12);
    expect(shown.filter((line) => !line.startsWith('      - '))).toEqual([]);
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

describe('a plan', () => {
  const owner = { noun: 'client', name: 'acme' } as const;
  const role = { owner, role: 'acme-production' };
  const trust = { verdict: 'broader', actual: '["*"]', intended: '{}', reasons: ['it trusts everyone'] };
  const steps: readonly Step[] = [
    { change: { kind: 'create-unit', path: ['Envs'] }, state: 'satisfied' },
    { change: { kind: 'create-role', ...role }, state: 'needed' },
    { change: { kind: 'set-max-session', ...role, from: 3600, to: 7200 }, state: 'needed' },
    { change: { kind: 'delete-role-policy', ...role, policy: 'wide', document: '["*"]' }, state: 'needed' },
    { change: { kind: 'replace-trust', ...role, ...trust }, state: 'needs-consent' },
  ];
  const shown = (some: readonly Step[], notices: readonly string[] = [], width: number | null = null) =>
    stepsView({ title: 'plan', steps: some, notices, paint: plain, width, consent: () => '--replace-trust' })
      .split('\n')
      .slice(0, -1);

  it('counts, marks each step by what it does, and explains the marks', () => {
    expect(shown(steps)).toEqual([
      'plan: 1 to create, 1 to change, 1 to remove, 1 needs your consent',
      '  = create OU Envs: no change',
      '  + create role acme-production, which trusts Ops',
      '  ~ set the maximum session duration of role acme-production to 7200 s (was 3600 s)',
      '  - delete inline policy wide of role acme-production',
      '      - ["*"]',
      '  ! replace the trust policy of role acme-production: needs --replace-trust',
      '      compared with the intended trust policy: broader',
      '        it trusts everyone',
      '      - ["*"]',
      '      + {}',
      '',
      '  + create   ~ change   - remove   ! needs your consent   = no change',
    ]);
  });

  it('counts the steps without a change if there are more than ten', () => {
    const unchanged = (count: number) =>
      Array.from(
        { length: count },
        (_, index): Step => ({ change: { kind: 'create-unit', path: [`OU-${index}`] }, state: 'satisfied' }),
      );
    expect(shown(unchanged(10))).toHaveLength(11);
    const some = [...unchanged(6), ...steps.slice(1, 2), ...unchanged(5)];
    expect(shown(some)).toEqual([
      'plan: 1 to create, 0 to change, 0 to remove',
      '  + create role acme-production, which trusts Ops',
      '  = 11 steps: no change; to see each step, add --debug',
      '',
      '  + create   = no change',
    ]);
    expect(shown(unchanged(11))).toEqual([
      'plan: no changes',
      '  = 11 steps: no change; to see each step, add --debug',
    ]);
    const all = { title: 'plan', steps: unchanged(11), notices: [], paint: plain, isWhole: true };
    expect(stepsView(all).trimEnd().split('\n')).toHaveLength(12);
  });

  it('without changes has no counts and no marks to explain', () => {
    expect(shown(steps.slice(0, 1))).toEqual(['plan: no changes', '  = create OU Envs: no change']);
  });

  const arn = 'arn:aws:iam::111122223333:role/with/a/path/acme-production';
  const notices = [
    'the guardrail lateral would stop tools from assuming the role acme/deploy',
    `WARNING: ${arn} is in use; to see its policy: aws iam get-role --role-name acme-production`,
  ];

  it.each([40, 80, 200])('at %i columns cuts no word, and keeps its indents', (width) => {
    const lines = shown(steps, notices, width);
    const words = (text: readonly string[]) => text.join(' ').replace(/\s+/g, ' ');
    expect(words(lines)).toBe(words(shown(steps, notices)));
    const long = lines.filter((line) => line.length > width);
    expect(long.filter((line) => !line.includes(arn) && !line.includes('aws iam get-role'))).toEqual([]);
    const atLeft = lines.filter((line) => /^\S/.test(line));
    expect(atLeft.map((line) => line.split(' ')[0])).toEqual(['plan:', 'note:', 'warning:']);
    expect(lines.at(-1)).toBe('           aws iam get-role --role-name acme-production');
  });
});

describe('what was left undone', () => {
  const changes = [
    { change: { kind: 'create-unit', path: ['Envs'] }, status: 'applied' },
    { change: { kind: 'create-unit', path: ['Envs', 'Production'] }, status: 'in-doubt' },
    { change: { kind: 'create-group', home: 'ops', group: 'production' }, status: 'not-applied' },
  ] as const;

  it('has its statuses in a column', () => {
    expect(openLines(changes, plain, null)).toEqual([
      '  unknown (check AWS)  create OU Envs/Production',
      '  not done             create group production in Ops',
    ]);
    expect(openLines(changes, plain, 40)).toEqual([
      '  unknown (check AWS)  create OU',
      '                       Envs/Production',
      '  not done             create group',
      '                       production in Ops',
    ]);
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
