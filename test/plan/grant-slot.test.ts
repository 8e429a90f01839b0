import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, packedGrant } from '../../src/model/policy/grant.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../../src/model/snapshot.ts';
import { chooseSlot, findGrant, groupQuota, packedGrantName, roomOf } from '../../src/plan/grant-slot.ts';

function role(index: number): { name: string; arn: string } {
  const name = `client-${String(index).padStart(4, '0')}-production`;
  return { name, arn: `arn:aws:iam::${String(100_000_000_000 + index)}:role/${name}` };
}

function inline(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    name: `assume-${role(index).name}`,
    document: canonicalJson(inlineGrant(role(index).arn)),
  }));
}

const packedArn = (name: string) => `arn:aws:iam::222222222222:policy/${name}`;

function packed(index: number, roles: readonly number[]): ManagedPolicySnapshot {
  const name = packedGrantName('production', index);
  return {
    name,
    arn: packedArn(name),
    document: canonicalJson(packedGrant(roles.map((one) => role(one).arn))),
  };
}

function group(facts: Partial<GroupSnapshot> = {}): GroupSnapshot {
  return { name: 'production', inline: [], attached: [], ...facts };
}

const attachedTo = (policies: readonly ManagedPolicySnapshot[]) =>
  policies.map(({ name, arn }) => ({ name, arn }));
const rolesPerPacked = (() => {
  let count = 0;
  while (canonicalJson(packedGrant(Array.from({ length: count + 1 }, (_, i) => role(i).arn))).length <= 6_144)
    count++;
  return count;
})();
const range = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

describe('chooseSlot', () => {
  it('takes an inline policy of the grant’s own while the quota allows it', () => {
    expect(chooseSlot(group(), [], role(1))).toEqual({
      kind: 'inline',
      policy: 'assume-client-0001-production',
    });
  });

  it('fills the inline quota to its last character and not one further', () => {
    const size = canonicalJson(inlineGrant(role(0).arn)).length;
    const fit = Math.floor(groupQuota.inline / size);
    expect(chooseSlot(group({ inline: inline(fit - 1) }), [], role(999))?.kind).toBe('inline');
    expect(chooseSlot(group({ inline: inline(fit) }), [], role(999))).toEqual({
      kind: 'managed',
      policy: 'assume-production-01',
    });
    expect(fit).toBeGreaterThan(25);
  });

  it('counts what others have put into the group', () => {
    const foreign = [{ name: 'foreign', document: JSON.stringify({ a: 'x'.repeat(5_000) }) }];
    expect(chooseSlot(group({ inline: foreign }), [], role(1))?.kind).toBe('managed');
  });

  it('does not count the policy that it is about to replace', () => {
    const own = { name: 'assume-client-0001-production', document: JSON.stringify({ a: 'x'.repeat(5_000) }) };
    expect(chooseSlot(group({ inline: [own] }), [], role(1))).toEqual({ kind: 'inline', policy: own.name });
  });

  it('packs into the first policy with room, and opens the next when it is full', () => {
    const full = packed(1, range(100, rolesPerPacked));
    const open = packed(2, [500]);
    const inlineFull = inline(28);
    const withOpen = group({ inline: inlineFull, attached: attachedTo([full, open]) });
    expect(chooseSlot(withOpen, [full, open], role(1))?.policy).toBe('assume-production-02');
    const withFull = group({ inline: inlineFull, attached: attachedTo([full]) });
    expect(chooseSlot(withFull, [full], role(1))?.policy).toBe('assume-production-02');
  });

  it('continues with a packed policy that was made for this role and not attached', () => {
    const orphan = packed(1, [1]);
    expect(chooseSlot(group({ inline: inline(28) }), [orphan], role(1))?.policy).toBe('assume-production-01');
  });

  it('passes over one that is detached and grants others, or waits for it', () => {
    const detached = packed(1, [500]);
    const state = group({ inline: inline(28) });
    expect(chooseSlot(state, [detached], role(1))?.policy).toBe('assume-production-02');
    expect(chooseSlot(state, [detached], role(1), 'wait')?.policy).toBe('assume-production-01');
  });

  it('passes over a name of another case, which IAM takes for the same', () => {
    const other = { ...packed(1, [1]), name: 'Assume-Production-01' };
    expect(chooseSlot(group({ inline: inline(28) }), [other], role(1))?.policy).toBe('assume-production-02');
  });

  it('never adds to a policy of its naming that holds something else', () => {
    const name = packedGrantName('production', 1);
    const foreign = {
      name,
      arn: packedArn(name),
      document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    };
    const state = group({ inline: inline(28), attached: attachedTo([foreign]) });
    expect(chooseSlot(state, [foreign], role(1))?.policy).toBe('assume-production-02');
  });

  it('finds no room when ten managed policies are attached and the packed ones among them are full', () => {
    const full = range(1, 10).map((index) => packed(index, range(index * 1000, rolesPerPacked)));
    const state = group({ inline: inline(28), attached: attachedTo(full) });
    expect(chooseSlot(state, full, role(1))).toBeNull();
    expect(roomOf(state, full).packedRoles).toBe(10 * rolesPerPacked);
    expect(10 * rolesPerPacked + 28).toBeGreaterThan(1_050);
  });

  it('leaves the slots that other managed policies take', () => {
    const others = range(1, 10).map((index) => ({
      name: `other-${index}`,
      arn: `arn:aws:iam::aws:policy/other-${index}`,
    }));
    expect(chooseSlot(group({ inline: inline(28), attached: others }), [], role(1))).toBeNull();
    const orphan = packed(1, [1]);
    expect(chooseSlot(group({ inline: inline(28), attached: others }), [orphan], role(1))).toBeNull();
    expect(chooseSlot(group({ inline: inline(28), attached: others.slice(1) }), [], role(1))?.kind).toBe(
      'managed',
    );
  });
});

describe('findGrant', () => {
  it('finds the grant in an inline policy of any name', () => {
    const state = group({ inline: [{ name: 'by-hand', document: canonicalJson(inlineGrant(role(1).arn)) }] });
    expect(findGrant(state, [], role(1).arn)).toEqual({ kind: 'inline', policy: 'by-hand' });
  });

  it('finds it in an attached packed policy, and not in one that is not attached', () => {
    const policy = packed(1, [1, 2]);
    expect(findGrant(group({ attached: attachedTo([policy]) }), [policy], role(2).arn)).toEqual({
      kind: 'managed',
      policy: 'assume-production-01',
    });
    expect(findGrant(group(), [policy], role(2).arn)).toBeNull();
  });

  it('does not take a grant of fewer actions, with a condition, or for a wildcard', () => {
    const document = (statement: object) =>
      group({
        inline: [{ name: 'x', document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }],
      });
    const full = {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      Resource: role(1).arn,
    };
    expect(findGrant(document(full), [], role(1).arn)).not.toBeNull();
    expect(findGrant(document({ ...full, Action: 'sts:AssumeRole' }), [], role(1).arn)).toBeNull();
    expect(findGrant(document({ ...full, Resource: '*' }), [], role(1).arn)).toBeNull();
    expect(
      findGrant(
        document({ ...full, Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        [],
        role(1).arn,
      ),
    ).toBeNull();
    // Every request is made over TLS.
    expect(
      findGrant(
        document({ ...full, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
        [],
        role(1).arn,
      ),
    ).not.toBeNull();
  });
});
