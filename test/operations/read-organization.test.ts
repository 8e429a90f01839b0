import { PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import { Failure } from '../../src/model/failure.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import type { ReadProgress } from '../../src/operations/organization/read-organization.ts';
import { world } from '../sandbox/world.ts';
import { mutations, type TestOrganization, testOrganization } from '../support/cli.ts';
import { accountIn, editIam, iamIn, read, withClients } from '../support/reading.ts';
import { idOf } from '../support/state.ts';

const operations = ({ sandbox }: TestOrganization) => sandbox.calls.map(({ operation }) => operation);
const count = (organization: TestOrganization, operation: string) =>
  operations(organization).filter((name) => name === operation).length;

/** Calls whose outcome was not ok, as `service:Operation outcome`. */
const troubles = ({ sandbox }: TestOrganization) =>
  sandbox.calls
    // That the organization has no resource policy is an answer like any other.
    .filter(({ outcome }) => outcome !== 'ok' && outcome !== 'ResourcePolicyNotFoundException')
    // Nor that a user has no password.
    .filter(
      ({ operation, outcome }) => operation !== 'GetLoginProfile' || outcome !== 'NoSuchEntityException',
    )
    .map(({ service, operation, outcome }) => `${service}:${operation} ${outcome}`);

const withoutPeople = { ...defaultStructure, people: null };

const withMfa = {
  ...withoutPeople,
  kinds: {
    ...defaultStructure.kinds,
    client: {
      ...defaultStructure.kinds.client,
      role: { ...defaultStructure.kinds.client.role, requireMfa: true },
    },
  },
};

describe('reading an organization', () => {
  it('reads units, accounts and IAM of each', async () => {
    const organization = withClients(testOrganization(), 3);
    const { snapshot, management, calls } = await read(organization);
    const state = organization.sandbox.state();
    expect(snapshot).toMatchObject({
      partition: 'aws',
      id: state.organization?.id,
      rootId: state.organization?.rootId,
      managementAccountId: state.managementAccountId,
      featureSet: 'ALL',
    });
    expect(management.caller.accountId).toBe(state.managementAccountId);
    expect(snapshot.units.map(({ name }) => name).sort()).toEqual(['Envs', 'Production', 'Users']);
    expect(snapshot.accounts.map(({ id }) => id)).toEqual(Object.keys(state.accounts).sort());
    for (const account of snapshot.accounts) {
      expect(account.parentId).toBe(state.accounts[account.id]?.parentId);
      expect(account.reading.kind).toBe('read');
    }
    expect(calls).toBe(organization.sandbox.calls.length);
  });

  it('reads of a client its roles, decoded, with the longest session of the one that is wanted', async () => {
    const organization = withClients(testOrganization(), 1);
    const id = idOf(organization.sandbox.state(), 'client-0');
    editIam(organization, 'client-0', (iam) => {
      const role = iam.roles['client-0-production'];
      if (role) role.maxSessionDuration = 7_200;
    });
    const { snapshot } = await read(organization);
    const { roles, users, groups, policies } = iamIn(snapshot, 'client-0');
    expect({ users, groups, policies }).toEqual({ users: [], groups: [], policies: [] });
    expect(roles.map(({ name, maxSession }) => [name, maxSession])).toEqual([
      ['client-0-production', 7_200],
      ['OrganizationAccountAccessRole', null],
    ]);
    expect(roles[0]).toMatchObject({
      arn: `arn:aws:iam::${id}:role/client-0-production`,
      path: '/',
      permissionsBoundary: null,
      managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      inlinePolicies: [],
    });
    expect(JSON.parse(roles[0]?.trust ?? '')).toMatchObject({
      Statement: [{ Principal: { AWS: `arn:aws:iam::${idOf(organization.sandbox.state(), 'Ops')}:root` } }],
    });
  });

  it('reads of Ops and the management account groups, policies and those of AWS in use', async () => {
    const organization = withClients(testOrganization(), 40);
    const { snapshot } = await read(organization);
    const ops = iamIn(snapshot, 'Ops');
    expect(ops.groups.map(({ name }) => name).sort()).toEqual(['environments', 'people', 'production']);
    const production = ops.groups.find(({ name }) => name === 'production');
    const granted = [
      ...(production?.inline ?? []).map(({ document }) => document),
      ...ops.policies.filter(({ name }) => name.startsWith('assume-')).map(({ document }) => document),
    ].join('\n');
    for (let number = 0; number < 40; number++) expect(granted).toContain(`role/client-${number}-production`);
    expect(ops.policies.map(({ name }) => name)).toContain('AdministratorAccess');
    expect(ops.users.map(({ name, groups }) => [name, groups])).toEqual([['ops-user', ['production']]]);

    const root = iamIn(snapshot, 'management');
    expect(root.groups.map(({ name, attached }) => [name, attached])).toEqual([
      ['admin', [{ name: 'AdministratorAccess', arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]],
    ]);
    const administrator = root.policies.find(({ name }) => name === 'AdministratorAccess');
    expect(JSON.parse(administrator?.document ?? '')).toMatchObject({ Statement: [{ Action: '*' }] });
  });

  it('enters each member account once, the management account never, and changes nothing', async () => {
    const organization = withClients(testOrganization(), 10);
    await read(organization);
    const entered = organization.sandbox.calls
      .filter(({ operation }) => operation === 'AssumeRole')
      .map(({ input }) => input.RoleArn);
    expect(entered).toHaveLength(11);
    expect(new Set(entered).size).toBe(11);
    expect(entered).not.toContain(expect.stringContaining(organization.sandbox.state().managementAccountId));
    expect(mutations(organization.sandbox)).toEqual([]);
    expect(troubles(organization).filter((text) => !/^iam:Get(Role|LoginProfile) /.test(text))).toEqual([]);
  });

  it('asks what people in Ops and in the management account sign in with, and when', async () => {
    const organization = testOrganization();
    const { snapshot } = await read(organization);
    for (const name of ['Ops', 'management']) {
      const [user] = iamIn(snapshot, name).users;
      expect(user).toMatchObject({
        accessKeys: 1,
        mfaDevices: 0,
        signIn: { password: null, keys: [{ isActive: true }], mfaDevices: [] },
      });
    }
    expect(count(organization, 'ListAccessKeys')).toBe(2);
  });

  it('reads the account all the same where users could not be asked', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add({
      operation: 'ListMFADevices',
      times: 100,
      fault: { kind: 'error', code: 'AccessDenied', message: 'not you', status: 403 },
    });
    const [user] = iamIn((await read(organization)).snapshot, 'Ops').users;
    expect(user).toMatchObject({
      accessKeys: null,
      signIn: null,
      signInUnread: { kind: 'unread', denied: true, reason: 'AWS denied iam:ListMFADevices: not you' },
    });
  });

  it('without people asks for keys and MFA devices in Ops only where MFA is required', async () => {
    const organization = testOrganization();
    const id = idOf(organization.sandbox.state(), 'Ops');
    editIam(organization, 'Ops', (iam) => {
      const user = iam.users['ops-user'];
      if (user)
        iam.users['second'] = { ...user, name: 'second', mfaDevices: [`arn:aws:iam::${id}:mfa/second`] };
    });
    const without = await read(organization, { structure: withoutPeople });
    expect(
      iamIn(without.snapshot, 'Ops').users.map(({ accessKeys, mfaDevices }) => [accessKeys, mfaDevices]),
    ).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(count(organization, 'ListAccessKeys')).toBe(0);
    const required = await read(organization, { structure: { ...withMfa, people: null } });
    const wanted = await read(organization);
    expect(iamIn(wanted.snapshot, 'Ops').users).toEqual(iamIn(required.snapshot, 'Ops').users);
    expect(iamIn(wanted.snapshot, 'Ops').users[0]?.signIn).toMatchObject({
      password: null,
      keys: [{ isActive: true, lastUsed: null }],
    });
    expect(
      iamIn(required.snapshot, 'Ops').users.map(({ name, accessKeys, mfaDevices }) => [
        name,
        accessKeys,
        mfaDevices,
      ]),
    ).toEqual([
      ['ops-user', 1, 0],
      ['second', 0, 1],
    ]);
    expect(iamIn(required.snapshot, 'management').users[0]).toMatchObject({
      accessKeys: null,
      mfaDevices: null,
    });
  });

  it('counts the active keys of users in a client’s account', async () => {
    const organization = withClients(testOrganization(), 1);
    const accountId = idOf(organization.sandbox.state(), 'client-0');
    const person = Object.values(
      organization.sandbox.state().iam[idOf(organization.sandbox.state(), 'Ops')]?.users ?? {},
    )[0];
    editIam(organization, 'client-0', (iam) => {
      if (person) iam.users['robot'] = { ...person, name: 'robot', inline: {} };
    });
    organization.sandbox.edit((state) => {
      for (const [id, status] of [
        ['AKIAROBOTONE00000001', 'Active'],
        ['AKIAROBOTTWO00000002', 'Inactive'],
      ] as const) {
        state.accessKeys[id] = {
          id,
          secretAccessKey: 'x',
          accountId,
          userName: 'robot',
          createdAt: 0,
          status,
        };
      }
    });
    const { snapshot } = await read(organization);
    expect(iamIn(snapshot, 'client-0').users).toMatchObject([
      { name: 'robot', accessKeys: 1, mfaDevices: null },
    ]);
  });

  it('asks for no role under a name that none can have', async () => {
    const organization = withClients(testOrganization(), 1);
    const id = idOf(organization.sandbox.state(), 'client-0');
    organization.sandbox.edit((state) => {
      const account = state.accounts[id];
      if (account) account.name = 'Acme & Söhne \u001b[31m';
    });
    const { snapshot } = await read(organization);
    expect(snapshot.accounts.find((account) => account.id === id)?.reading.kind).toBe('read');
    expect(count(organization, 'GetRole')).toBe(0);
  });
});

describe('pages', () => {
  it('are read while further ones are listed', async () => {
    const organization = withClients(testOrganization(), 300);
    await read(organization);
    const called = operations(organization);
    const first = called.indexOf('AssumeRole');
    const last = called.lastIndexOf('ListAccounts');
    expect(first).toBeGreaterThan(-1);
    const meanwhile = called.slice(first, last).filter((name) => name === 'GetAccountAuthorizationDetails');
    expect(meanwhile.length).toBeGreaterThan(100);
    // The second page of a listing is an empty one in the sandbox.
    expect(count(organization, 'ListAccounts')).toBe(Math.ceil(302 / 20) + 1);
  });

  it('are listed and read within the published rates: nothing is throttled', async () => {
    const organization = withClients(testOrganization(), 300);
    const { snapshot } = await read(organization, { concurrency: 100 });
    expect(snapshot.accounts.filter(({ reading }) => reading.kind === 'read')).toHaveLength(302);
    // The one user has no password.
    expect(troubles(organization)).toEqual([]);
  });

  it('take as long as their rate asks for and hardly more', async () => {
    const organization = withClients(testOrganization(), 600);
    const begun = organization.clock.now();
    await read(organization);
    const floor = ((Math.ceil(602 / 20) + 1 - 12) / 8) * 1_000 + 50;
    expect(organization.clock.now() - begun).toBeLessThan(floor * 1.1);
  });

  it('without Paths are placed by asking the units, not the accounts', async () => {
    const organization = withClients(testOrganization({ paths: false }), 50);
    const { snapshot } = await read(organization);
    const { accounts } = organization.sandbox.state();
    for (const account of snapshot.accounts) expect(account.parentId).toBe(accounts[account.id]?.parentId);
    for (const { reading } of snapshot.accounts) expect(reading.kind).toBe('read');
    expect(count(organization, 'ListParents')).toBe(0);
    // Root, Users, Envs; Production with its three pages and the empty one.
    expect(count(organization, 'ListAccountsForParent')).toBe(3 + 4);
  });

  it('without Paths ask for the one account that was moved out of sight', async () => {
    const organization = withClients(testOrganization({ paths: false }), 2);
    const id = idOf(organization.sandbox.state(), 'client-0');
    const production = organization.sandbox.state().accounts[id]?.parentId ?? '';
    const place = (parentId: string) =>
      organization.sandbox.edit((state) => {
        const account = state.accounts[id];
        if (account) account.parentId = parentId;
      });
    organization.sandbox.faults.add({
      operation: 'ListAccountsForParent',
      when: ({ input }) => input.ParentId === production,
      fault: { kind: 'hook', before: () => place('ou-none-00000000'), after: () => place(production) },
    });
    const { snapshot } = await read(organization);
    expect(accountIn(snapshot, 'client-0').parentId).toBe(production);
    expect(count(organization, 'ListParents')).toBe(1);
  });
});

describe('a list of clients', () => {
  it('reads those, the management account and Ops, and says that others were not asked for', async () => {
    const organization = withClients(testOrganization(), 5);
    const { snapshot } = await read(organization, { only: ['client-1', 'Client-3'] });
    const kinds = snapshot.accounts.map(({ name, reading }) => [name, reading.kind]).sort();
    expect(kinds).toEqual([
      ['Ops', 'read'],
      ['client-0', 'not-asked'],
      ['client-1', 'read'],
      ['client-2', 'not-asked'],
      ['client-3', 'read'],
      ['client-4', 'not-asked'],
      ['management', 'read'],
    ]);
    expect(count(organization, 'AssumeRole')).toBe(3);
  });

  it('asks for nothing of the organization as a whole', async () => {
    const organization = withClients(testOrganization(), 2);
    const whole = ['DescribeTrails', 'ListDelegatedAdministrators', 'DescribeResourcePolicy'];
    const { snapshot } = await read(organization, { only: ['client-1'] });
    expect(snapshot).toMatchObject({ trails: { kind: 'not-asked' }, delegation: { kind: 'not-asked' } });
    expect(whole.map((operation) => count(organization, operation))).toEqual([0, 0, 0]);
    expect((await read(organization)).snapshot.delegation).toMatchObject({
      kind: 'read',
      administrators: [],
    });
    expect(whole.map((operation) => count(organization, operation))).toEqual([1, 1, 1]);
  });
});

describe('without all features', () => {
  it('nothing can be handed to others, and nothing is asked', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      if (state.organization !== null)
        state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
    });
    expect((await read(organization)).snapshot.delegation).toEqual({
      kind: 'read',
      administrators: [],
      trustedServices: [],
      resourcePolicy: null,
    });
    expect(count(organization, 'ListDelegatedAdministrators')).toBe(0);
  });
});

