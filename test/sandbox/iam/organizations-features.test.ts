import {
  DisableOrganizationsRootCredentialsManagementCommand,
  DisableOrganizationsRootSessionsCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListOrganizationsFeaturesCommand,
} from '@aws-sdk/client-iam';
import {
  CreateAccountCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { failureOf } from '../ground.ts';
import { allow, policy, type World, world } from '../world.ts';

const ServicePrincipal = 'iam.amazonaws.com';

const trusted = (made: World) =>
  made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
const list = (client: IAMClient) => client.send(new ListOrganizationsFeaturesCommand({}));
const enableManagement = (client: IAMClient) =>
  client.send(new EnableOrganizationsRootCredentialsManagementCommand({}));

test('features are enabled one by one and disabled again', async () => {
  const made = world();
  await trusted(made);
  const client = made.iam();
  const OrganizationId = made.sandbox.state().organization?.id;
  expect(await list(client)).toMatchObject({ OrganizationId, EnabledFeatures: [] });
  await client.send(new EnableOrganizationsRootSessionsCommand({}));
  expect(await enableManagement(client)).toMatchObject({
    OrganizationId,
    EnabledFeatures: ['RootCredentialsManagement', 'RootSessions'],
  });
  await enableManagement(client);
  expect((await list(client)).EnabledFeatures).toEqual(['RootCredentialsManagement', 'RootSessions']);
  await client.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
  expect((await list(client)).EnabledFeatures).toEqual(['RootSessions']);
  await client.send(new DisableOrganizationsRootSessionsCommand({}));
  expect((await list(client)).EnabledFeatures).toEqual([]);
});

test('it needs the access of IAM to an organization with all features, and one of the two accounts', async () => {
  const made = world();
  const jane = made.iam(made.addUser(made.ops, 'jane', [policy(allow('iam:*Organizations*'))]));
  for (const call of [list, enableManagement]) {
    expect((await failureOf(call(made.iam()))).name).toBe('ServiceAccessNotEnabledException');
    expect((await failureOf(call(jane))).name).toBe('AccountNotManagementOrDelegatedAdministratorException');
  }
  await trusted(made);
  await enableManagement(made.iam());
  await made
    .organizations()
    .send(new RegisterDelegatedAdministratorCommand({ AccountId: made.ops, ServicePrincipal }));
  expect((await list(jane)).EnabledFeatures).toEqual(['RootCredentialsManagement']);
  expect((await failureOf(enableManagement(jane))).name).toBe('CallerIsNotManagementAccountException');
  await jane.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
  expect((await list(made.iam())).EnabledFeatures).toEqual([]);

  await made.organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
  expect((await failureOf(list(made.iam()))).name).toBe('ServiceAccessNotEnabledException');
  made.sandbox.edit((state) => {
    if (state.organization)
      state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
  });
  expect((await failureOf(list(made.iam()))).name).toBe('OrganizationNotInAllFeaturesModeException');

  const empty = openSandbox({ start: 'empty' });
  const alone = new IAMClient({
    region: empty.region,
    requestHandler: empty.requestHandler,
    credentials: empty.profiles.management,
    maxAttempts: 1,
  });
  expect((await failureOf(list(alone))).name).toBe('OrganizationNotFoundException');
});

test('accounts that are made while credentials are managed centrally have none, others keep theirs', async () => {
  const made = world();
  const summary = async (name: string) => {
    const { accounts } = made.sandbox.state();
    const id = Object.values(accounts).find((account) => account.name === name)?.id ?? '';
    const role = `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`;
    const keys = await made.assume({ RoleArn: role, RoleSessionName: 'admin' });
    return (await made.iam(keys).send(new GetAccountSummaryCommand({}))).SummaryMap;
  };
  const create = (AccountName: string) =>
    made.organizations().send(new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` }));
  const withPassword = { AccountPasswordPresent: 1, AccountMFAEnabled: 0, AccountAccessKeysPresent: 0 };
  expect(await summary('Ops')).toMatchObject(withPassword);
  await trusted(made);
  await create('before');
  await enableManagement(made.iam());
  await create('after');
  expect(await summary('before')).toMatchObject(withPassword);
  expect(await summary('after')).toMatchObject({ ...withPassword, AccountPasswordPresent: 0 });
  expect(await summary('Ops')).toMatchObject(withPassword);
  await made.iam().send(new DisableOrganizationsRootCredentialsManagementCommand({}));
  await create('later');
  expect(await summary('later')).toMatchObject(withPassword);
});
