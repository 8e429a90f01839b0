import { describe, expect, it } from 'vitest';
import type { WaitOptions } from '../../src/access/waiting.ts';
import { grantAccess } from '../../src/apply/grant-access.ts';
import { addToPacked, removeFromPacked } from '../../src/apply/packed-policy.ts';
import { revokeGrant } from '../../src/apply/revoke-grant.ts';
import type { IamApi } from '../../src/aws/iam-api.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../../src/model/policy/grant.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { testOrganization } from '../support/cli.ts';
import { opsIam } from '../support/ops-iam.ts';
import { random, slow } from '../support/slow-iam.ts';

const group = 'production';
const policy = 'assume-production-01';
const role = (index: number) =>
  `arn:aws:iam::${String(100_000_000_000 + index)}:role/c${String(index).padStart(3, '0')}-production`;
const roles = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => role(from + index));

const revocation = (roleArn: string, kind: 'inline' | 'managed' = 'managed', name = policy) => ({
  kind: 'revoke-grant' as const,
  group,
  slot: { kind, policy: name },
  roleArn,
});

/** A group with a packed policy, and its inline room full, so that every grant goes into packed ones. */
async function setUp(base: readonly string[], name = policy) {
  const organization = testOrganization({ timings: {}, rates: false });
  const { iam } = await opsIam(organization);
  if (base.length > 0) await iam.putGroupPolicy(group, 'padding', JSON.stringify(padding));
  const arn = base.length === 0 ? null : await iam.createPolicy(name, canonicalJson(packedGrant(base)), '');
  if (arn) await iam.attachGroupPolicy(group, arn);
  const wait: WaitOptions = {
    clock: organization.clock,
    signal: new AbortController().signal,
    deadline: organization.clock.now() + 900_000,
    resume: 'diverst org repair',
  };
  return { organization, iam, arn: arn ?? '', wait };
}

const padding = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['iam:GetUser'], Resource: `arn:aws:iam::*:user/${'x'.repeat(4_600)}` },
  ],
};

/** Every role that the group is granted by what is attached to it. */
async function granted(iam: IamApi): Promise<readonly string[]> {
  const { groups, policies } = await iam.readGroups();
  const attached = new Set(groups.find(({ name }) => name === group)?.attached.map(({ arn }) => arn));
  return policies
    .filter(({ arn }) => attached.has(arn))
    .flatMap(({ document }) => readGrant(document) ?? [])
    .sort();
}

function grant(iam: IamApi, roleArn: string, wait: WaitOptions) {
  const name = roleArn.slice(roleArn.indexOf('/') + 1);
  const request = {
    owner: { kind: defaultStructure.kinds.client, name: name.replace('-production', '') },
    group,
    role: { name, arn: roleArn },
    slot: { kind: 'managed' as const, policy },
    replaces: null,
    wrote: () => undefined,
  };
  return grantAccess(iam, request, wait);
}