describe('the session in a member account', () => {
  it('may read IAM and nothing else, though the access role may do anything', async () => {
    const organization = withClients(testOrganization(), 1);
    await read(organization);
    const entering = organization.sandbox.calls.filter(({ operation }) => operation === 'AssumeRole');
    for (const { input } of entering) {
      expect(input).toMatchObject({
        PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }],
        DurationSeconds: 900,
        RoleSessionName: 'diverst-management-admin',
      });
    }
    // What such a session is worth, tried out.
    const own = world();
    const keys = await own.assume({
      RoleArn: `arn:aws:iam::${own.ops}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'test',
      PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }],
    });
    const writing = own.iam(keys).send(
      new PutRolePolicyCommand({
        RoleName: 'OrganizationAccountAccessRole',
        PolicyName: 'door',
        PolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
      }),
    );
    await expect(writing).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('progress', () => {
  it('reports what is listed and read, and ends with everything', async () => {
    const organization = withClients(testOrganization(), 60);
    const reported: ReadProgress[] = [];
    await read(organization, { progress: (state) => reported.push(state) });
    for (const [index, state] of reported.entries()) {
      expect(state.read).toBeLessThanOrEqual(state.accounts);
      expect(state.read).toBeGreaterThanOrEqual(reported[index - 1]?.read ?? 0);
    }
    expect(reported.some(({ listed, read: done }) => !listed && done > 0)).toBe(true);
    expect(reported.at(-1)).toMatchObject({ accounts: 62, read: 62, listed: true });
    expect(reported.at(-1)?.perSecond).toBeGreaterThan(10);
  });
});

describe('what ends the whole reading', () => {
  it('is a caller of another account', async () => {
    const organization = withClients(testOrganization(), 1);
    const { ops } = organization.sandbox.profiles;
    const asOps: TestOrganization = {
      ...organization,
      sandbox: new Proxy(organization.sandbox, {
        get: (sandbox, name, receiver) =>
          name === 'profiles' ? { management: ops } : Reflect.get(sandbox, name, receiver),
      }),
    };
    // The listing was denied to them before; who calls is what matters.
    await expect(read(asOps)).rejects.toSatisfy(
      ({ cause }: Failure) =>
        cause instanceof AwsError && cause.action === 'organizations:DescribeOrganization',
    );
    expect(count(organization, 'AssumeRole')).toBe(0);
  });

  it.each(['ListRoots', 'ListOrganizationalUnitsForParent', 'ListAccounts'])(
    'is a denial of %s',
    async (operation) => {
      const organization = withClients(testOrganization(), 50);
      organization.sandbox.faults.add({
        operation,
        fault: { kind: 'error', code: 'AccessDeniedException', message: 'not authorized' },
      });
      await expect(read(organization)).rejects.toSatisfy(
        (error) => error instanceof AwsError && error.action === `organizations:${operation}`,
      );
    },
  );

  it('stops listing and reading when the units cannot be read', async () => {
    const organization = withClients(testOrganization(), 400);
    organization.sandbox.faults.add({
      operation: 'ListRoots',
      fault: { kind: 'error', code: 'AccessDeniedException' },
    });
    await expect(read(organization)).rejects.toBeInstanceOf(AwsError);
    const called = organization.sandbox.calls.length;
    await organization.clock.sleep(60_000);
    // What was under way ends; nothing new begins.
    expect(organization.sandbox.calls.length - called).toBeLessThan(3 * 40);
    expect(count(organization, 'ListAccounts')).toBeLessThan(10);
  });

  it('is an interruption, at once and with its own reason', async () => {
    const organization = withClients(testOrganization(), 300);
    const interruption = new AbortController();
    const reason = new Failure('interrupted', { what: 'interrupted' });
    const reading = read(organization, {
      signal: interruption.signal,
      progress: ({ read: done }) => {
        if (done > 20) interruption.abort(reason);
      },
    });
    await expect(reading).rejects.toBe(reason);
    const called = organization.sandbox.calls.length;
    await organization.clock.sleep(60_000);
    expect(organization.sandbox.calls.length).toBe(called);
  });
});
