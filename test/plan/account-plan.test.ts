import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { inlineGrant } from '../../src/model/policy/grant.ts';
import type { Account, Role } from '../../src/model/snapshot.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { planAccount, type TargetSnapshot } from '../../src/plan/account-plan.ts';
import { accountTargets } from '../../src/plan/account-target.ts';

const target = accountTargets({
  kind: defaultStructure.kinds.client,
  structure: defaultStructure,
  partition: 'aws',
  opsAccountId: '222222222222',
  unitId: 'ou-prod',
})('acme', 'aws+acme@example.com');
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

const account: Account = {
  id: '333333333333',
  name: 'acme',
  email: 'aws+acme@example.com',
  state: 'ACTIVE',
  parentId: 'ou-prod',
  joinedAt: 0,
  joinedMethod: 'CREATED',
};
const role: Role = {
  name: 'acme-production',
  arn: 'arn:aws:iam::333333333333:role/acme-production',
  path: '/',
  trust: target.role.trust,
  maxSession: 3600,
  permissionsBoundary: null,
  managedPolicies: [administrator],
  inlinePolicies: [],
  tags: { 'diverst:managed-by': 'diverst' },
};
const finished: TargetSnapshot = {
  account,
  creation: null,
  place: 'Envs/Production',
  role,
  ci: { roles: [], providers: [] },
  group: {
    name: 'production',
    inline: [{ name: 'assume-acme-production', document: canonicalJson(inlineGrant(role.arn)) }],
    attached: [],
  },
  policies: [],
};
const nothing: TargetSnapshot = {
  ...finished,
  account: null,
  role: null,
  group: { ...finished.group, inline: [] },
};

function open(actual: TargetSnapshot) {
  return planAccount(target, actual)
    .steps.filter(({ state }) => state !== 'satisfied')
    .map(({ change, state }) => `${change.kind} ${state}`);
}

describe('planClient', () => {
  it('plans nothing where everything is as wanted', () => {
    expect(open(finished)).toEqual([]);
    expect(planAccount(target, finished).notices).toEqual([]);
  });

  it('plans every step of a new client, in the order of work', () => {
    expect(open(nothing)).toEqual([
      'create-account needed',
      'move-account needed',
      'create-role needed',
      'attach-policy needed',
      'grant-access needed',
    ]);
  });

  it('waits for a creation that is under way in place of another', () => {
    const creation = {
      id: 'car-1',
      accountName: 'acme',
      state: 'IN_PROGRESS',
      accountId: null,
      failureReason: null,
      requestedAt: 0,
    } as const;
    const [first] = planAccount(target, { ...nothing, creation }).steps;
    expect(first?.change).toMatchObject({ kind: 'create-account', underWay: 'car-1' });
  });

  it.each<[string, Partial<TargetSnapshot>, readonly string[]]>([
    ['the account elsewhere', { account: { ...account, parentId: 'r-1' } }, ['move-account needed']],
    ['no role', { role: null }, ['create-role needed', 'attach-policy needed']],
    ['the policy not attached', { role: { ...role, managedPolicies: [] } }, ['attach-policy needed']],
    ['another longest session', { role: { ...role, maxSession: 7200 } }, ['set-max-session needed']],
    ['other tags', { role: { ...role, tags: { 'diverst:client': 'acme' } } }, ['tag-role needed']],
    ['no grant', { group: { ...finished.group, inline: [] } }, ['grant-access needed']],
    [
      'another trust policy',
      { role: { ...role, trust: role.trust.replace('222222222222', '999999999999') } },
      ['replace-trust needs-consent'],
    ],
  ])('with %s, plans that alone', (_name, difference, expected) => {
    expect(open({ ...finished, ...difference })).toEqual(expected);
  });

  it('takes a trust policy that means the same', () => {
    const trust = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Sid: 'Ops',
        Action: ['sts:tagsession', 'STS:AssumeRole', 'sts:SetSourceIdentity'],
        Principal: { AWS: ['222222222222'] },
        Effect: 'Allow',
      },
    });
    expect(open({ ...finished, role: { ...role, trust } })).toEqual([]);
  });

  it('sets a configured boundary, and only reports one that is not configured', () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const bounded = { ...target, role: { ...target.role, permissionsBoundary: boundary } };
    expect(
      planAccount(bounded, finished).steps.find(({ state }) => state === 'needed')?.change,
    ).toMatchObject({
      kind: 'set-boundary',
      from: null,
      to: boundary,
    });
    const { steps, notices } = planAccount(target, {
      ...finished,
      role: { ...role, permissionsBoundary: boundary },
    });
    expect(steps.every(({ state }) => state === 'satisfied')).toBe(true);
    expect(notices).toEqual([
      `acme-production has the permissions boundary ${boundary}; diverst leaves it as it is`,
    ]);
  });

  it('reports policies that nobody planned and leaves them', () => {
    const extra = {
      ...role,
      managedPolicies: [administrator, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
      inlinePolicies: ['own'],
    };
    const { steps, notices } = planAccount(target, { ...finished, role: extra });
    expect(steps.every(({ state }) => state === 'satisfied')).toBe(true);
    expect(notices).toHaveLength(2);
  });

  it('says when the group is full', () => {
    const stuffed = {
      ...finished.group,
      inline: [{ name: 'x', document: JSON.stringify({ a: 'x'.repeat(5_100) }) }],
      attached: Array.from({ length: 10 }, (_, index) => ({
        name: `p${index}`,
        arn: `arn:aws:iam::aws:policy/p${index}`,
      })),
    };
    expect(planAccount(target, { ...finished, group: stuffed }).full).toBe(true);
    expect(planAccount(target, finished).full).toBe(false);
  });
});
