import { afterAll, describe, expect, it } from 'vitest';
import type { Door } from '../../audit/doors.ts';
import { cleanUp, open, type Prepared, prepared } from '../../audit/prepared.ts';
import { type CliResult, jsonOf, mutations, runCli } from '../../support/cli.ts';
import fc from '../../support/properties.ts';
import {
  apply,
  grantWorld,
  inside,
  needed,
  openDoors,
  outside,
  type Placed,
  textFor,
  trustWorld,
} from './support/policy-worlds.ts';
import { expectReported, runs } from './support/reported.ts';

afterAll(cleanUp);

const others = [
  ['org', 'audit'],
  ['org', 'audit', '--format', 'markdown'],
  ['org', 'repair', '--dry-run'],
  ['org', 'show'],
  ['client', 'init', 'acme', '--dry-run'],
  ['client', 'init', 'umbrella', '--dry-run'],
  ['client', 'list'],
  ['client', 'assume', 'acme', '--no-cache', '--format', 'json'],
] as const;

interface Report {
  readonly findings: readonly { readonly check: string; readonly subject: string }[];
}

/** Audits a world and runs one other command in it; neither changes anything. @returns the audit */
async function runIn(
  ground: Prepared,
  placed: readonly Placed[],
  other: readonly string[],
): Promise<CliResult> {
  const organization = open(ground);
  organization.sandbox.edit((state) => apply(state, ground.cast, placed));
  const audit = await runCli(organization, ['org', 'audit', '--json']);
  expectReported(audit, { json: true });
  expect([0, 2, 3], audit.stderr).toContain(audit.code);
  expectReported(await runCli(organization, other), { json: other.includes('json') });
  expect(mutations(organization.sandbox)).toEqual([]);
  return audit;
}

/** What IAM would not take for a document either. */
function isDocument(text: string): boolean {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null && 'Statement' in read;
  } catch {
    return false;
  }
}

async function check(
  placed: readonly Placed[],
  shut: readonly Door[],
  other: readonly string[],
  tally: Tally,
): Promise<void> {
  const ground = await prepared();
  const { cast } = ground;
  const audit = await runIn(ground, placed, other);
  const { findings } = jsonOf<Report>(audit);
  const open = await openDoors(ground, placed, [...shut, ...needed]);
  const wrong = shut.filter((door) => open.includes(door));
  const lost = needed.filter((door) => !open.includes(door));
  // The evaluation of the sandbox has no part in the audit.
  if (wrong.length > 0) expect(audit.code, JSON.stringify(wrong)).toBe(2);
  if (lost.length > 0) expect(findings, JSON.stringify(lost)).not.toEqual([]);
  for (const { place, document } of placed) {
    if (!isDocument(textFor(document, cast)) && place !== 'other-trust') expect(audit.code, place).toBe(2);
  }
  tally.count(audit.code, wrong.length > 0, lost.length > 0);
}

/** How many worlds were of which kind: a property of worlds that are all alike says little. */
class Tally {
  readonly counts = { clean: 0, drift: 0, open: 0, lost: 0 };

  count(code: number, isOpen: boolean, isLost: boolean): void {
    this.counts[code === 0 ? 'clean' : 'drift']++;
    if (isOpen) this.counts.open++;
    if (isLost) this.counts.lost++;
  }

  expectMixed(): void {
    if (process.env.PROPERTY_RUNS !== undefined) return;
    for (const [kind, count] of Object.entries(this.counts)) expect(count, kind).toBeGreaterThan(3);
  }
}

describe('policy documents of any content', () => {
  it.each([
    ['as trust policies of clients’ roles', trustWorld, outside],
    ['as policies of the group for production and its user', grantWorld, inside],
  ] as const)(
    '%s: who gets in, or is kept out, is reported',
    async (_what, world, shut) => {
      const tally = new Tally();
      await fc.assert(
        fc.asyncProperty(world, fc.constantFrom(...others), (placed, other) =>
          check(placed, shut, other, tally),
        ),
        runs(150),
      );
      tally.expectMixed();
    },
    180_000,
  );
});
