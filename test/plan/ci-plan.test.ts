import { describe, expect, it } from 'vitest';
import type { CiRoleStructure, OidcProvider } from '../../src/model/ci.ts';
import { ciRolesOf } from '../../src/model/ci-roles.ts';
import type { Role } from '../../src/model/snapshot.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { type CiSnapshot, ciNotices, ciProviders, ciSteps, ciTargets, noCi } from '../../src/plan/ci-plan.ts';

const accountId = '333333333333';
const github: CiRoleStructure = {
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'sts.amazonaws.com',
  subject: 'repo:company/infra:environment:{client}',
  role: '{client}-ci',
  managedPolicies: ['PowerUserAccess'],
  maxSession: 3_600,
};

function accountWith(...ci: readonly CiRoleStructure[]) {
  return { kind: { ...defaultStructure.kinds.client, ci }, name: 'acme', partition: 'aws-us-gov' };
}

const acme = accountWith(github, { ...github, role: 'plan-{client}', audience: 'plan' });

function made(account = acme): { readonly roles: Role[]; readonly providers: readonly OidcProvider[] } {
  const roles = ciTargets(account, accountId).map((target) => ({
    name: target.name,
    arn: `arn:aws-us-gov:iam::${accountId}:role/${target.name}`,
    path: target.path,
    trust: target.trust,
    maxSession: target.maxSession,
    permissionsBoundary: null,
    managedPolicies: target.managedPolicyArns,
    inlinePolicies: [],
    tags: { 'diverst:managed-by': 'diverst' },
  }));
  return { roles, providers: ciProviders(account, accountId) };
}

function open(actual: CiSnapshot, account = acme): readonly string[] {
  return ciSteps(account, accountId, actual)
    .filter(({ state }) => state !== 'satisfied')
    .map(({ change, state }) => `${change.kind} ${state}`);
}

describe('the CI roles of an account', () => {
  it('are filled in for it, in its partition', () => {
    expect(ciRolesOf(acme, { partition: acme.partition, accountId })).toMatchObject([
      { name: 'acme-ci', subject: 'repo:company/infra:environment:acme', audience: 'sts.amazonaws.com' },
      { name: 'plan-acme', arn: `arn:aws-us-gov:iam::${accountId}:role/plan-acme`, audience: 'plan' },
    ]);
    expect(ciTargets(acme, accountId)[0]).toMatchObject({
      managedPolicyArns: ['arn:aws-us-gov:iam::aws:policy/PowerUserAccess'],
      tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
      tokens: { issuer: 'token.actions.githubusercontent.com' },
    });
  });

  it('rest on one provider for each issuer, with all its audiences', () => {
    const gitlab = { ...github, issuer: 'https://gitlab.com/ci', role: '{client}-lab' };
    expect(ciProviders(accountWith(github, gitlab, ...acme.kind.ci), accountId)).toEqual([
      {
        arn: `arn:aws-us-gov:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`,
        issuer: 'https://token.actions.githubusercontent.com',
        audiences: ['sts.amazonaws.com', 'plan'],
      },
      {
        arn: `arn:aws-us-gov:iam::${accountId}:oidc-provider/gitlab.com/ci`,
        issuer: 'https://gitlab.com/ci',
        audiences: ['sts.amazonaws.com'],
      },
    ]);
  });

  it('are planned as far as they are missing, a provider before the roles that trust it', () => {
    expect(open(made())).toEqual([]);
    expect(open(noCi)).toEqual([
      'create-provider needed',
      ...['create-role needed', 'attach-policy needed', 'create-role needed', 'attach-policy needed'],
    ]);
    const { roles, providers } = made();
    const less = providers.map((one) => ({ ...one, audiences: ['sts.amazonaws.com'] }));
    expect(open({ roles, providers: less })).toEqual(['add-audience needed']);
    expect(open({ roles: roles.slice(1), providers })).toEqual([
      'create-role needed',
      'attach-policy needed',
    ]);
  });

  it('are given another trust policy with consent only', () => {
    const { roles, providers } = made();
    const wide = roles.map((role) => ({ ...role, trust: role.trust.replace(':acme"', ':globex"') }));
    expect(open({ roles: wide, providers })).toEqual([
      'replace-trust needs-consent',
      'replace-trust needs-consent',
    ]);
  });

  it('keep what else they have, which is said', () => {
    const { roles, providers } = made();
    const [first, ...others] = roles;
    const more = { ...first, inlinePolicies: ['own'], permissionsBoundary: 'arn:b' } as Role;
    expect(ciNotices(acme, accountId, { roles: [more, ...others], providers })).toEqual([
      'acme-ci also has the inline policy own; diverst leaves it as it is',
      'acme-ci has the permissions boundary arn:b; diverst leaves it as it is',
    ]);
  });

  it('of an account without any are nothing at all', () => {
    expect(open(noCi, accountWith())).toEqual([]);
    expect(ciProviders(accountWith(), accountId)).toEqual([]);
  });
});
