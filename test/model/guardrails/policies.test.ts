import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/model/failure.ts';
import { type GuardrailFacts, refuseWrongExceptions } from '../../../src/model/guardrails/exceptions.ts';
import { documentOf, guardrailPolicies } from '../../../src/model/guardrails/policies.ts';
import type { GuardrailsStructure } from '../../../src/model/guardrails.ts';
import { defaultStructure, type Structure } from '../../../src/model/structure.ts';

const account = (id: string, name: string, parentId: string) => ({ id, name, parentId });
const facts: GuardrailFacts = {
  partition: 'aws',
  id: 'o-exampleorgid',
  managementAccountId: '111111111111',
  rootId: 'r-root',
  units: [
    { id: 'ou-users', name: 'Users', parentId: 'r-root' },
    { id: 'ou-envs', name: 'Envs', parentId: 'r-root' },
    { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
    { id: 'ou-other', name: 'Other', parentId: 'r-root' },
  ],
  accounts: [
    account('111111111111', 'management', 'r-root'),
    account('222222222222', 'Ops', 'ou-users'),
    account('333333333333', 'acme', 'ou-production'),
    account('444444444444', 'tools', 'ou-envs'),
    account('555555555555', 'images', 'ou-other'),
    account('666666666666', 'twice', 'ou-other'),
    account('777777777777', 'twice', 'ou-other'),
  ],
};

function structureWith(guardrails: Partial<GuardrailsStructure>): Structure {
  if (defaultStructure.guardrails === null) throw new Error('there are no guardrails');
  return { ...defaultStructure, guardrails: { ...defaultStructure.guardrails, ...guardrails } };
}

function withMfa(noun: 'client' | 'environment'): Structure {
  const { kinds } = defaultStructure;
  const kind = { ...kinds[noun], role: { ...kinds[noun].role, requireMfa: true } };
  return { ...defaultStructure, kinds: { ...kinds, [noun]: kind } };
}

function sids(structure: Structure): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    guardrailPolicies(structure, facts).map((policy) => [
      `${policy.unit} ${policy.type} ${policy.name}`,
      JSON.parse(documentOf(policy)).Statement.map(({ Sid }: { readonly Sid: string }) => Sid),
    ]),
  );
}

/** The one statement of that Sid, as it is written. */
function statement(structure: Structure, sid: string, given = facts) {
  const found = guardrailPolicies(structure, given)
    .flatMap(({ guardrails }) => guardrails.flatMap(({ statements }) => statements))
    .find(({ Sid }) => Sid === sid);
  return found ?? null;
}

describe('the policies', () => {
  it('are those of the default configuration', () => {
    expect(sids(defaultStructure)).toEqual({
      'environments SERVICE_CONTROL_POLICY diverst-guardrails': [
        'DiverstLeave',
        'DiverstRootUser',
        'DiverstRolesAccess',
        'DiverstRolesTagged',
        'DiverstRolesTags',
        'DiverstLateral',
      ],
      'environments RESOURCE_CONTROL_POLICY diverst-guardrails': ['DiverstOutsiders'],
      'users SERVICE_CONTROL_POLICY diverst-guardrails-ops': ['DiverstLeave', 'DiverstRootUser'],
      'users RESOURCE_CONTROL_POLICY diverst-guardrails-ops': ['DiverstOutsiders'],
    });
  });

  it('are those that are enabled, each where it belongs', () => {
    expect(sids(structureWith({ enabled: ['mfa', 'people', 'federation'] }))).toEqual({
      'environments SERVICE_CONTROL_POLICY diverst-guardrails': ['DiverstPeople', 'DiverstFederation'],
      'users SERVICE_CONTROL_POLICY diverst-guardrails-ops': ['DiverstMfa'],
    });
    expect(sids(structureWith({ enabled: [] }))).toEqual({});
    expect(sids({ ...defaultStructure, guardrails: null })).toEqual({});
  });

  it.each(['client', 'environment'] as const)('demand MFA of people where a role of a %s does', (noun) => {
    expect(sids(withMfa(noun))['users SERVICE_CONTROL_POLICY diverst-guardrails-ops']).toContain(
      'DiverstMfa',
    );
  });

  it('are minified and of the partition, the access role and the organization that there are', () => {
    const structure = { ...defaultStructure, accessRole: 'Access' };
    const policies = guardrailPolicies(structure, {
      ...facts,
      partition: 'aws-us-gov',
      id: '{organizationId}',
    });
    const text = policies.map(documentOf).join();
    expect(text).not.toMatch(/\s/);
    expect(text).toContain('"arn:aws-us-gov:iam::*:role/Access"');
    expect(text).toContain('"arn:aws-us-gov:iam::*:root"');
    expect(text).toContain('"aws:PrincipalOrgID":"{organizationId}"');
    expect(text).not.toContain('arn:aws:');
  });

  it.each([
    ['reach', { reach: ids(700), hubs: [] }, 'guardrails.reach or guardrails.hubs'],
    ['vendors', { vendors: ids(400) }, 'guardrails.vendors or guardrails.issuers'],
  ])('are refused where AWS takes no such long list: %s', (_name, guardrails, key) => {
    expect(thrown(() => guardrailPolicies(structureWith(guardrails), facts))).toMatchObject({
      kind: 'usage',
      text: { fix: [`shorten ${key} in diverst.config.yaml`] },
    });
  });

  it('fit with as many exceptions as a company has', () => {
    const guardrails = { enabled: [...everyName], reach: ids(300), vendors: ids(150) };
    expect(guardrailPolicies(structureWith(guardrails), facts)).toHaveLength(4);
  });
});

