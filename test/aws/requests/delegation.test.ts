import {
  DescribeResourcePolicyCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { delegationReads } from '../../../src/aws/delegation.ts';
import { answer, sending } from './sending.ts';

const organizations = new OrganizationsClient({ region: 'us-east-1' });
const client = mockClient(organizations);
const api = delegationReads(organizations, sending);
beforeEach(() => client.reset());

it('reads every page of trusted services', async () => {
  client
    .on(ListAWSServiceAccessForOrganizationCommand)
    .resolvesOnce({ EnabledServicePrincipals: [], NextToken: 'next' })
    .resolves({ EnabledServicePrincipals: [{ ServicePrincipal: 'sso.amazonaws.com' }] });
  expect(await api.trustedServices()).toEqual(['sso.amazonaws.com']);
  expect(client.calls().map(({ args }) => args[0].input)).toEqual([
    { NextToken: undefined },
    { NextToken: 'next' },
  ]);
});

it('asks each delegated administrator for its services, page after page', async () => {
  client
    .on(ListDelegatedAdministratorsCommand)
    .resolvesOnce({ DelegatedAdministrators: [{ Id: '444444444444', Name: 'Security' }], NextToken: 'next' })
    .resolves({ DelegatedAdministrators: [{ Id: '555555555555' }] });
  client
    .on(ListDelegatedServicesForAccountCommand, { AccountId: '444444444444' })
    .resolvesOnce({ DelegatedServices: [{ ServicePrincipal: 'sso.amazonaws.com' }], NextToken: 'more' })
    .resolves({ DelegatedServices: [{ ServicePrincipal: 'ram.amazonaws.com' }] });
  client
    .on(ListDelegatedServicesForAccountCommand, { AccountId: '555555555555' })
    .resolves({ DelegatedServices: [{ ServicePrincipal: 'iam.amazonaws.com' }] });
  expect(await api.delegatedAdministrators()).toEqual([
    { accountId: '444444444444', name: 'Security', services: ['sso.amazonaws.com', 'ram.amazonaws.com'] },
    { accountId: '555555555555', name: '', services: ['iam.amazonaws.com'] },
  ]);
});

it('leaves out an administrator that was deregistered meanwhile, and no other', async () => {
  client
    .on(ListDelegatedAdministratorsCommand)
    .resolves({ DelegatedAdministrators: [{ Id: '444444444444' }] });
  client.on(ListDelegatedServicesForAccountCommand).rejectsOnce(answer('AccountNotRegisteredException', 400));
  expect(await api.delegatedAdministrators()).toEqual([]);
  client.on(ListDelegatedServicesForAccountCommand).rejects(answer('AccountNotFoundException', 400));
  await expect(api.delegatedAdministrators()).rejects.toMatchObject({ code: 'AccountNotFoundException' });
});

it('reads the resource policy, which need not exist', async () => {
  client
    .on(DescribeResourcePolicyCommand)
    .resolvesOnce({ ResourcePolicy: { Content: '{}' } })
    .rejects(answer('ResourcePolicyNotFoundException', 400));
  expect(await api.resourcePolicy()).toBe('{}');
  expect(await api.resourcePolicy()).toBeNull();
});

it('does not take an answer without its first field for none', async () => {
  client.on(DescribeResourcePolicyCommand).resolves({});
  await expect(api.resourcePolicy()).rejects.toMatchObject({ code: 'UnreadableAnswer' });
  client.on(ListAWSServiceAccessForOrganizationCommand).resolves({ EnabledServicePrincipals: [{}] });
  await expect(api.trustedServices()).rejects.toMatchObject({ code: 'UnreadableAnswer' });
});
