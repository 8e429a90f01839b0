import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mutants } from './list.mjs';

// The gate tries a quarter of them with each commit: what has changed under one of the others would go unnoticed.
test('each text that a mutant changes is there once', () => {
  const edits = mutants.flatMap(({ name, edits }) => edits.map((edit) => ({ name, ...edit })));
  expect(edits.length).toBeGreaterThan(100);
  const others = edits.filter(({ file, from }) => readFileSync(file, 'utf8').split(from).length !== 2);
  expect(others.map(({ name }) => name)).toEqual([]);
});
