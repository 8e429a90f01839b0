import { afterAll, describe, expect, it } from 'vitest';
import type { AccountNoun } from '../../src/model/account-kind.ts';
import { checkIds } from '../../src/model/checks.ts';
import type { TestOrganization } from '../support/cli.ts';
import type { Cast } from './cast.ts';
import { jobs } from './ci-edits.ts';
import { Climber } from './climb.ts';
import { type Door, daily, isOpen, populate, type Who } from './doors.ts';
import { type Drift, ofEveryKind } from './drift.ts';
import { allDrifts } from './drifts.ts';
import { cleanUp, open, prepared } from './prepared.ts';
import { allRewritings } from './rewritings.ts';

/**
 * What the drifts and rewritings claim about who gets in, tried with calls of the SDK against the sandbox's own
 * authorization: the audit has no part in it.
 */

afterAll(cleanUp);

async function populated(
  one: Pick<Drift, 'config'>,
  noun: AccountNoun,
): Promise<{ organization: TestOrganization; cast: Cast }> {
  const ground = await prepared(one.config, noun);
  const organization = open(ground);
  organization.sandbox.edit((state) => {
    // What trust policies and grants let in, whatever guardrails would hold shut.
    if (state.organization !== null) state.organization.attachments = {};
    populate(state, ground.cast);
  });
  return { organization, cast: ground.cast };
}

describe('the lists', () => {
  it('hold as many kinds as were asked for, each under a name of its own', () => {
    const names = [...allDrifts, ...allRewritings].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(allDrifts.length).toBeGreaterThanOrEqual(70);
    expect(allRewritings.length).toBeGreaterThanOrEqual(30);
  });

  it('cover every check', () => {
    const covered = new Set(allDrifts.map(({ expect: { check } }) => check));
    const elsewhere = ['not-audited', 'ignore-expired', 'ignore-unmatched'];
    expect(checkIds.filter((check) => !covered.has(check) && !elsewhere.includes(check))).toEqual([]);
  });

  it.each([
    ['default', 'client'],
    ['mfa', 'client'],
    ['staging', 'client'],
    ['both', 'client'],
    ['default', 'environment'],
    ['mfa', 'environment'],
  ] as const)('begin from an organization that works: %s, %s', async (config, noun) => {
    const { organization, cast } = await populated({ config }, noun);
    const tried: readonly (readonly [Door, boolean])[] = [
      [{ who: 'person', with: daily, mfa: config === 'mfa' }, true],
      [{ who: 'person', with: daily, mfa: config === 'mfa', role: 'OTHER' }, true],
      [{ who: 'person', with: daily }, config !== 'mfa'],
      [{ who: 'colleague', mfa: true }, true],
      [{ who: 'person', role: 'CLIENT-secret' }, false],
      [{ who: 'person', role: 'LOOKALIKE' }, false],
      [{ who: 'person', role: 'OrganizationAccountAccessRole' }, false],
      [{ who: 'admin', role: 'OrganizationAccountAccessRole' }, true],
      ...(['neighbour', 'stranger', 'inmate', 'admin'] as const).map((who) => [{ who }, false] as const),
    ];
    const outcome = await Promise.all(tried.map(([door]) => isOpen(organization, cast, door)));
    expect(outcome).toEqual(tried.map(([, expected]) => expected));
  });
});

const tried = ofEveryKind(allDrifts);
const withDoors = tried.filter(({ change: { doors } }) => doors !== undefined);

describe('drifts', () => {
  it.each(withDoors)('$name', async ({ noun, change: drift }) => {
    const { opens = [], closes = [] } = drift.doors ?? {};
    const { organization, cast } = await populated(drift, noun);
    const tryAll = (doors: readonly Door[]) =>
      Promise.all(doors.map((door) => isOpen(organization, cast, door)));
    // A role that the drift creates does not exist before: a door to nowhere is shut.
    expect({ opens: await tryAll(opens), closes: await tryAll(closes) }).toEqual({
      opens: opens.map(() => false),
      closes: closes.map(() => true),
    });
    organization.sandbox.edit((state) => drift.apply(state, cast));
    expect({ opens: await tryAll(opens), closes: await tryAll(closes) }).toEqual({
      opens: opens.map(() => true),
      closes: closes.map(() => false),
    });
  });
});

describe('ways in of several steps', () => {
  const climbs = tried.filter(({ change: { climb } }) => climb !== undefined);

  it.each(climbs)('$name', async ({ noun, change: drift }) => {
    const { organization, cast } = await populated(drift, noun);
    organization.sandbox.edit((state) => drift.apply(state, cast));
    const helper = Climber.of(organization, cast, 'helper');
    await expect(helper.enterClient()).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(drift.climb?.(helper)).resolves.toBeUndefined();
  });
});

describe('rewritings', () => {
  const outsiders: readonly Who[] = ['neighbour', 'stranger', 'inmate', 'admin'];
  const ofOtherKind = (cast: Cast): readonly Who[] => (cast.across === null ? [] : ['crosser']);

  it.each(ofEveryKind(allRewritings))('$name', async ({ noun, change: rewriting }) => {
    const { organization, cast } = await populated(rewriting, noun);
    organization.sandbox.edit((state) => rewriting.apply(state, cast));
    const mfa = rewriting.config === 'mfa';
    const doors: readonly (readonly [Door, boolean])[] = [
      [{ who: 'person', with: daily, mfa }, true],
      [{ who: 'person', with: daily, mfa, role: 'OTHER' }, true],
      [{ who: 'person', with: daily }, !mfa],
      [{ who: 'person', role: 'CLIENT-secret' }, false],
      [{ who: 'person', role: 'OTHER/ROLE' }, false],
      ...(rewriting.config === 'ci' ? jobs : []),
      ...[...outsiders, ...ofOtherKind(cast)].flatMap((who) => [
        [{ who }, false] as const,
        [{ who, mfa: true }, false] as const,
        [{ who, with: { ExternalId: 'guess' } }, false] as const,
      ]),
    ];
    const outcome = await Promise.all(doors.map(([door]) => isOpen(organization, cast, door)));
    expect(outcome).toEqual(doors.map(([, expected]) => expected));
  });
});
