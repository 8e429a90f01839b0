import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant, readGrant } from '../../src/model/policy/grant.ts';
import type { Change } from '../../src/plan/change.ts';
import { hasRoomForAll } from '../../src/plan/grant-room.ts';
import { orderChanges, type Wanted } from '../../src/plan/order.ts';
import { withoutGrant } from '../../src/plan/without-grant.ts';

const owner = { noun: 'client', name: 'acme' } as const;
const arn = (client: string) => `arn:aws:iam::111111111111:role/${client}-production`;
const slot = (client: string) => ({ kind: 'inline' as const, policy: `assume-${client}-production` });

const changes: Readonly<Record<string, Change>> = {
  revoke: { kind: 'revoke-grant', group: 'production', slot: slot('gone'), roleArn: arn('gone') },
  grant: { kind: 'grant-access', owner, group: 'production', slot: slot('acme'), replaces: null },
  role: { kind: 'create-role', owner, role: 'acme-production' },
  move: { kind: 'move-account', name: 'acme', accountId: '1', from: 'the root', to: 'Envs/Production' },
  group: { kind: 'create-group', home: 'ops', group: 'production' },
  child: { kind: 'create-unit', path: ['Envs', 'Production'] },
  parent: { kind: 'create-unit', path: ['Envs'] },
  ops: { kind: 'create-account', name: 'Ops', email: 'ops@example.com', underWay: null },
  detach: {
    kind: 'detach-policy',
    owner,
    role: 'acme-production',
    policyArn: 'arn:aws:iam::aws:policy/X',
  },
};

function wanted(change: Change | undefined, more: Partial<Wanted> = {}): Wanted {
  if (!change) throw new Error('no such change');
  return { change, accountId: null, fixes: change.kind, needsConsent: false, ...more };
}

const order = (all: readonly Wanted[], isShort = false) => orderChanges(all, isShort ? ['production'] : []);

describe('the order of repairs', () => {
  it('builds from the ground, and takes away last', () => {
    const steps = order(Object.values(changes).map((change) => wanted(change)));
    expect(steps.map(({ change }) => change)).toEqual(
      ['parent', 'child', 'ops', 'group', 'move', 'role', 'grant', 'revoke', 'detach'].map(
        (name) => changes[name],
      ),
    );
  });

  it('revokes before it grants only where the group has no room', () => {
    const kinds = (isShort: boolean) =>
      order([wanted(changes.revoke), wanted(changes.grant)], isShort).map(({ change }) => change.kind);
    expect(kinds(false)).toEqual(['grant-access', 'revoke-grant']);
    expect(kinds(true)).toEqual(['revoke-grant', 'grant-access']);
  });

  it('never undoes a grant by revoking from the policy that it was written into', () => {
    const revoke = wanted({
      kind: 'revoke-grant',
      group: 'production',
      slot: slot('acme'),
      roleArn: arn('other'),
    });
    const steps = order([wanted(changes.grant), revoke]);
    expect(steps.map(({ change }) => change.kind)).toEqual(['revoke-grant', 'grant-access']);
  });

  it('overwrites without a word what is taken away anyhow, and nothing else', () => {
    const replaces = canonicalJson(inlineGrant(arn('other')));
    const grant = wanted(
      { kind: 'grant-access', owner, group: 'production', slot: slot('acme'), replaces },
      { needsConsent: true },
    );
    const revoke = (needsConsent: boolean) =>
      wanted(
        { kind: 'revoke-grant', group: 'production', slot: slot('acme'), roleArn: arn('other') },
        { needsConsent },
      );
    expect(order([grant]).map(({ state }) => state)).toEqual(['needs-consent']);
    expect(order([grant, revoke(true)]).map(({ state }) => state)).toEqual([
      'needs-consent',
      'needs-consent',
    ]);
    expect(order([grant, revoke(false)]).map(({ state }) => state)).toEqual(['needed', 'needed']);
  });

  it('does once what several findings want, with consent where one of them needs none', () => {
    const steps = order([
      wanted(changes.detach, { accountId: '1', fixes: 'a', needsConsent: true }),
      wanted(changes.detach, { accountId: '1', fixes: 'b' }),
      wanted(changes.detach, { accountId: '2', fixes: 'c', needsConsent: true }),
    ]);
    expect(steps.map(({ fixes, state }) => ({ fixes, state }))).toEqual([
      { fixes: ['a', 'b'], state: 'needed' },
      { fixes: ['c'], state: 'needs-consent' },
    ]);
  });

  it('counts an overwriting of somebody else’s policy among what is taken away', () => {
    const put: Change = {
      kind: 'put-group-policy',
      home: 'ops',
      group: 'production',
      policy: 'wide',
      document: '{}',
      replaces: '{"a":1}',
    };
    expect(order([wanted(put), wanted(changes.grant)]).map(({ change }) => change.kind)).toEqual([
      'grant-access',
      'put-group-policy',
    ]);
  });
});

describe('room for several grants', () => {
  const group = { name: 'production', inline: [], attached: [] };
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `client-number-${index}-production`,
      arn: arn(`client-number-${String(index).padStart(4, '0')}`),
    }));

  it('ends where inline policies and packed ones are full', () => {
    expect(hasRoomForAll(group, [], many(40))).toBe(true);
    const foreign = Array.from({ length: 10 }, (_, index) => ({ name: `p${index}`, arn: `arn:p${index}` }));
    expect(hasRoomForAll({ ...group, attached: foreign }, [], many(20))).toBe(true);
    expect(hasRoomForAll({ ...group, attached: foreign }, [], many(40))).toBe(false);
  });
});

describe('a policy without one grant', () => {
  it('of our own shape is written anew, and null when nothing is left', () => {
    const own = canonicalJson(inlineGrant(arn('acme')));
    expect(withoutGrant(own, arn('acme'))).toBeNull();
    expect(withoutGrant(own, arn('globex'))).toBe(own);
    expect(readGrant(own)).toEqual([arn('acme')]);
  });
});
