import {
  CreateOrganizationCommand,
  DeleteResourcePolicyCommand,
  DeregisterDelegatedAdministratorCommand,
  DescribeAccountCommand,
  DescribeResourcePolicyCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListPoliciesCommand,
  ListTagsForResourceCommand,
  MoveAccountCommand,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { withoutTrails } from '../../contract/support/make-trail.ts';
import { failureOf, type Ground, ground } from '../ground.ts';
import { policy } from '../world.ts';

const service = 'iam.amazonaws.com';
const other = 'sso.amazonaws.com';

function placed() {
  const made = ground();
  made.sandbox.edit(withoutTrails);
  const client = made.organizations();
  const ops = Object.values(made.sandbox.state().accounts).find(({ name }) => name === 'Ops')?.id ?? '';
  const on = (ServicePrincipal: string) => ({ ServicePrincipal });
  return {
    ...made,
    client,
    ops,
    management: made.sandbox.state().managementAccountId,
    enable: (name = service) => client.send(new EnableAWSServiceAccessCommand(on(name))),
    disable: (name = service) => client.send(new DisableAWSServiceAccessCommand(on(name))),
    register: (AccountId = ops, name = service) =>
      client.send(new RegisterDelegatedAdministratorCommand({ AccountId, ...on(name) })),
    deregister: (AccountId = ops, name = service) =>
      client.send(new DeregisterDelegatedAdministratorCommand({ AccountId, ...on(name) })),
    async administrators(name?: string) {
      const input = name === undefined ? {} : on(name);
      return (await client.send(new ListDelegatedAdministratorsCommand(input))).DelegatedAdministrators;
    },
  };
}

test('trusted access of services, with the day on which it was enabled first', async () => {
  const g = placed();
  const enabled = async () =>
    (await g.client.send(new ListAWSServiceAccessForOrganizationCommand({}))).EnabledServicePrincipals;
  const since = new Date(g.clock.now());
  await g.enable(other);
  await g.clock.sleep(60_000);
  await g.enable();
  await g.enable(other);
  expect(await enabled()).toEqual([
    { ServicePrincipal: service, DateEnabled: new Date(g.clock.now()) },
    { ServicePrincipal: other, DateEnabled: since },
  ]);
  await g.disable(other);
  await g.disable(other);
  expect(await enabled()).toHaveLength(1);
  expect((await failureOf(g.enable('nothing.example.com'))).Reason).toBe('UNRECOGNIZED_SERVICE_PRINCIPAL');
  expect((await failureOf(g.disable('nothing.example.com'))).Reason).toBe('UNRECOGNIZED_SERVICE_PRINCIPAL');
});

test('an organization for its bills gives no service access', async () => {
  const client = ground({ start: 'empty' }).organizations();
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }));
  const failure = await failureOf(
    client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: service })),
  );
  expect(failure.Reason).toBe('ORGANIZATION_NOT_IN_ALL_FEATURES_MODE');
});

test('a delegated administrator from its registration to its end', async () => {
  const g = placed();
  expect((await failureOf(g.register())).Reason).toBe('SERVICE_ACCESS_NOT_ENABLED');
  await g.enable();
  await g.enable(other);
  const since = new Date(g.clock.now());
  await g.register();
  expect((await failureOf(g.register())).name).toBe('AccountAlreadyRegisteredException');
  await g.clock.sleep(60_000);
  await g.register(g.ops, other);
  const shown = {
    Id: g.ops,
    Name: 'Ops',
    Email: 'ops@example.com',
    State: 'ACTIVE',
    JoinedMethod: 'CREATED',
  };
  expect(await g.administrators()).toEqual([
    expect.objectContaining({ ...shown, DelegationEnabledDate: since }),
  ]);
  expect(await g.administrators(other)).toEqual([
    expect.objectContaining({ ...shown, DelegationEnabledDate: new Date(g.clock.now()) }),
  ]);
  expect(await g.administrators('config.amazonaws.com')).toEqual([]);
  const services = () => g.client.send(new ListDelegatedServicesForAccountCommand({ AccountId: g.ops }));
  expect((await services()).DelegatedServices).toEqual([
    { ServicePrincipal: service, DelegationEnabledDate: since },
    { ServicePrincipal: other, DelegationEnabledDate: new Date(g.clock.now()) },
  ]);
  const removal = new RemoveAccountFromOrganizationCommand({ AccountId: g.ops });
  expect((await failureOf(g.client.send(removal))).Reason).toBe(
    'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG',
  );

  await g.deregister();
  expect((await failureOf(g.deregister())).name).toBe('AccountNotRegisteredException');
  // Without its access to the organization a service has no administrators either.
  await g.disable(other);
  expect((await failureOf(services())).name).toBe('AccountNotRegisteredException');
  expect(g.sandbox.state().organization?.delegations).toEqual({});
});

