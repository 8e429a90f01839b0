import { describe, expect, it } from 'vitest';
import { diagnosis, inOrder } from '../../src/model/diagnosis.ts';
import { doctorJson, doctorText } from '../../src/views/doctor.ts';
import { type Paint, plain } from '../../src/views/paint.ts';

const found = [
  diagnosis('node', 'ok', 'Node 22'),
  diagnosis('configuration', 'problem', 'it cannot be used:\nfile.yaml:1: wrong', [
    'correct it',
    'or name another',
  ]),
  diagnosis('clock', 'skipped', 'no date'),
  diagnosis('session-cache', 'warning', 'open', ['make it private: chmod 700 /tmp/x']),
];

const text = (checks = found, width: number | null = null) =>
  doctorText({ found: checks, place: null, next: null }, plain, width);

describe('as text', () => {
  it('is a line for each check, problems first, its fixes below it, and a verdict', () => {
    expect(text()).toBe(
      [
        'problem  configuration  it cannot be used:',
        '                        file.yaml:1: wrong',
        '                        fix: correct it',
        '                             or name another',
        'warning  session-cache  open',
        '                        fix: make it private:',
        '                               chmod 700 /tmp/x',
        'ok       node           Node 22',
        'skipped  clock          no date',
        '',
        '✗ 1 problem, 1 warning',
        '',
      ].join('\n'),
    );
  });

  it('names checks that were skipped for one reason in one line, after what matters', () => {
    const checks = [
      diagnosis('credentials', 'problem', 'none'),
      diagnosis('region', 'skipped', 'there are no credentials'),
      diagnosis('identity', 'skipped', 'there are no credentials'),
      diagnosis('clock', 'skipped', 'no date'),
      diagnosis('group', 'skipped', 'there are no credentials'),
    ];
    expect(text(checks)).toBe(
      [
        'problem  credentials    none',
        'skipped  region, identity, group: there are no credentials',
        'skipped  clock          no date',
        '',
        '✗ 1 problem',
        '',
      ].join('\n'),
    );
    expect(text(checks, 40)).toContain(
      'skipped  region, identity, group: there\n         are no credentials\n',
    );
  });

  it.each([
    [[diagnosis('node', 'ok', 'x'), diagnosis('clock', 'skipped', 'y')], '✓ no problem found'],
    [[diagnosis('node', 'warning', 'x'), diagnosis('mfa', 'warning', 'y')], '! 2 warnings'],
    [[diagnosis('node', 'problem', 'x'), diagnosis('mfa', 'problem', 'y')], '✗ 2 problems'],
  ])('ends with the verdict: %#', (checks, verdict) => {
    expect(text(checks).trimEnd().split('\n').at(-1)).toBe(verdict);
  });

  it('underlines the states with colour', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text.trimEnd()}</${name}>`;
    const paint: Paint = {
      ...{ bold: mark('bold'), dim: mark('dim'), good: mark('good') },
      ...{ bad: mark('bad'), warn: mark('warn') },
    };
    const painted = doctorText({ found, place: null, next: null }, paint);
    for (const part of [
      '<good>ok</good>',
      '<bad>problem</bad>',
      '<dim>skipped</dim>',
      '<warn>warning</warn>',
    ])
      expect(painted).toContain(part);
  });

  it('has the warning of Node after every other', () => {
    const warnings = (['node', 'mfa', 'clock'] as const).map((id) => diagnosis(id, 'warning', 'x'));
    expect(text(warnings).match(/node|mfa|clock/g)).toEqual(['mfa', 'clock', 'node']);
  });

  it('begins with the account that you work in, and ends with the next command', () => {
    const result = { found: [diagnosis('node', 'ok', 'Node 22')], place: 'no organization' } as const;
    expect(doctorText({ ...result, next: 'diverst org init' }, plain).split('\n')).toEqual([
      'You work in an account that is not part of an organization.',
      '',
      'ok       node           Node 22',
      '',
      '✓ no problem found',
      'next  diverst org init',
      '',
    ]);
  });

  const long = [
    diagnosis(
      'reachability',
      'problem',
      'STS did not answer: the connection was closed before an answer came',
      ['check the proxy and the network: aws sts get-caller-identity --profile ops --region eu-central-1'],
    ),
  ];

  it('wraps below its column, and leaves commands whole', () => {
    expect(text(long, 80).split('\n').slice(0, 5)).toEqual([
      'problem  reachability   STS did not answer: the connection was closed before an',
      '                        answer came',
      '                        fix: check the proxy and the network:',
      '      aws sts get-caller-identity --profile ops --region eu-central-1',
      '',
    ]);
  });

  it('stands below its name if there are too few columns', () => {
    expect(text(long, 40).split('\n').slice(0, 6)).toEqual([
      'problem  reachability',
      '    STS did not answer: the connection',
      '    was closed before an answer came',
      '    fix: check the proxy and the',
      '         network:',
      '           aws sts get-caller-identity --profile ops --region eu-central-1',
    ]);
  });

  it('lets no name act on the terminal', () => {
    const evil = [diagnosis('identity', 'warning', 'a\u001b[2Jb', ['c\u202ed'])];
    expect(text(evil)).toContain('a\\u001b[2Jb');
    expect(text(evil)).toContain('c\\u202ed');
    expect(text(evil)).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('as JSON', () => {
  it('is one object with stable fields', () => {
    const json = doctorJson({ found, place: 'member', next: 'diverst client list' }, false);
    expect(json.endsWith('}\n')).toBe(true);
    const { sandbox, place, checks, ok, next } = JSON.parse(json);
    expect({ place, next }).toEqual({ place: 'member', next: 'diverst client list' });
    expect(sandbox).toBe(false);
    expect(ok).toBe(false);
    expect(checks[0]).toEqual({ id: 'node', state: 'ok', what: 'Node 22', fix: [] });
    expect(checks).toHaveLength(4);
  });

  it('is ok with warnings', () => {
    expect(
      JSON.parse(doctorJson({ found: [diagnosis('mfa', 'warning', 'x')], place: null, next: null }, true)).ok,
    ).toBe(true);
  });
});

it('checks are listed in one order, whichever came first', () => {
  expect(inOrder([...found].reverse())).toEqual(found);
});

it('a command alone stands below the label, which has a verb', () => {
  const checks = [diagnosis('node', 'warning', 'Node 20', ['diverst client list'])];
  expect(text(checks).split('\n').slice(1, 3)).toEqual([
    '                        fix: run:',
    '                               diverst client list',
  ]);
});

it('an address or a path that is wider than a line stays whole', () => {
  const url = 'https://nodejs.org/en/download';
  const checks = [diagnosis('node', 'warning', 'Node 20', [`install Node 22 or newer: ${url}`])];
  expect(text(checks, 60).split('\n').slice(0, 3)).toEqual([
    'warning  node           Node 20',
    '                        fix: install Node 22 or newer:',
    `                             ${url}`,
  ]);
});
