import { expect, it } from 'vitest';
import type { Protection } from '../../../src/report/protections.ts';
import { checkedNote } from '../../../src/views/report/account/checked.tsx';
import { protectionsNote } from '../../../src/views/report/protections.tsx';

const protection = (state: Protection['state']): Protection => ({
  topic: 'Guardrails',
  claim: 'No account can leave',
  state,
  detail: null,
});

it('counts the protections that hold among those that are wanted, and nothing if all hold', () => {
  const note = (...states: readonly Protection['state'][]) => protectionsNote(states.map(protection));
  expect(note('holds', 'holds', 'differs', 'unknown', 'off')).toBe('2 of 4');
  expect(note('holds', 'off')).toBe('');
});

it('says how many of the checks that are wanted passed', () => {
  const row = { check: 'role-path', scope: 'account' } as const;
  expect(
    checkedNote([
      { ...row, outcome: 'passed' },
      { ...row, outcome: 'found' },
      { ...row, outcome: 'not-wanted' },
    ]),
  ).toBe('1 of 2 passed');
});