test('who cannot be registered', async () => {
  const g = placed();
  await g.enable();
  expect((await failureOf(g.register(g.management))).Reason).toBe(
    'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
  );
  expect((await failureOf(g.register('999999999999'))).name).toBe('AccountNotFoundException');
  expect((await failureOf(g.register('ops'))).Reason).toBe('INVALID_PATTERN');
  expect((await failureOf(g.register(g.ops, 'nothing.example.com'))).Reason).toBe(
    'UNRECOGNIZED_SERVICE_PRINCIPAL',
  );
  expect((await failureOf(g.deregister('999999999999'))).name).toBe('AccountNotFoundException');
  g.sandbox.edit(({ accounts }) => {
    const account = accounts[g.ops];
    if (account !== undefined) account.state = 'SUSPENDED';
  });
  expect((await failureOf(g.register())).Reason).toBe(
    'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
  );
});

test('a delegated administrator of any service reads the organization, and changes nothing', async () => {
  const g = placed();
  const member = g.organizations(g.sandbox.profiles.ops);
  const readings = () => [
    member.send(new ListAccountsCommand({})),
    member.send(new DescribeAccountCommand({ AccountId: g.management })),
    member.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' })),
    member.send(new ListAWSServiceAccessForOrganizationCommand({})),
  ];
  for (const reading of readings()) expect((await failureOf(reading)).name).toBe('AccessDeniedException');
  await g.enable();
  await g.register();
  await Promise.all(readings());
  const move = new MoveAccountCommand({
    AccountId: g.ops,
    SourceParentId: 'r-none',
    DestinationParentId: 'r-none',
  });
  expect((await failureOf(member.send(move))).name).toBe('AccessDeniedException');
});

const statement = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:root' },
  Action: 'organizations:ListAccounts',
  Resource: '*',
};

test('the organization’s resource policy from its creation to its end', async () => {
  const g = placed();
  const put = (Content: string, Tags?: { Key: string; Value: string }[]) =>
    g.client.send(new PutResourcePolicyCommand({ Content, ...(Tags ? { Tags } : {}) }));
  const describe = () => g.client.send(new DescribeResourcePolicyCommand({}));
  const { ResourcePolicy } = await put(policy(statement), [{ Key: 'team', Value: 'one' }]);
  const id = ResourcePolicy?.ResourcePolicySummary?.Id ?? '';
  const { organization } = g.sandbox.state();
  expect(id).toMatch(/^rp-[0-9a-z]{8}$/);
  expect(await describe()).toMatchObject({
    ResourcePolicy: {
      Content: policy(statement),
      ResourcePolicySummary: {
        Id: id,
        Arn: `arn:aws:organizations::${g.management}:resourcepolicy/${organization?.id}/${id}`,
      },
    },
  });
  await g.client.send(new TagResourceCommand({ ResourceId: id, Tags: [{ Key: 'by', Value: 'me' }] }));
  await put(policy({ ...statement, Effect: 'Deny' }));
  expect((await describe()).ResourcePolicy?.ResourcePolicySummary?.Id).toBe(id);
  const { Tags } = await g.client.send(new ListTagsForResourceCommand({ ResourceId: id }));
  expect(Tags).toHaveLength(2);
  const removal = () => g.client.send(new DeleteResourcePolicyCommand({}));
  await removal();
  expect((await failureOf(removal())).name).toBe('ResourcePolicyNotFoundException');
  expect((await failureOf(describe())).name).toBe('ResourcePolicyNotFoundException');
});

test('what is no resource policy', async () => {
  const g: Ground = ground();
  const reasonOf = async (Content: string) =>
    (await failureOf(g.organizations().send(new PutResourcePolicyCommand({ Content })))).Reason;
  expect(await reasonOf('everyone')).toBe('INVALID_PATTERN');
  expect(await reasonOf(policy())).toBe('INVALID_PATTERN');
  expect(await reasonOf(policy({ Effect: 'Allow', Action: '*', Resource: '*' }))).toBe('INVALID_PRINCIPAL');
  expect(await reasonOf(policy(statement).padEnd(40_001))).toBe('MAX_LENGTH_EXCEEDED');
});
