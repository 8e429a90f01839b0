import { afterAll, describe, expect, it } from 'vitest';
import { checkIds } from '../../src/model/checks.ts';
import fc from '../support/properties.ts';
import { turned } from './cast.ts';
import { findAndRepair } from './find-and-repair.ts';
import type { Mutation } from './mutation.ts';
import { allMutations, mutationsOfFrame } from './mutations.ts';
import { type ConfigName, cleanUp, configs, open, prepared } from './prepared.ts';
import { audit, expectedIn, repair, told, unexplained } from './report.ts';

afterAll(cleanUp);

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 25) };

describe('an organization that diverst made', () => {
  it.each(Object.keys(configs) as ConfigName[])('is clean: %s', async (config) => {
    const ground = await prepared(config);
    const { code, findings } = await audit(open(ground), ground);
    expect({ findings: told(findings), code }).toEqual({ findings: [], code: 0 });
  });
});

describe('a single mutation', () => {
  it.each(mutationsOfFrame)('$name', findAndRepair);
});

describe('the mutations', () => {
  it('make every check speak that looks at the organization', () => {
    const spoken = new Set(allMutations.map(({ expect: { check } }) => check));
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
    expect(told((await audit(organization, ground)).findings)).toEqual([]);
    const mutation = allMutations.find(({ name }) => name === 'a client in Envs');
    if (mutation === undefined) throw new Error('there is no such mutation');
    organization.sandbox.edit((state) => mutation.apply(state, ground.cast));
    expect(expectedIn((await audit(organization, ground)).findings, mutation, ground.cast)).toBeDefined();
  });
});

describe('mutations at random together', () => {
  const combinable = allMutations.filter(
    ({ config = 'default', touches }) => config === 'default' && touches !== 'alone',
  );

  it('are all found', async () => {
    const ground = await prepared();
    await fc.assert(
      fc.asyncProperty(combinations(combinable), async (chosen) => {
        const organization = open(ground);
        organization.sandbox.edit((state) => {
          for (const { mutation, turns } of chosen) mutation.apply(state, turned(ground.cast, turns));
        });
        const { findings } = await audit(organization, ground);
        const missed = chosen.filter(
          ({ mutation, turns }) => !expectedIn(findings, mutation, turned(ground.cast, turns)),
        );
        expect({ missed: missed.map(({ mutation }) => mutation.name), told: told(findings) }).toMatchObject({
          missed: [],
        });
        const all = chosen.map(({ mutation }) => mutation);
        expect(unexplained(findings, all)).toEqual([]);
      }),
      runs,
    );
  });

  it('are all mended, where a plain repair mends each', async () => {
    const ground = await prepared();
    const mendable = combinable.filter(({ repair: how, leaves }) => how === 'yes' && leaves === undefined);
    await fc.assert(
      fc.asyncProperty(combinations(mendable), async (chosen) => {
        const organization = open(ground);
        organization.sandbox.edit((state) => {
          for (const { mutation, turns } of chosen) mutation.apply(state, turned(ground.cast, turns));
        });
        const result = await repair(organization, ground);
        expect(result.code, result.stderr).toBe(0);
        const { code, findings } = await audit(organization, ground);
        expect({ findings: told(findings), code }).toEqual({ findings: [], code: 0 });
      }),
      { numRuns: Math.ceil(runs.numRuns / 2) },
    );
  });
});

interface Chosen {
  readonly mutation: Mutation;
  /** Which of the clients it is about. */
  readonly turns: number;
}

/** Two to five that do not touch the same; each about one of the clients. */
function combinations(from: readonly Mutation[]): fc.Arbitrary<readonly Chosen[]> {
  return fc
    .uniqueArray(fc.integer({ min: 0, max: from.length - 1 }), { minLength: 2, maxLength: 12 })
    .map((indices) => {
      const touched = new Set<string>();
      const chosen: Chosen[] = [];
      let turns = 0;
      for (const index of indices) {
        const mutation = from[index];
        if (mutation === undefined || chosen.length === 5) continue;
        const ofClient = mutation.touches === 'client';
        if (ofClient ? turns === 3 : touched.has(mutation.touches)) continue;
        touched.add(mutation.touches);
        chosen.push({ mutation, turns: ofClient ? turns++ : 0 });
      }
      return chosen;
    })
    .filter((chosen) => chosen.length >= 2);
}