describe('exceptions', () => {
  it('are the accounts that are named, by name or id', () => {
    const structure = structureWith({ reach: ['images', '999999999999'], hubs: ['444444444444'] });
    expect(statement(structure, 'DiverstLateral')?.Condition?.StringNotEquals).toEqual({
      'aws:PrincipalAccount': '444444444444',
      'aws:ResourceAccount': ['${aws:PrincipalAccount}', '555555555555', '999999999999'],
    });
    expect(() => refuseWrongExceptions(structure, facts)).not.toThrow();
  });

  it('of vendors and identity providers', () => {
    const structure = structureWith({
      vendors: ['999999999999', '888888888888'],
      issuers: ['token.actions.githubusercontent.com', 'graph.facebook.com'],
    });
    expect(statement(structure, 'DiverstOutsiders')?.Condition?.StringNotEqualsIfExists).toEqual({
      'aws:PrincipalAccount': ['888888888888', '999999999999'],
      'aws:PrincipalOrgID': 'o-exampleorgid',
    });
    expect(statement(structure, 'DiverstIssuers')?.Condition).toEqual({
      Null: {
        'token.actions.githubusercontent.com:aud': 'true',
        'token.actions.githubusercontent.com:sub': 'true',
        'graph.facebook.com:app_id': 'true',
      },
    });
    expect(statement(structureWith({ issuers: [] }), 'DiverstIssuers')).not.toHaveProperty('Condition');
    expect(statement(defaultStructure, 'DiverstIssuers')).toBeNull();
  });

  it.each([
    [{ reach: ['nobody'] }, /reach names nobody: no account of the organization has this name/],
    [{ reach: ['twice'] }, /reach names twice: 2 accounts have this name/],
    [{ reach: ['acme'] }, /reach names acme: the account is a client/],
    [{ reach: ['222222222222'] }, /reach names 222222222222: the account is the account of people/],
    [{ reach: ['management'] }, /reach names management: the account is the management account/],
    [{ hubs: ['acme'] }, /hubs names acme: the account is a client, and only an environment can be a hub/],
    [{ hubs: ['images'] }, /hubs names images: the account is neither/],
    [{ hubs: ['Ops'] }, /hubs names Ops/],
    [{ hubs: ['999999999999'] }, /hubs names 999999999999: no account of the organization has this ID/],
    [{ reach: ['tools'], hubs: ['tools'] }, /both name tools: every client could reach every other client/],
  ])('that open a way are refused, and left out: %j', (guardrails, problem) => {
    const structure = structureWith(guardrails);
    const error = thrown(() => refuseWrongExceptions(structure, facts));
    expect(error).toMatchObject({ kind: 'usage', text: { why: expect.stringMatching(problem) } });
    expect(statement(structure, 'DiverstLateral')).toEqual(statement(defaultStructure, 'DiverstLateral'));
  });

  it('are not looked at where there are no guardrails', () => {
    expect(() => refuseWrongExceptions({ ...defaultStructure, guardrails: null }, facts)).not.toThrow();
  });
});

const everyName = [
  'leave',
  'root-user',
  'roles',
  'lateral',
  'outsiders',
  'mfa',
  'people',
  'federation',
] as const;

function ids(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));
}

function thrown(act: () => unknown): Failure {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
