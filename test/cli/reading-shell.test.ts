import { expect, it } from 'vitest';
import { readingShell } from '../../src/cli/account/reading-shell.ts';
import { evaluated } from '../../src/credentials/shells.ts';

const shell = { inherited: {}, base: { env: {}, session: 'none', replacedKey: null } } as const;

it('is the shell that called', () => {
  expect(readingShell(shell, () => 'fish')).toBe('fish');
});

it('is not guessed where two fit, and the line to type names one', () => {
  expect(() => readingShell(shell, () => null)).toThrow('it is unknown which shell reads the output');
  expect(evaluated('diverst client leave', null)).toBe(
    'diverst client leave --format powershell | Out-String | Invoke-Expression',
  );
});
