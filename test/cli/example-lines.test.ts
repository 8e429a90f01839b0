import { expect, it } from 'vitest';
import { exampleLines } from '../../src/cli/account/example-lines.ts';

it('keeps two spaces between a command and its purpose, or gives the purpose a line of its own', () => {
  expect(exampleLines(12, [['12345678', 'fits'], ['123456789', 'does not'], ['alone']]).split('\n')).toEqual([
    '  12345678  fits',
    '  123456789',
    '            does not',
    '  alone',
  ]);
});
