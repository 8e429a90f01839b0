import type {
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
  ListDelegatedServicesForAccountRequest,
} from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, type Permission, SandboxError } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import { accountArn } from './arns.ts';
import { asManagementAccount, constraintViolation } from './errors.ts';
import { page } from './pages.ts';
import { validServicePrincipal } from './service-principals.ts';
import { accountOf } from './shapes.ts';
import { validAccountId } from './validate.ts';

const cloudtrail = 'cloudtrail.amazonaws.com';

export function hasTrustedAccess({ trustedServices = {} }: OrganizationState, service: string): boolean {
  return Object.hasOwn(trustedServices, service);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html */
export const listAwsServiceAccess: Operation<
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse
> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:ListAWSServiceAccessForOrganization', resource: '*' }],
  run: (input, context) => {
    const { trustedServices = {} } = asManagementAccount(context);
    const { items, nextToken } = page(
      context.state,
      'ListAWSServiceAccessForOrganization',
      Object.keys(trustedServices),
      input,
      (service) => ({ ServicePrincipal: service, DateEnabled: new Date(trustedServices[service] ?? 0) }),
    );
    return { EnabledServicePrincipals: items, NextToken: nextToken };
  },
};

/** Once more is no error. https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html */
export const enableAwsServiceAccess: Operation<EnableAWSServiceAccessRequest, undefined> = {
  mutates: true,
  permissions: (input) => changing('EnableAWSServiceAccess', input),
  run({ ServicePrincipal: service = '' }, context) {
    const organization = withAllFeatures(context);
    validServicePrincipal(service);
    organization.trustedServices = { [service]: context.now, ...organization.trustedServices };
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html */
export const disableAwsServiceAccess: Operation<DisableAWSServiceAccessRequest, undefined> = {
  mutates: true,
  permissions: (input) => changing('DisableAWSServiceAccess', input),
  run({ ServicePrincipal: service = '' }, context) {
    const organization = withAllFeatures(context);
    validServicePrincipal(service);
    delete organization.trustedServices?.[service];
    if (service === cloudtrail) endOrganizationTrails(context.state);
    return undefined;
  },
};

/**
 * Without trusted access, trails of the organization are trails of the management account alone; giving it back does
 * not make them the organization's again.
 * https://docs.aws.amazon.com/organizations/latest/userguide/services-that-can-integrate-cloudtrail.html
 */
export function endOrganizationTrails(state: SandboxState): void {
  for (const trail of Object.values(state.trails ?? {})) trail.organization = false;
}

function changing(
  action: string,
  { ServicePrincipal: service = '' }: EnableAWSServiceAccessRequest,
): Permission[] {
  const context = { 'organizations:ServicePrincipal': [service] };
  return [{ action: `organizations:${action}`, resource: '*', context }];
}

function withAllFeatures(context: CallContext): OrganizationState {
  const organization = asManagementAccount(context);
  if (organization.featureSet === 'ALL') return organization;
  throw constraintViolation(
    'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
    'Trusted access needs an organization with all features.',
  );
}

/**
 * No account is a delegated administrator.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html
 */
export const listDelegatedServicesForAccount: Operation<ListDelegatedServicesForAccountRequest, never> = {
  mutates: false,
  permissions: ({ AccountId }, { state }) => [
    { action: 'organizations:ListDelegatedServicesForAccount', resource: accountArn(state, AccountId ?? '') },
  ],
  run: ({ AccountId: id = '' }, context) => {
    asManagementAccount(context);
    validAccountId(id);
    accountOf(context.state, id);
    throw new SandboxError(
      'AccountNotRegisteredException',
      'The specified account is not a delegated administrator.',
    );
  },
};
