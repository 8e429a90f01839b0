import { expect, it } from 'vitest';
import {
  type AccountSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../src/model/organization.ts';
import type { KnownContext } from '../../src/model/policy/known-context.ts';
import { intendedTrust } from '../../src/model/policy/trust.ts';
import type { Role } from '../../src/model/snapshot.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { accountTargets } from '../../src/plan/account-target.ts';
import { roleDifferences } from '../../src/plan/diff/account-role.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { compareTrust } from '../../src/plan/role-plan.ts';

const opsAccountId = '222222222222';
const organization = { id: 'o-1', accountIds: new Set([opsAccountId, '333333333333']) };

/** What is known of requests, and how often a comparison asked for it. */
function counted() {
  let asked = 0;
  const known: KnownContext = {
    get organization() {
      asked += 1;
      return organization;
    },
  };
  return { known, asked: () => asked };
}

it('a trust policy that differs is compared once', () => {
  const intended = intendedTrust({ partition: 'aws', opsAccountId, requireMfa: false });
  // Names the account itself too, and its condition is one that what is known may decide.
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      ...[intended.Statement].flat(),
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::333333333333:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } },
      },
    ],
  });
  const role: Role = {
    name: 'acme-production',
    arn: 'arn:aws:iam::333333333333:role/acme-production',
    path: '/',
    trust,
    maxSession: 3_600,
    permissionsBoundary: null,
    managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    inlinePolicies: [],
    tags: { 'diverst:managed-by': 'diverst' },
  };
  const iam = { users: [], groups: [], roles: [role], policies: [] };
  const account = (id: string, name: string, parentId: string): AccountSnapshot => ({
    id,
    name,
    email: `${name}@example.com`,
    state: 'ACTIVE',
    parentId,
    joinedAt: 0,
    joinedMethod: 'CREATED',
    reading: { kind: 'read', iam, rootUser: { kind: 'not-asked' } },
  });
  const acme = account('333333333333', 'acme', 'ou-production');
  const snapshot: OrganizationSnapshot = {
    partition: 'aws',
    id: 'o-1',
    managementAccountId: '111111111111',
    featureSet: 'ALL',
    ...nothingElseAsked,
    rootId: 'r-1',
    units: [
      { id: 'ou-users', name: 'Users', parentId: 'r-1' },
      { id: 'ou-envs', name: 'Envs', parentId: 'r-1' },
      { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
    ],
    accounts: [account(opsAccountId, 'Ops', 'ou-users'), acme],
  };
  const diffed = counted();
  const context = { ...diffContext(defaultStructure, snapshot), known: diffed.known };
  const targets = accountTargets({
    kind: defaultStructure.kinds.client,
    structure: defaultStructure,
    partition: 'aws',
    opsAccountId,
    unitId: 'ou-production',
    known: diffed.known,
  });
  const target = targets('acme', acme.email);
  const kind = defaultStructure.kinds.client;
  const owned = { kind, name: 'acme', account: acme, roleName: role.name };
  const found = roleDifferences(owned, iam, target, context);
  expect(found.map(({ check }) => check)).toEqual(['trust-broader']);
  const once = counted();
  expect(compareTrust(role, target.role.trust, once.known).verdict).toBe('broader');
  expect(once.asked()).toBeGreaterThan(0);
  expect(diffed.asked()).toBe(once.asked());
});
