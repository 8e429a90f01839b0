import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contract } from './cases.ts';
import { rules, unobservable } from './rules.ts';
import { coverage } from './support/coverage.ts';
import { readRules } from './support/readme-rules.ts';

const readme = readFileSync(new URL('../../src/sandbox/README.md', import.meta.url), 'utf8');
const usedRules = contract.flatMap(({ rule }) => rule ?? []);

describe('the rules of the sandbox’s README', () => {
  test('each is covered by a case, or listed as one that no client can observe', () => {
    const { uncovered, ambiguous, unused } = coverage(readRules(readme), usedRules, rules, unobservable);
    expect({ uncovered, ambiguous, unused }).toEqual({ uncovered: [], ambiguous: [], unused: [] });
  });

  test('there are as many as one sees', () => {
    const written = readRules(readme);
    const of = (wanted: string) => written.filter(({ heading }) => heading === wanted).length;
    expect(of('Organizations')).toBeGreaterThanOrEqual(13);
    expect(of('IAM')).toBeGreaterThanOrEqual(13);
    expect(of('Authorization')).toBeGreaterThanOrEqual(9);
    expect(written.every(({ text }) => text !== '')).toBe(true);
  });

  test('a new item without a case is noticed, and so is a new row', () => {
    const item = '- Accounts can be renamed.\n- Only the management account is allowed';
    const row = '| Aliases are unique. | [page](https://docs.aws.amazon.com/) |\n| Names are unique';
    const changed = readme
      .replace('- Only the management account is allowed', item)
      .replace('| Names are unique', row);
    expect(coverage(readRules(changed), usedRules, rules, unobservable)).toEqual({
      uncovered: [
        { heading: 'Organizations', text: 'Accounts can be renamed.' },
        { heading: 'IAM', text: 'Aliases are unique.' },
      ],
      ambiguous: [],
      unused: [],
    });
  });

  test('a rule whose cases are gone is noticed, and so is a case whose rule is gone', () => {
    const fewer = usedRules.filter((rule) => rule !== 'moving');
    expect(coverage(readRules(readme), fewer, rules, unobservable).uncovered).toMatchObject([
      { heading: 'Organizations', text: expect.stringMatching(/^MoveAccount/) },
    ]);
    const shorter = readRules(readme).filter(({ text }) => !text.startsWith('MoveAccount'));
    expect(coverage(shorter, usedRules, rules, unobservable).unused).toMatchObject([
      { begins: 'MoveAccount' },
    ]);
  });
});

describe('the cases', () => {
  test('have ids of their own', () => {
    expect(new Set(contract.map(({ id }) => id)).size).toBe(contract.length);
    expect(contract.filter(({ id }) => !/^[a-z]+(\/[a-z0-9-]+)+$/.test(id)).map(({ id }) => id)).toEqual([]);
  });

  test('each name a page', () => {
    const pages = /^https:\/\/(docs\.aws\.amazon\.com|smithy\.io)\/.+/;
    expect(contract.filter(({ page }) => !pages.test(page)).map(({ id }) => id)).toEqual([]);
  });

  test('those that prepare the sandbox are run nowhere else', () => {
    const prepared = contract.filter(({ setUp, kind }) => setUp !== undefined && kind !== 'special');
    expect(prepared.map(({ id }) => id)).toEqual([]);
  });
});
