import { expect, test } from 'vitest';
import { settle } from '../../../src/sandbox/settle.ts';
import { isUntouchedStory } from '../../../src/sandbox/story/write-story.ts';
import { monday, storyAt } from '../../support/company.ts';

const later = monday + 60 * 24 * 3_600_000;

test('a story is untouched also where time has gone on and a closed account is gone', () => {
  const state = structuredClone(storyAt(monday).state);
  settle(state, later);
  expect(Object.values(state.accounts).some(({ name }) => name === 'zorg')).toBe(false);
  expect(isUntouchedStory(state, later)).toBe(true);
  state.accountQuota += 1;
  expect(isUntouchedStory(state, later)).toBe(false);
});
