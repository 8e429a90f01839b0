import { expect, it } from 'vitest';
import {
  type AccountSnapshot,
  type IamSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../src/model/organization.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { type IntendedTrust, intendedTrust } from '../../src/model/policy/trust.ts';
import type { Role } from '../../src/model/snapshot.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { diffOrganization } from '../../src/plan/diff-organization.ts';

const ops = '222222222222';
const acme = '333333333333';
const roleArn = `arn:aws:iam::${acme}:role/acme-production`;
const both = { partition: 'aws', opsAccountId: ops, requireMfa: true, requireSourceIdentity: true };
const everyone = { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' };

function role(name: string, accountId: string, trust: object, use: readonly string[] = []): Role {
  return {
    name,
    arn: `arn:aws:iam::${accountId}:role/${name}`,
    path: '/',
    trust: JSON.stringify(trust),
    maxSession: 3_600,
    permissionsBoundary: null,
    managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'].slice(use.length),
    inlinePolicies: use.length === 0 ? [] : ['use'],
    inlineDocuments: use.map((Resource) => ({
      name: 'use',
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource },
      }),
    })),
  };
}

function structureOf(
  demands: Pick<IntendedTrust, 'requireMfa'> & { requireSourceIdentity: boolean },
): Structure {
  const { client } = defaultStructure.kinds;
  const role = { ...client.role, ...demands };
  return { ...defaultStructure, kinds: { ...defaultStructure.kinds, client: { ...client, role } } };
}

/** What is wrong with the trust policy of acme, and of the roles of Ops. */
function found(trust: object, rolesOfOps: readonly Role[] = [], structure = structureOf(both)) {
  const account = (id: string, name: string, parentId: string, roles: readonly Role[]): AccountSnapshot => {
    const iam: IamSnapshot = { users: [], groups: [], roles, policies: [] };
    const reading = { kind: 'read', iam, rootUser: { kind: 'not-asked' } } as const;
    const email = `${name}@example.com`;
    return { id, name, email, state: 'ACTIVE', parentId, joinedAt: 0, joinedMethod: 'CREATED', reading };
  };
  const snapshot: OrganizationSnapshot = {
    partition: 'aws',
    id: 'o-1',
    managementAccountId: '111111111111',
    featureSet: 'ALL',
    rootId: 'r-1',
    ...nothingElseAsked,
    units: [
      { id: 'ou-users', name: 'Users', parentId: 'r-1' },
      { id: 'ou-envs', name: 'Envs', parentId: 'r-1' },
      { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
    ],
    accounts: [
      account(ops, 'Ops', 'ou-users', rolesOfOps),
      account(acme, 'acme', 'ou-production', [role('acme-production', acme, trust)]),
    ],
  };
  return diffOrganization(diffContext(structure, snapshot, 0)).filter(({ check }) =>
    /^trust-|^source-identity/.test(check),
  );
}

function checksOf(trust: object): readonly string[] {
  return found(trust).map(({ check }) => check);
}

it('says of each demand that a trust policy does not make which it is', () => {
  expect(checksOf(intendedTrust(both))).toEqual([]);
  expect(checksOf(intendedTrust({ ...both, requireMfa: false }))).toEqual(['trust-mfa']);
  expect(checksOf(intendedTrust({ ...both, requireSourceIdentity: false }))).toEqual([
    'trust-source-identity',
  ]);
  const none = intendedTrust({ ...both, requireMfa: false, requireSourceIdentity: false });
  expect(checksOf(none)).toEqual(['trust-mfa', 'trust-source-identity']);
});

it('says so beside strangers, too', () => {
  const lax = intendedTrust({ ...both, requireSourceIdentity: false });
  const open = { ...lax, Statement: [...[lax.Statement].flat(), everyone] };
  expect(checksOf(open)).toEqual(['trust-everyone', 'trust-source-identity']);
});

it('makes no demand while a role of Ops would be locked out, and repairs the rest', () => {
  const lax = intendedTrust({ ...both, requireSourceIdentity: false });
  const deploy = role('deploy', ops, lax, [roleArn]);
  const open = { ...lax, Statement: [...[lax.Statement].flat(), everyone] };
  const [locked, stranger, identity] = found(open, [deploy]);
  expect(locked).toMatchObject({ check: 'source-identity-role', subject: 'role/deploy' });
  expect(locked?.message).toContain('deploy');
  expect(identity).toMatchObject({ check: 'trust-source-identity', repair: [] });
  expect(identity?.fix.join()).toContain('deploy');
  expect(stranger?.repair).toMatchObject([
    { change: { kind: 'replace-trust', intended: canonicalJson(lax) }, consent: false },
  ]);
});

it('is not kept from its repair by roles that lead elsewhere, nor by the access role', () => {
  const lax = intendedTrust({ ...both, requireSourceIdentity: false });
  const elsewhere = role('deploy', ops, lax, ['arn:aws:iam::444444444444:role/other']);
  const access = role(defaultStructure.accessRole, ops, lax, ['*']);
  const differences = found(lax, [elsewhere, access]);
  expect(differences).toMatchObject([
    {
      check: 'trust-source-identity',
      repair: [{ change: { intended: canonicalJson(intendedTrust(both)) } }],
    },
  ]);
});

it('keeps the demand that is made, which locks out the roles of Ops already', () => {
  const wanted = intendedTrust(both);
  const [way, ...others] = [wanted.Statement].flat();
  const inside = { ...way, Principal: { AWS: `arn:aws:iam::${acme}:root` } };
  const deploy = role('deploy', ops, wanted, [roleArn]);
  const differences = found({ ...wanted, Statement: [way, inside, ...others] }, [deploy]);
  expect(differences.map(({ check }) => check)).toEqual(['source-identity-role', 'trust-broader']);
  expect(differences[1]?.repair).toMatchObject([{ change: { intended: canonicalJson(wanted) } }]);
});

it('keeps the demand that is made where only a stranger is to go', () => {
  const demanding = intendedTrust(both);
  const open = { ...demanding, Statement: [...[demanding.Statement].flat(), everyone] };
  const [, stranger] = found(open, [role('deploy', ops, demanding, [roleArn])]);
  expect(stranger).toMatchObject({
    check: 'trust-everyone',
    repair: [{ change: { intended: canonicalJson(demanding) } }],
  });
});

it('has nothing to say of roles or names where no source identity is required', () => {
  const plain = structureOf({ requireMfa: false, requireSourceIdentity: false });
  const lax = intendedTrust({ ...both, requireMfa: false, requireSourceIdentity: false });
  expect(found(lax, [role('deploy', ops, lax, [roleArn])], plain)).toEqual([]);
});
