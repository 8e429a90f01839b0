import { afterEach, expect, it, vi } from 'vitest';
import { readingShell } from '../../src/cli/account/reading-shell.ts';
import { evaluated } from '../../src/credentials/shells.ts';
import { parentShell } from '../../src/terminal/parent-shell.ts';

vi.mock(import('../../src/terminal/parent-shell.ts'));
afterEach(() => vi.resetAllMocks());

const shell = { inherited: {}, base: { env: {}, session: 'none', replacedKey: null } } as const;

it('is the shell that called', () => {
  vi.mocked(parentShell).mockReturnValue('fish');
  expect(readingShell(shell)).toBe('fish');
});

it('is not guessed where two fit, and the line to type names one', () => {
  vi.mocked(parentShell).mockReturnValue(null);
  expect(() => readingShell(shell)).toThrow('cannot tell which shell reads the output');
  expect(evaluated('diverst client leave', null)).toBe(
    'diverst client leave --format powershell | Out-String | Invoke-Expression',
  );
});