describe('a grant in an inline policy', () => {
  const put = async (document: string) => {
    const { iam, wait } = await setUp([]);
    await iam.putGroupPolicy(group, 'assume-a', document);
    return { iam, wait, held: () => iam.getGroupPolicy(group, 'assume-a') };
  };
  const revoke = (iam: IamApi, wait: WaitOptions) =>
    revokeGrant(iam, revocation(role(1), 'inline', 'assume-a'), wait);

  it('goes with the policy when that holds nothing else, once', async () => {
    const { iam, wait, held } = await put(canonicalJson(inlineGrant(role(1))));
    expect(await revoke(iam, wait)).toBe(true);
    expect(await held()).toBeNull();
    expect(await revoke(iam, wait)).toBe(false);
  });

  it('leaves the others', async () => {
    const { iam, wait, held } = await put(canonicalJson(packedGrant(roles(0, 3))));
    expect(await revoke(iam, wait)).toBe(true);
    expect(readGrant((await held()) ?? '')).toEqual([role(0), role(2)]);
  });

  it('leaves a policy that does not grant it as it is', async () => {
    const { iam, wait, held } = await put(canonicalJson(packedGrant([role(0), role(2)])));
    expect(await revoke(iam, wait)).toBe(false);
    expect(readGrant((await held()) ?? '')).toEqual([role(0), role(2)]);
  });

  it('leaves what is foreign in the policy word for word', async () => {
    const foreign = { Sid: 'Mine', Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
    const own = { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [role(1), role(2)] };
    const { iam, wait, held } = await put(
      JSON.stringify({ Version: '2012-10-17', Statement: [foreign, own] }),
    );
    expect(await revoke(iam, wait)).toBe(true);
    expect(JSON.parse((await held()) ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [foreign, { ...own, Resource: [role(2)] }],
    });
  });
});

describe('a grant in a packed policy', () => {
  it('is taken out of several', async () => {
    const { iam, wait } = await setUp(roles(0, 3));
    expect(await revokeGrant(iam, revocation(role(1)), wait)).toBe(true);
    expect(await granted(iam)).toEqual([role(0), role(2)]);
    expect(await revokeGrant(iam, revocation(role(1)), wait)).toBe(false);
  });

  it('goes with the policy and its history when it is the last', async () => {
    const { iam, wait, arn } = await setUp(roles(0, 4));
    for (const one of roles(0, 4)) expect(await revokeGrant(iam, revocation(one), wait)).toBe(true);
    expect(await granted(iam)).toEqual([]);
    expect(await iam.policyExists(arn)).toBe(false);
  });

  it('of another name is detached when it is the last, and stays', async () => {
    const { iam, wait, arn } = await setUp(roles(0, 1), 'grants-of-ours');
    const change = revocation(role(0), 'managed', 'grants-of-ours');
    expect(await revokeGrant(iam, change, wait)).toBe(true);
    expect(await granted(iam)).toEqual([]);
    expect(await iam.policyExists(arn)).toBe(true);
    expect((await iam.listPolicyVersions(arn)).ids).toEqual(['v1']);
  });

  it('that somebody else uses too stays there for them', async () => {
    const { iam, wait, arn, organization } = await setUp(roles(0, 1));
    await iam.createGroup('others');
    await iam.attachGroupPolicy('others', arn);
    expect(await revokeGrant(iam, revocation(role(0)), wait)).toBe(true);
    expect(await granted(iam)).toEqual([]);
    expect(await iam.attachedToGroup('others')).toEqual([arn]);
    expect(await iam.policyExists(arn)).toBe(true);
    expect(organization.sandbox.calls.some(({ operation }) => operation === 'DeletePolicy')).toBe(true);
  });

  it('is left alone with all else that was written into it', async () => {
    const { iam, wait, arn } = await setUp(roles(0, 1));
    const other = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}';
    await iam.setDefaultPolicyVersion(arn, await iam.createPolicyVersion(arn, other));
    await expect(revokeGrant(iam, revocation(role(0)), wait)).rejects.toThrow(
      'statements that are not grants',
    );
  });
});

const seeds = Number(process.env.PROPERTY_RUNS ?? 200) / 20;

describe('adders and removers at once', () => {
  it.each([
    { name: 'one version', versions: 1 },
    { name: 'five versions', versions: 5 },
  ])('$name: nothing is lost, nothing comes back', async ({ versions }) => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { organization, iam, arn, wait } = await setUp(roles(0, 8));
      for (let index = 1; index < versions; index++) {
        const id = await iam.createPolicyVersion(arn, canonicalJson(packedGrant(roles(0, 8))));
        await iam.setDefaultPolicyVersion(arn, id);
      }
      const next = random(seed);
      const later = () => organization.clock.sleep(Math.floor(next() * 1_500));
      const added = roles(500, 4).map(async (own) => {
        await later();
        return addToPacked(slow(iam, organization, next), arn, own, wait);
      });
      const removed = roles(0, 4).map(async (own) => {
        await later();
        return removeFromPacked(slow(iam, organization, next), arn, own, wait);
      });
      expect({ seed, added: await Promise.all(added) }).toEqual({ seed, added: Array(4).fill('added') });
      expect({ seed, removed: await Promise.all(removed) }).toEqual({
        seed,
        removed: Array(4).fill('removed'),
      });
      expect({ seed, held: await granted(iam) }).toEqual({
        seed,
        held: [...roles(4, 4), ...roles(500, 4)].sort(),
      });
    }
  });

  it('around the last grant: whoever was told of a grant has it, and what was taken is gone', async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { organization, iam, wait } = await setUp(roles(0, 2));
      const next = random(seed);
      const later = () => organization.clock.sleep(Math.floor(next() * 2_500));
      await Promise.all([
        ...roles(0, 2).map(async (own) => {
          await later();
          expect(await revokeGrant(slow(iam, organization, next), revocation(own), wait)).toBe(true);
        }),
        ...roles(500, 3).map(async (own) => {
          await later();
          await grant(slow(iam, organization, next), own, wait);
        }),
      ]);
      expect({ seed, held: await granted(iam) }).toEqual({ seed, held: roles(500, 3) });
    }
  });

  it('a remover that dies at any call loses nothing of the others', async () => {
    for (let deathAt = 1; deathAt <= 14; deathAt++) {
      const { organization, iam, wait } = await setUp(roles(0, 1));
      const next = random(deathAt);
      const dying = revokeGrant(slow(iam, organization, next, deathAt), revocation(role(0)), wait).catch(
        () => 'died',
      );
      await Promise.all(roles(500, 2).map((own) => grant(slow(iam, organization, next), own, wait)));
      await dying;
      const held = await granted(iam);
      for (const one of roles(500, 2))
        expect({ deathAt, held }).toMatchObject({ held: expect.arrayContaining([one]) });
    }
  });
});
