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
  diagnosis('session-cache', 'warning', 'open', ['chmod 700']),
];

describe('as text', () => {
  it('is a line for each check, its fixes below it, and a verdict', () => {
    expect(doctorText(found, plain)).toBe(
      [
        'ok       node           Node 22',
        'problem  configuration  it cannot be used:',
        '                        file.yaml:1: wrong',
        '                        fix: correct it',
        '                             or name another',
        'skipped  clock          no date',
        'warning  session-cache  open',
        '                        fix: chmod 700',
        '',
        '✗ 1 problem, 1 warning',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [[diagnosis('node', 'ok', 'x'), diagnosis('clock', 'skipped', 'y')], '✓ no problem found'],
    [[diagnosis('node', 'warning', 'x'), diagnosis('mfa', 'warning', 'y')], '! 2 warnings'],
    [[diagnosis('node', 'problem', 'x'), diagnosis('mfa', 'problem', 'y')], '✗ 2 problems'],
  ])('ends with the verdict: %#', (checks, verdict) => {
    expect(doctorText(checks, plain).trimEnd().split('\n').at(-1)).toBe(verdict);
  });

  it('underlines the states with colour', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text.trimEnd()}</${name}>`;
    const paint: Paint = {
      ...{ bold: mark('bold'), dim: mark('dim'), good: mark('good') },
      ...{ bad: mark('bad'), warn: mark('warn') },
    };
    const text = doctorText(found, paint);
    for (const part of [
      '<good>ok</good>',
      '<bad>problem</bad>',
      '<dim>skipped</dim>',
      '<warn>warning</warn>',
    ])
      expect(text).toContain(part);
  });

  it('lets no name act on the terminal', () => {
    const evil = [diagnosis('identity', 'warning', 'a\u001b[2Jb', ['c\u202ed'])];
    const text = doctorText(evil, plain);
    expect(text).toContain('a\\u001b[2Jb');
    expect(text).toContain('c\\u202ed');
    expect(text).not.toMatch(/[\u001b\u202e]/);
  });
});

describe('as JSON', () => {
  it('is one object with stable fields', () => {
    const text = doctorJson(found, false);
    expect(text.endsWith('}\n')).toBe(true);
    const { sandbox, checks, ok } = JSON.parse(text);
    expect(sandbox).toBe(false);
    expect(ok).toBe(false);
    expect(checks[0]).toEqual({ id: 'node', state: 'ok', what: 'Node 22', fix: [] });
    expect(checks).toHaveLength(4);
  });

  it('is ok with warnings', () => {
    expect(JSON.parse(doctorJson([diagnosis('mfa', 'warning', 'x')], true)).ok).toBe(true);
  });
});

it('checks are listed in one order, whichever came first', () => {
  expect(inOrder([...found].reverse())).toEqual(found);
});
