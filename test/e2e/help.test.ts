import { expect, test } from 'vitest';
import { runProgram } from '../support/program.ts';

test.each([
  ['help', 0],
  ['help client init', 0],
  ['client help', 0],
  ['client help init', 0],
  ['help exit-codes', 0],
  ['client', 64],
])('the process ends as the page was asked for: %s', async (line, expected) => {
  const { code, stdout, stderr } = await runProgram(line.split(' '));
  expect({ code, page: expected === 0 ? stdout : stderr }).toEqual({
    code: expected,
    page: expect.stringMatching(/^(Usage: |What a script )/),
  });
});
