import type {
  DelegatedAdministrator,
  DeregisterDelegatedAdministratorRequest,
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse,
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse,
  RegisterDelegatedAdministratorRequest,
} from '@aws-sdk/client-organizations';
import { entry } from '../iam/records.ts';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { OrganizationState } from '../state.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, asReader, constraintViolation } from './errors.ts';
import { page } from './pages.ts';
import { validServicePrincipal } from './service-principals.ts';
import { accountOf, accountShape } from './shapes.ts';
import { hasTrustedAccess, onService } from './trusted-access.ts';
import { validAccountId } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html */
export const registerDelegatedAdministrator: Operation<RegisterDelegatedAdministratorRequest, undefined> = {
  mutates: true,
  permissions: ({ AccountId, ServicePrincipal }, { state }) =>
    onService('RegisterDelegatedAdministrator', ServicePrincipal, accountArn(state, AccountId ?? '')),
  run: ({ AccountId: id = '', ServicePrincipal: service = '' }, context) => {
    const { state, now } = context;
    const organization = asManagementAccount(context);
    validAccountId(id);
    validServicePrincipal(service);
    const account = accountOf(state, id);
    if (id === state.managementAccountId) {
      throw constraintViolation(
        'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
        "You can't register the management account as a delegated administrator.",
      );
    }
    if (account.state !== 'ACTIVE') {
      throw constraintViolation(
        'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR',
        "You can't register a suspended account as a delegated administrator.",
      );
    }
    if (!hasTrustedAccess(organization, service)) {
      throw constraintViolation(
        'SERVICE_ACCESS_NOT_ENABLED',
        'Enable the service’s access to the organization first.',
      );
    }
    const services = entry(organization.delegations ?? {}, id) ?? {};
    if (services[service] !== undefined) {
      throw new SandboxError(
        'AccountAlreadyRegisteredException',
        'The specified account is already a delegated administrator for this AWS service.',
      );
    }
    organization.delegations = { ...organization.delegations, [id]: { ...services, [service]: now } };
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html */
export const deregisterDelegatedAdministrator: Operation<DeregisterDelegatedAdministratorRequest, undefined> =
  {
    mutates: true,
    permissions: ({ AccountId, ServicePrincipal }, { state }) =>
      onService('DeregisterDelegatedAdministrator', ServicePrincipal, accountArn(state, AccountId ?? '')),
    run: ({ AccountId: id = '', ServicePrincipal: service = '' }, context) => {
      const organization = asManagementAccount(context);
      validAccountId(id);
      validServicePrincipal(service);
      accountOf(context.state, id);
      const services = entry(organization.delegations ?? {}, id);
      if (services?.[service] === undefined) throw notRegistered();
      delete services[service];
      if (Object.keys(services).length === 0) delete organization.delegations?.[id];
      return undefined;
    },
  };

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export const listDelegatedAdministrators: Operation<
  ListDelegatedAdministratorsRequest,
  ListDelegatedAdministratorsResponse
> = {
  mutates: false,
  permissions: ({ ServicePrincipal }) =>
    ServicePrincipal === undefined
      ? [{ action: 'organizations:ListDelegatedAdministrators', resource: '*' }]
      : onService('ListDelegatedAdministrators', ServicePrincipal),
  run: (input, context) => {
    const { ServicePrincipal: service } = input;
    const { delegations = {} } = asReader(context);
    if (service !== undefined) validServicePrincipal(service);
    const since = (id: string) =>
      Object.entries(delegations[id] ?? {})
        .filter(([name]) => service === undefined || name === service)
        .map(([, at]) => at);
    const ids = Object.keys(delegations).filter((id) => since(id).length > 0);
    const listing = `ListDelegatedAdministrators ${service ?? ''}`;
    const { items, nextToken } = page(context.state, listing, ids, input, (id) =>
      administratorShape(id, Math.min(...since(id)), context),
    );
    return { DelegatedAdministrators: items, NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html */
export const listDelegatedServicesForAccount: Operation<
  ListDelegatedServicesForAccountRequest,
  ListDelegatedServicesForAccountResponse
> = {
  mutates: false,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:ListDelegatedServicesForAccount', resource: accountArn(state, AccountId ?? '') },
  ],
  run: (input, context) => {
    const { AccountId: id = '' } = input;
    const organization = asReader(context);
    validAccountId(id);
    accountOf(context.state, id);
    const services = entry(organization.delegations ?? {}, id);
    if (services === undefined) throw notRegistered();
    const listing = `ListDelegatedServicesForAccount ${id}`;
    const { items, nextToken } = page(context.state, listing, Object.keys(services), input, (service) => ({
      ServicePrincipal: service,
      DelegationEnabledDate: new Date(services[service] ?? 0),
    }));
    return { DelegatedServices: items, NextToken: nextToken };
  },
};

/** @param service `iam.amazonaws.com` */
export function isDelegatedFor(
  { delegations = {} }: OrganizationState,
  accountId: string,
  service: string,
): boolean {
  return entry(delegations, accountId)?.[service] !== undefined;
}

function administratorShape(id: string, since: number, context: CallContext): DelegatedAdministrator {
  const { Paths: _, ...account } = accountShape(context, accountOf(context.state, id));
  return { ...account, DelegationEnabledDate: new Date(since) };
}

function notRegistered(): SandboxError {
  return new SandboxError(
    'AccountNotRegisteredException',
    'The specified account is not a delegated administrator.',
  );
}
