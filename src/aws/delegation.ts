import * as sdk from '@aws-sdk/client-organizations';
import type { DelegatedAdministrator } from '../model/delegation.ts';
import type { DelegationReads } from './api.ts';
import { pages, required } from './client/answers.ts';
import { read, type Sending } from './client/send.ts';
import { hasCode } from './errors/aws-error.ts';

/** @param client repeats what fails in passing: all of it only reads */
export function delegationReads(client: sdk.OrganizationsClient, sending: Sending): DelegationReads {
  async function servicesOf(AccountId: string): Promise<readonly string[]> {
    const action = 'organizations:ListDelegatedServicesForAccount';
    const services = await pages(async (NextToken) => {
      const command = new sdk.ListDelegatedServicesForAccountCommand({ AccountId, NextToken });
      const page = await read(action, (options) => client.send(command, options), sending);
      return { items: page.DelegatedServices, next: page.NextToken };
    });
    return services.map(({ ServicePrincipal }) => required(action, ServicePrincipal));
  }

  async function withServices(listed: sdk.DelegatedAdministrator): Promise<DelegatedAdministrator | null> {
    const accountId = required('organizations:ListDelegatedAdministrators', listed.Id);
    try {
      return { accountId, name: listed.Name ?? '', services: await servicesOf(accountId) };
    } catch (error) {
      // It was deregistered since it was listed.
      if (hasCode(error, 'AccountNotRegisteredException')) return null;
      throw error;
    }
  }

  return {
    async trustedServices() {
      const action = 'organizations:ListAWSServiceAccessForOrganization';
      const trusted = await pages(async (NextToken) => {
        const command = new sdk.ListAWSServiceAccessForOrganizationCommand({ NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.EnabledServicePrincipals, next: page.NextToken };
      });
      return trusted.map(({ ServicePrincipal }) => required(action, ServicePrincipal));
    },

    async delegatedAdministrators() {
      const listed = await pages(async (NextToken) => {
        const command = new sdk.ListDelegatedAdministratorsCommand({ NextToken });
        const page = await read(
          'organizations:ListDelegatedAdministrators',
          (options) => client.send(command, options),
          sending,
        );
        return { items: page.DelegatedAdministrators, next: page.NextToken };
      });
      const administrators = await Promise.all(listed.map(withServices));
      return administrators.filter((one) => one !== null);
    },

    async resourcePolicy() {
      const action = 'organizations:DescribeResourcePolicy';
      try {
        const { ResourcePolicy } = await read(
          action,
          (options) => client.send(new sdk.DescribeResourcePolicyCommand({}), options),
          sending,
        );
        return required(action, ResourcePolicy?.Content);
      } catch (error) {
        if (hasCode(error, 'ResourcePolicyNotFoundException')) return null;
        throw error;
      }
    },
  };
}
