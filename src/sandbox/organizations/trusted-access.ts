import type {
  DisableAWSServiceAccessRequest,
  EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganizationRequest,
  ListAWSServiceAccessForOrganizationResponse,
} from '@aws-sdk/client-organizations';
import type { CallContext, Operation, Permission } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import { asManagementAccount, asReader, constraintViolation } from './errors.ts';
import { page } from './pages.ts';
import { validServicePrincipal } from './service-principals.ts';

const cloudtrail = 'cloudtrail.amazonaws.com';

/** @param service `iam.amazonaws.com` */
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
    const { trustedServices = {} } = asReader(context);
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
  permissions: ({ ServicePrincipal }) => onService('EnableAWSServiceAccess', ServicePrincipal),
  run({ ServicePrincipal: service = '' }, context) {
    const organization = withAllFeatures(context);
    validServicePrincipal(service);
    organization.trustedServices = { [service]: context.now, ...organization.trustedServices };
    return undefined;
  },
};

/** Its delegated administrators go with it. https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html */
export const disableAwsServiceAccess: Operation<DisableAWSServiceAccessRequest, undefined> = {
  mutates: true,
  permissions: ({ ServicePrincipal }) => onService('DisableAWSServiceAccess', ServicePrincipal),
  run({ ServicePrincipal: service = '' }, context) {
    const organization = withAllFeatures(context);
    validServicePrincipal(service);
    delete organization.trustedServices?.[service];
    for (const [accountId, services] of Object.entries(organization.delegations ?? {})) {
      delete services[service];
      if (Object.keys(services).length === 0) delete organization.delegations?.[accountId];
    }
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

/** The permission of an action on a service, which has no resource unless it is about an account. */
export function onService(action: string, service: string | undefined, resource = '*'): Permission[] {
  const context = service === undefined ? {} : { 'organizations:ServicePrincipal': [service] };
  return [{ action: `organizations:${action}`, resource, context }];
}

function withAllFeatures(context: CallContext): OrganizationState {
  const organization = asManagementAccount(context);
  if (organization.featureSet === 'ALL') return organization;
  throw constraintViolation(
    'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
    'Trusted access needs an organization with all features.',
  );
}
