import { afterAll, describe, expect, it } from 'vitest';
import { checkIds } from '../../src/model/checks.ts';
import fc from '../support/properties.ts';
import { turned } from './cast.ts';
import { combinableOf, type Drift, nouns, ofEveryKind, runsOf } from './drift.ts';
import { allDrifts, driftsOfBase } from './drifts.ts';
import { findAndRepair } from './find-and-repair.ts';
import { type ConfigName, cleanUp, configs, isShared, open, prepared } from './prepared.ts';
import { audit, expectedIn, repair, reported, unexplained } from './report.ts';

afterAll(cleanUp);

describe('an organization that diverst made', () => {
  const grounds = (Object.keys(configs) as ConfigName[]).flatMap((config) =>
    nouns.filter((noun) => noun === 'client' || isShared(config)).map((noun) => [config, noun] as const),
  );

  it.each(grounds)('is clean: %s, %s', async (config, noun) => {
    const ground = await prepared(config, noun);
    const { code, findings } = await audit(open(ground), ground);
    expect({ findings: reported(findings), code }).toEqual({ findings: [], code: 0 });
  });
});

describe('a single drift', () => {
  it.each(ofEveryKind(driftsOfBase))('$name', findAndRepair);
});

describe('the drifts', () => {
  it('make every check speak that looks at the organization', () => {
    const spoken = new Set(allDrifts.map(({ expect: { check } }) => check));
    // The others speak of the audit itself: test/audit/audit-report.test.ts, test/cli/org-audit.test.ts.
    expect(checkIds.filter((id) => !spoken.has(id))).toEqual([
      'not-audited',
      'ignore-expired',
      'ignore-unmatched',
    ]);
  });
});

describe('where AWS does not say the paths of accounts', () => {
  it('they are asked for', async () => {
    const ground = await prepared();
    const organization = open(ground, { paths: false });
    expect(reported((await audit(organization, ground)).findings)).toEqual([]);
    const drift = allDrifts.find(({ name }) => name === 'a client in Envs');
    if (drift === undefined) throw new Error('there is no such drift');
    organization.sandbox.edit((state) => drift.apply(state, ground.cast));
    expect(expectedIn((await audit(organization, ground)).findings, drift, ground.cast)).toBeDefined();
  });
});

describe.each(nouns)('drifts at random together: %s', (noun) => {
  const combinable = combinableOf(noun, allDrifts);

  it('are all found', async () => {
    const ground = await prepared('default', noun);
    await fc.assert(
      fc.asyncProperty(combinations(combinable), async (chosen) => {
        const organization = open(ground);
        organization.sandbox.edit((state) => {
          for (const { drift, turns } of chosen) drift.apply(state, turned(ground.cast, turns));
        });
        const { findings } = await audit(organization, ground);
        const missed = chosen.filter(
          ({ drift, turns }) => !expectedIn(findings, drift, turned(ground.cast, turns)),
        );
        expect({ missed: missed.map(({ drift }) => drift.name), reported: reported(findings) }).toMatchObject(
          {
            missed: [],
          },
        );
        const all = chosen.map(({ drift }) => drift);
        expect(unexplained(findings, all)).toEqual([]);
      }),
      runsOf(noun),
    );
  });

  it('are all fixed, where a plain repair fixes each', async () => {
    const ground = await prepared('default', noun);
    const fixable = combinable.filter(({ repair: how, leaves }) => how === 'yes' && leaves === undefined);
    await fc.assert(
      fc.asyncProperty(combinations(fixable), async (chosen) => {
        const organization = open(ground);
        organization.sandbox.edit((state) => {
          for (const { drift, turns } of chosen) drift.apply(state, turned(ground.cast, turns));
        });
        const result = await repair(organization, ground);
        expect(result.code, result.stderr).toBe(0);
        const { code, findings } = await audit(organization, ground);
        expect({ findings: reported(findings), code }).toEqual({ findings: [], code: 0 });
      }),
      { numRuns: Math.ceil(runsOf(noun).numRuns / 2) },
    );
  });
});

interface Chosen {
  readonly drift: Drift;
  /** Which of the clients it is about. */
  readonly turns: number;
}

/** Two to five that do not touch the same; each about one of the clients. */
function combinations(from: readonly Drift[]): fc.Arbitrary<readonly Chosen[]> {
  return fc
    .uniqueArray(fc.integer({ min: 0, max: from.length - 1 }), { minLength: 2, maxLength: 12 })
    .map((indices) => {
      const touched = new Set<string>();
      const chosen: Chosen[] = [];
      let turns = 0;
      for (const index of indices) {
        const drift = from[index];
        if (drift === undefined || chosen.length === 5) continue;
        const ofClient = drift.touches === 'client';
        if (ofClient ? turns === 3 : touched.has(drift.touches)) continue;
        touched.add(drift.touches);
        chosen.push({ drift, turns: ofClient ? turns++ : 0 });
      }
      return chosen;
    })
    .filter((chosen) => chosen.length >= 2);
}
