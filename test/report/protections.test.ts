import { describe, expect, it } from 'vitest';
import { documentOf, guardrailPolicies } from '../../src/model/guardrails/policies.ts';
import {
  type AccountSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
} from '../../src/model/organization.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { type Protection, protections } from '../../src/report/protections.ts';

const now = Date.UTC(2026, 10, 24);

const account = (id: string, rootUser: object): AccountSnapshot => ({
  id,
  name: `account-${id}`,
  email: `aws+${id}@example.com`,
  state: 'ACTIVE',
  parentId: 'ou-envs',
  joinedAt: null,
  joinedMethod: 'CREATED',
  reading: {
    kind: 'read',
    iam: { users: [], groups: [], roles: [], policies: [] },
    rootUser: {
      kind: 'read',
      rootUser: {
        hasPassword: false,
        hasAccessKeys: false,
        hasMfa: false,
        hasSigningCertificates: false,
        ...rootUser,
      },
    },
  },
});

const base: OrganizationSnapshot = {
  partition: 'aws',
  id: 'o-exampleorg1',
  managementAccountId: '111111111111',
  featureSet: 'ALL',
  ...nothingElseAsked,
  rootId: 'r-exam',
  units: [
    { id: 'ou-envs', name: 'Envs', parentId: 'r-exam' },
    { id: 'ou-users', name: 'Users', parentId: 'r-exam' },
  ],
  accounts: [account('222222222222', {}), account('333333333333', { hasPassword: true, hasMfa: true })],
};

const trail = {
  name: 'everything',
  arn: 'arn:aws:cloudtrail:us-east-1:111111111111:trail/everything',
  homeRegion: 'us-east-1',
  isMultiRegion: true,
  hasGlobalEvents: true,
  isValidated: true,
  bucket: 'bucket-of-trail',
  prefix: null,
  selectors: { form: 'basic', selectors: [{ readWrite: 'All', management: true, data: [], excluded: [] }] },
  status: {
    isLogging: true,
    startedAt: now - 3_600_000,
    stoppedAt: null,
    deliveredAt: now - 60_000,
    deliveryError: null,
    digestError: null,
  },
} as const;

/** The guardrails as they are wanted, attached where they belong. */
const policiesOf = (structure: Structure) =>
  guardrailPolicies(structure, base).map((wanted, index) => ({
    id: `p-${index}`,
    name: wanted.name,
    type: wanted.type,
    isAwsManaged: false,
    document: documentOf(wanted),
    targets: [wanted.unit === 'users' ? 'ou-users' : 'ou-envs'],
  }));
const policies = policiesOf(defaultStructure);
const enabled = { SERVICE_CONTROL_POLICY: 'ENABLED', RESOURCE_CONTROL_POLICY: 'ENABLED' } as const;

const good: OrganizationSnapshot = {
  ...base,
  controlPolicies: { kind: 'read', types: enabled, policies, withoutFullAccess: [] },
  rootAccess: { kind: 'read', isTrusted: true, managesCredentials: true },
  trails: { kind: 'read', region: 'us-east-1', trails: [trail], taken: [] },
  delegation: { kind: 'read', administrators: [], trustedServices: [], resourcePolicy: null },
};

const of = (change: Partial<OrganizationSnapshot> = {}, structure: Structure = defaultStructure) =>
  protections(diffContext(structure, { ...good, ...change }, now));
const topic = (all: readonly Protection[], name: Protection['topic']) =>
  all.filter((one) => one.topic === name);
const states = (all: readonly Protection[]) => [...new Set(all.map(({ state }) => state))];

