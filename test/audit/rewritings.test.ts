import { afterAll, describe, expect, it } from 'vitest';
import { runCli, testOrganization } from '../support/cli.ts';
import fc from '../support/properties.ts';
import { turned } from './cast.ts';
import { combinableOf, nouns, ofEveryKind, runsOf } from './drift.ts';
import { cleanUp, open, prepared } from './prepared.ts';
import { audit, reported } from './report.ts';
import { allRewritings } from './rewritings.ts';

afterAll(cleanUp);

const clean = { findings: [], code: 0 };

describe('what means the same', () => {
  it.each(ofEveryKind(allRewritings))('$name', async ({ noun, change: rewriting }) => {
    const ground = await prepared(rewriting.config, noun);
    const organization = open(ground);
    organization.sandbox.edit((state) => rewriting.apply(state, ground.cast));
    const { code, findings } = await audit(organization, ground);
    expect({ findings: reported(findings), code }).toEqual(clean);
  });

  it.each(nouns)('at random together: %s', async (noun) => {
    const ground = await prepared('default', noun);
    const combinable = combinableOf(noun, allRewritings);
    const indices = fc.uniqueArray(fc.integer({ min: 0, max: combinable.length - 1 }), {
      minLength: 2,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(indices, async (chosen) => {
        const organization = open(ground);
        const touched = new Set<string>();
        organization.sandbox.edit((state) => {
          for (const [position, index] of chosen.entries()) {
            const rewriting = combinable[index];
            const turns = position % 3;
            const key = `${rewriting?.touches} ${rewriting?.touches.startsWith('client') ? turns : ''}`;
            if (rewriting === undefined || touched.has(key)) continue;
            touched.add(key);
            rewriting.apply(state, turned(ground.cast, turns));
          }
        });
        const { code, findings } = await audit(organization, ground);
        expect({ findings: reported(findings), code }).toEqual(clean);
      }),
      runsOf(noun),
    );
  });
});

describe('what diverst itself makes', () => {
  const step = fc.oneof(
    { weight: 1, arbitrary: fc.constant(['org', 'init']) },
    {
      weight: 3,
      arbitrary: fc
        .constantFrom('acme', 'globex', 'initech', 'umbrella', 'hooli')
        .map((client) => ['client', 'init', client]),
    },
  );

  it('is clean after any inits, in any order and again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const organization = testOrganization({ rates: false });
        // An init puts what the new sandbox may lack in place.
        for (const argv of [...steps, ['org', 'init']]) {
          const { code, stderr } = await runCli(organization, [...argv, '--yes']);
          expect(code, stderr).toBe(0);
        }
        const result = await runCli(organization, ['org', 'audit', '--json']);
        expect({ findings: reported(JSON.parse(result.stdout).findings), code: result.code }).toEqual(clean);
      }),
      { numRuns: Math.ceil(runsOf('client').numRuns / 4) },
    );
  });

  it('is clean where it begins from nothing', async () => {
    const organization = testOrganization({ start: 'empty', rates: false });
    for (const argv of [
      ['org', 'init'],
      ['client', 'init', 'acme'],
      ['org', 'init'],
    ]) {
      const { code, stderr } = await runCli(organization, [...argv, '--yes']);
      expect(code, stderr).toBe(0);
    }
    const result = await runCli(organization, ['org', 'audit', '--json']);
    expect({ findings: reported(JSON.parse(result.stdout).findings), code: result.code }).toEqual(clean);
  });
});
