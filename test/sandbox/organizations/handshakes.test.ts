import {
  AcceptHandshakeCommand,
  CreateOrganizationCommand,
  DescribeHandshakeCommand,
  EnableAllFeaturesCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedServicesForAccountCommand,
  ListHandshakesForAccountCommand,
  ListHandshakesForOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf, ground } from '../ground.ts';
import { world } from '../world.ts';

test('there are no handshakes', async () => {
  const { organizations, sandbox } = ground();
  const ofAll = await organizations().send(new ListHandshakesForOrganizationCommand({}));
  expect(ofAll.Handshakes).toEqual([]);
  const filter = new ListHandshakesForAccountCommand({ Filter: { ActionType: 'INVITE' } });
  expect((await organizations(sandbox.profiles.ops).send(filter)).Handshakes).toEqual([]);
  const HandshakeId = 'h-examplehandshakeid111';
  for (const command of [
    new DescribeHandshakeCommand({ HandshakeId }),
    new AcceptHandshakeCommand({ HandshakeId }),
  ]) {
    const name = 'HandshakeNotFoundException';
    expect(await failureOf(organizations().send(command as DescribeHandshakeCommand))).toMatchObject({
      name,
    });
  }
});

test('accepting a handshake needs the permission, and an id', async () => {
  const { organizations, opsKeys } = world();
  const accept = (HandshakeId: string) => new AcceptHandshakeCommand({ HandshakeId });
  const denied = await failureOf(organizations(opsKeys).send(accept('h-examplehandshakeid111')));
  expect(denied.message).toContain('is not authorized to perform: organizations:AcceptHandshake');
  expect((await failureOf(organizations().send(accept('x')))).name).toBe('InvalidInputException');
});

test('an account outside any organization may ask whether it was invited', async () => {
  const { organizations } = ground({ start: 'empty' });
  expect((await organizations().send(new ListHandshakesForAccountCommand({}))).Handshakes).toEqual([]);
});

test('handshakes of an action that there is not', async () => {
  const { organizations } = ground();
  const Filter = { ActionType: 'ASK' as 'INVITE' };
  for (const wrong of [
    organizations().send(new ListHandshakesForAccountCommand({ Filter })),
    organizations().send(new ListHandshakesForOrganizationCommand({ Filter })),
  ]) {
    expect((await failureOf(wrong)).Reason).toBe('INVALID_ENUM');
  }
  const parent = { Filter: { ParentHandshakeId: 'x' } };
  const failure = await failureOf(organizations().send(new ListHandshakesForAccountCommand(parent)));
  expect(failure.Reason).toBe('INVALID_PATTERN');
});

test('all features are there from the beginning', async () => {
  const { organizations } = ground();
  expect(await failureOf(organizations().send(new EnableAllFeaturesCommand({})))).toMatchObject({
    name: 'HandshakeConstraintViolationException',
    Reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
  });
});

test('an organization that was made for its bills keeps to them, and the answer says why', async () => {
  const { organizations, sandbox } = ground({ start: 'empty' });
  await organizations().send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }));
  const failure = await failureOf(organizations().send(new EnableAllFeaturesCommand({})));
  expect(failure.message).toContain('no handshakes');
  expect(sandbox.state().organization?.featureSet).toBe('CONSOLIDATED_BILLING');
});

test('CloudTrail alone has trusted access, and no account is a delegated administrator', async () => {
  const { organizations, sandbox } = ground();
  const access = await organizations().send(new ListAWSServiceAccessForOrganizationCommand({}));
  // The base has a trail of the organization.
  expect(access.EnabledServicePrincipals?.map(({ ServicePrincipal }) => ServicePrincipal)).toEqual([
    'cloudtrail.amazonaws.com',
  ]);
  const services = (AccountId: string) =>
    failureOf(organizations().send(new ListDelegatedServicesForAccountCommand({ AccountId })));
  const ops = Object.values(sandbox.state().accounts).find(({ name }) => name === 'Ops')?.id ?? '';
  expect((await services(ops)).name).toBe('AccountNotRegisteredException');
  expect((await services('999999999999')).name).toBe('AccountNotFoundException');
  expect((await services('ops')).Reason).toBe('INVALID_PATTERN');
});
