import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// As vitest.config.ts has it: elsewhere the module may be loaded before the mock.
test('modules are mocked only in files that have a process of their own', () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.test\.tsx?$/.test(file),
  );
  expect(files.length).toBeGreaterThan(300);
  const mocking = files.filter((file) => /^vi\.mock\(/m.test(readFileSync(`test/${file}`, 'utf8')));
  expect(mocking.length).toBeGreaterThan(0);
  expect(mocking.filter((file) => !file.endsWith('.mocking.test.ts'))).toEqual([]);
});
