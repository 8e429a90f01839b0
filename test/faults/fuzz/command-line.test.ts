import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanUp, open, prepared } from '../../audit/prepared.ts';
import { mutations, runCli } from '../../support/cli.ts';
import fc from '../../support/properties.ts';
import { commandLine } from './support/command-lines.ts';
import { exitCodes, expectReported, runs } from './support/reported.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-fuzz-'));
  for (const name of ['work', 'home', 'programs']) mkdirSync(join(folder, name));
});
afterAll(() => {
  cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that ran ends the run by its own code; one that is not there by those of a shell. */
const programs = [...exitCodes, 126, 127];

/** Options that name a file to be written, or that ask for one. */
const writing = /^(--output|--sandbox-state|--file)(=|$)/;

describe('a command line', () => {
  it('of any words does something or is refused in words, and changes nothing without --yes', async () => {
    const ground = await prepared();
    let organization = open(ground);
    let left = 100;
    const codes = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(commandLine, async (argv) => {
        if (left-- === 0) {
          organization = open(ground);
          left = 100;
        }
        const before = mutations(organization.sandbox).length;
        const result = await runCli(organization, argv, {
          cwd: join(folder, 'work'),
          env: {
            HOME: join(folder, 'home'),
            PATH: join(folder, 'programs'),
            DIVERST_SANDBOX_STATE: join(folder, 'home', 'state.json'),
            DIVERST_SANDBOX_LATENCY: '0',
          },
        });
        codes.set(result.code, (codes.get(result.code) ?? 0) + 1);
        const hasProgram = argv.includes('exec');
        expectReported(result, {
          ...(hasProgram ? { codes: programs } : {}),
          json: argv.some((word) => /json|sarif/.test(word)),
          debug: argv.includes('--debug'),
        });
        if (!argv.includes('--yes')) expect(mutations(organization.sandbox)).toHaveLength(before);
        if (!argv.some((word) => writing.test(word))) expect(readdirSync(join(folder, 'work'))).toEqual([]);
        else
          for (const name of readdirSync(join(folder, 'work')))
            rmSync(join(folder, 'work', name), { recursive: true });
      }),
      runs(2_000),
    );
    if (process.env.PROPERTY_RUNS === undefined) {
      expect(codes.get(64)).toBeGreaterThan(500);
      expect(codes.get(0)).toBeGreaterThan(200);
      expect(codes.get(1)).toBeGreaterThan(20);
    }
  });
});