describe('what protects every account', () => {
  it('holds where everything is as it is wanted', () => {
    expect(of().map(({ topic: name }) => name)).toEqual([
      ...Array(5).fill('Guardrails'),
      'Root users',
      'Root users',
      'Records',
      'Delegation',
    ]);
    expect(states(of())).toEqual(['holds']);
    expect(of()[0]).toMatchObject({ detail: 'In Envs and Users.' });
  });

  it('names the OU in which a guardrail does not hold', () => {
    const detached = policies.map((policy) =>
      policy.targets[0] === 'ou-users' ? { ...policy, targets: [] } : policy,
    );
    const [leave, , roles] = of({
      controlPolicies: { kind: 'read', types: enabled, policies: detached, withoutFullAccess: [] },
    });
    expect(leave).toMatchObject({
      state: 'differs',
      detail: 'Envs: enforced; Users: the policy is not attached',
    });
    expect(roles).toMatchObject({ state: 'holds', detail: 'In Envs.' });
  });

  it('names whom the configuration excepts from a guardrail', () => {
    const { guardrails } = defaultStructure;
    if (guardrails === null) throw new Error('there are no guardrails');
    const structure = { ...defaultStructure, guardrails: { ...guardrails, vendors: ['999988887777'] } };
    const own = policiesOf(structure);
    const controlPolicies = { kind: 'read', types: enabled, policies: own, withoutFullAccess: [] } as const;
    const details = of({ controlPolicies }, structure).map(({ detail }) => detail);
    expect(details).toContain('In Envs and Users. Exceptions: 999988887777.');
    expect(details.filter((detail) => detail?.includes('Exceptions'))).toHaveLength(1);
  });

  it('counts root users that can sign in', () => {
    const keys = account('444444444444', { hasAccessKeys: true });
    const open = account('555555555555', { hasPassword: true });
    const [, users] = topic(of({ accounts: [...base.accounts, keys, open] }), 'Root users');
    expect(users).toMatchObject({
      state: 'differs',
      detail: '1 with access keys; 1 with a password and no MFA device; 4 checked',
    });
  });

  it('does not say of what was not read that it holds', () => {
    const unread = { kind: 'unread', reason: 'AccessDenied: no', denied: true } as const;
    const all = of({
      controlPolicies: unread,
      rootAccess: unread,
      trails: unread,
      delegation: unread,
      accounts: base.accounts.map((one) => ({ ...one, reading: unread })),
    });
    expect(states(all)).toEqual(['unknown']);
    expect(all.filter(({ detail }) => detail === unread.reason)).toHaveLength(4);
    expect(
      states(
        protections(diffContext(defaultStructure, base, now)).filter(
          ({ topic: name }) => name !== 'Root users',
        ),
      ),
    ).toEqual(['unknown']);
    const [, users] = topic(
      of({ accounts: [...base.accounts, { ...account('6', {}), reading: unread }] }),
      'Root users',
    );
    expect(users).toMatchObject({ state: 'unknown', detail: '2 checked; 1 could not be read' });
  });

  it('says what the configuration switches off', () => {
    const all = of({}, { ...defaultStructure, guardrails: null, trail: null, centralRootAccess: false });
    expect(all.filter(({ state }) => state === 'off').map(({ topic: name }) => name)).toEqual([
      'Guardrails',
      'Root users',
      'Records',
    ]);
  });

  it('says what is wrong with the trail that there is', () => {
    const silent = {
      ...trail,
      isValidated: false,
      status: { ...trail.status, isLogging: false, stoppedAt: now - 1 },
    };
    const [record] = topic(
      of({ trails: { kind: 'read', region: 'us-east-1', trails: [silent], taken: [] } }),
      'Records',
    );
    expect(record).toMatchObject({
      state: 'differs',
      detail: 'Trail everything: the log files are not validated, logging is stopped',
    });
  });

  it('knows delegated administrators that the configuration names', () => {
    const delegation = {
      kind: 'read',
      administrators: [
        { accountId: '222222222222', name: 'account-222222222222', services: ['guardduty.amazonaws.com'] },
      ],
      trustedServices: [],
      resourcePolicy: null,
    } as const;
    const named = {
      ...defaultStructure,
      delegatedAdministrators: { '222222222222': ['guardduty.amazonaws.com'] },
    };
    expect(topic(of({ delegation }, named), 'Delegation')).toMatchObject([{ state: 'holds' }]);
    expect(topic(of({ delegation }), 'Delegation')).toMatchObject([
      { state: 'differs', detail: 'account-222222222222 (222222222222): guardduty.amazonaws.com' },
    ]);
  });
});
