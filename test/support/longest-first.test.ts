import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { longest, share } from './longest-first.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => ({ moduleId: `${folder}${name}` }));

describe('the order of the tests', () => {
  it('names files that there are', () => {
    expect(longest.filter((part) => !files.some(({ moduleId }) => moduleId.includes(`/${part}`)))).toEqual(
      [],
    );
  });

  it.each([1, 2, 3, 4, 7])('in %i shares has every file once, and as many in each', (count) => {
    const shares = Array.from({ length: count }, (_, at) => share(files, at + 1, count));
    const names = shares.flat().map(({ moduleId }) => moduleId);
    expect(names.toSorted()).toEqual(files.map(({ moduleId }) => moduleId).toSorted());
    const sizes = shares.map(({ length }) => length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('gives no share the longest file of every round', () => {
    const eight = longest.slice(0, 8).map((part) => ({ moduleId: `/${part}.test.ts` }));
    const first = share(eight.toReversed(), 1, 4).map(({ moduleId }) => moduleId);
    expect(first).toEqual([eight[0]?.moduleId, eight[7]?.moduleId]);
  });
});
