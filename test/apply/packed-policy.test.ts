import { describe, expect, it } from 'vitest';
import type { WaitOptions } from '../../src/access/waiting.ts';
import { type Added, addToPacked } from '../../src/apply/packed-policy.ts';
import type { IamApi } from '../../src/aws/iam-api.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { packedGrant, readGrant } from '../../src/model/policy/grant.ts';
import { testOrganization } from '../support/cli.ts';
import { opsIam } from '../support/ops-iam.ts';
import { Died, random, slow } from '../support/slow-iam.ts';

const role = (index: number) =>
  `arn:aws:iam::${String(100_000_000_000 + index)}:role/c${String(index).padStart(3, '0')}-production`;
const roles = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => role(from + index));

async function setUp(base: readonly string[]) {
  const organization = testOrganization({ timings: {}, rates: false });
  const { iam } = await opsIam(organization);
  const arn = await iam.createPolicy('assume-production-01', canonicalJson(packedGrant(base)), '');
  const held = async () => {
    const { defaultId } = await iam.listPolicyVersions(arn);
    return readGrant(await iam.getPolicyVersion(arn, defaultId)) ?? [];
  };
  const wait: WaitOptions = {
    clock: organization.clock,
    signal: new AbortController().signal,
    deadline: organization.clock.now() + 900_000,
    resume: 'diverst client init x',
  };
  return { organization, iam, arn, held, wait };
}

async function writeVersions(
  iam: IamApi,
  arn: string,
  count: number,
  base: readonly string[],
): Promise<void> {
  for (let index = 1; index < count; index++) {
    await iam.setDefaultPolicyVersion(
      arn,
      await iam.createPolicyVersion(arn, canonicalJson(packedGrant(base))),
    );
  }
}

describe('addToPacked', () => {
  it('adds one role, and finds it there the second time', async () => {
    const { iam, arn, held, wait } = await setUp(roles(0, 3));
    expect(await addToPacked(iam, arn, role(500), wait)).toBe('added');
    expect(await addToPacked(iam, arn, role(500), wait)).toBe('unchanged');
    expect(await held()).toEqual([...roles(0, 3), role(500)].sort());
  });

  it('makes room among five versions by deleting history only', async () => {
    const { iam, arn, held, wait } = await setUp(roles(0, 3));
    await writeVersions(iam, arn, 5, roles(0, 3));
    for (let index = 0; index < 8; index++)
      expect(await addToPacked(iam, arn, role(500 + index), wait)).toBe('added');
    expect(await held()).toEqual([...roles(0, 3), ...roles(500, 8)].sort());
  });

  it('does not bring back what the default version no longer holds', async () => {
    const { iam, arn, held, wait } = await setUp(roles(0, 5));
    await iam.setDefaultPolicyVersion(
      arn,
      await iam.createPolicyVersion(arn, canonicalJson(packedGrant(roles(1, 4)))),
    );
    await addToPacked(iam, arn, role(500), wait);
    expect(await held()).toEqual([...roles(1, 4), role(500)].sort());
  });

  it('is not stopped by five versions that an admin shrank by hand', async () => {
    const { iam, arn, held, wait } = await setUp(roles(0, 5));
    for (let left = 4; left > 0; left--) {
      await iam.setDefaultPolicyVersion(
        arn,
        await iam.createPolicyVersion(arn, canonicalJson(packedGrant(roles(0, left)))),
      );
    }
    expect(await addToPacked(iam, arn, role(500), wait)).toBe('added');
    expect(await held()).toEqual([role(0), role(500)]);
  });

  it('never takes a version that does not show for one without roles', async () => {
    const { organization, iam, arn, held, wait } = await setUp(roles(0, 5));
    const gone = { kind: 'error', code: 'NoSuchEntityException' } as const;
    organization.sandbox.faults.add({ operation: 'GetPolicyVersion', fault: gone, times: 3 });
    expect(await addToPacked(iam, arn, role(500), wait)).toBe('added');
    expect(await held()).toEqual([...roles(0, 5), role(500)].sort());
  });

  it('refuses a policy that holds something else', async () => {
    const { iam, arn, wait } = await setUp(roles(0, 1));
    const other = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    await iam.setDefaultPolicyVersion(arn, await iam.createPolicyVersion(arn, other));
    await expect(addToPacked(iam, arn, role(500), wait)).rejects.toThrow(
      'contains statements that are not grants',
    );
  });

  const settings = [
    { name: 'eight writers, one version', writers: 8, base: 5, versions: 1 },
    { name: 'eight writers, five versions', writers: 8, base: 5, versions: 5 },
    { name: 'eight writers, room for three', writers: 8, base: 116, versions: 1 },
  ];
  const seeds = Number(process.env.PROPERTY_RUNS ?? 200) / 20;

  it.each(settings)(
    '$name: what was reported is there, in any order of calls',
    async ({ writers, base, versions }) => {
      for (let seed = 1; seed <= seeds; seed++) {
        const { organization, iam, arn, held, wait } = await setUp(roles(0, base));
        await writeVersions(iam, arn, versions, roles(0, base));
        const next = random(seed);
        const outcomes = await Promise.all(
          roles(500, writers).map(async (own) => {
            await organization.clock.sleep(Math.floor(next() * 1_500));
            return addToPacked(slow(iam, organization, next), arn, own, wait);
          }),
        );
        const wanted = roles(500, writers).filter((_own, index) => outcomes[index] === 'added');
        expect({ seed, held: await held() }).toEqual({ seed, held: [...roles(0, base), ...wanted].sort() });
        const full = outcomes.filter((outcome: Added) => outcome === 'full').length;
        expect({ seed, full }).toEqual({ seed, full: base === 116 ? writers - wanted.length : 0 });
        expect(wanted.length).toBeGreaterThanOrEqual(3);
      }
    },
  );

  it('a writer that dies at any call loses nothing of the others', async () => {
    for (let deathAt = 1; deathAt <= 6; deathAt++) {
      const { organization, iam, arn, held, wait } = await setUp(roles(0, 5));
      const next = random(deathAt);
      const dying = addToPacked(slow(iam, organization, next, deathAt), arn, role(499), wait).catch(
        (error: unknown) => {
          if (error instanceof Died) return 'died' as const;
          throw error;
        },
      );
      const others = roles(500, 3).map((own) => addToPacked(slow(iam, organization, next), arn, own, wait));
      expect(await Promise.all(others)).toEqual(['added', 'added', 'added']);
      await dying;
      const final = await held();
      for (const one of [...roles(0, 5), ...roles(500, 3)]) expect(final).toContain(one);
    }
  });
});
