import { expect } from 'vitest';
import type { CliResult } from '../../../support/cli.ts';

/** What README.md says of exit codes. */
export const exitCodes: readonly number[] = [0, 1, 2, 3, 4, 64, 130];

/** Codes that are no failure of the run: done, and what an audit found. */
const ends: readonly number[] = [0, 2, 3];

/** Control characters but for line ends, and marks that turn the reading direction. */
const control = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;

/** How many runs a property takes: `PROPERTY_RUNS=n` for more, or fewer. */
export function runs(usual: number): { readonly numRuns: number } {
  return { numRuns: Number(process.env.PROPERTY_RUNS ?? usual) };
}

/**
 * What holds of every run, whatever it was given: it ended by a known code, said what was wrong in words meant for a
 * person, and let nothing of its input act on the terminal.
 * @param codes those of a command that may end by others, such as that of the program it ran
 */
export function expectReported(
  { code, stdout, stderr }: Pick<CliResult, 'code' | 'stdout' | 'stderr'>,
  {
    codes = exitCodes,
    json = false,
    debug = false,
  }: { readonly codes?: readonly number[]; readonly json?: boolean; readonly debug?: boolean } = {},
): void {
  expect(codes, stderr).toContain(code);
  expect(stderr).not.toContain('probably a fault of diverst');
  if (!debug) expect(stderr).not.toMatch(/\n\s+at /);
  expect(control.exec(stderr)?.[0], JSON.stringify(stderr)).toBeUndefined();
  // JSON has escapes of its own, and is for programs; lines for cmd end as it wants them.
  if (!json)
    expect(control.exec(stdout.replaceAll('\r\n', '\n'))?.[0], JSON.stringify(stdout)).toBeUndefined();
  if (!ends.includes(code) && codes === exitCodes) expect(stderr).toMatch(/^(✗ error: |error: |Usage: )./m);
}
