import type {
  CreateOrganizationRequest,
  CreateOrganizationResponse,
  DescribeOrganizationResponse,
} from '@aws-sdk/client-organizations';
import { newOrganizationId, newRootId } from '../ids.ts';
import { type Operation, SandboxError } from '../operation.ts';
import { organizationOf } from './errors.ts';
import { organizationShape } from './shapes.ts';
import { oneOf } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html */
export const createOrganization: Operation<CreateOrganizationRequest, CreateOrganizationResponse> = {
  mutates: true,
  permissions: (_, { caller }) => [
    { action: 'organizations:CreateOrganization', resource: '*' },
    {
      action: 'iam:CreateServiceLinkedRole',
      resource:
        `arn:aws:iam::${caller.accountId}:role/aws-service-role/organizations.amazonaws.com/` +
        'AWSServiceRoleForOrganizations',
      context: { 'iam:AWSServiceName': ['organizations.amazonaws.com'] },
      whenDenied: (message) =>
        new SandboxError('AccessDeniedForDependencyException', message, 400, {
          Reason: 'ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE',
        }),
    },
  ],
  run: (input, { state, caller, now, timings }) => {
    const featureSet = input.FeatureSet ?? 'ALL';
    oneOf(featureSet, ['ALL', 'CONSOLIDATED_BILLING']);
    if (state.organization !== null || caller.accountId !== state.managementAccountId) {
      throw new SandboxError(
        'AlreadyInOrganizationException',
        'The AWS account is already a member of an organization.',
      );
    }
    const organization = {
      id: newOrganizationId(state),
      rootId: newRootId(state),
      featureSet,
      createdAt: now,
      readyAt: now + timings.organizationSetup,
    };
    state.organization = organization;
    const management = state.accounts[state.managementAccountId];
    if (management !== undefined) management.parentId = organization.rootId;
    return { Organization: organizationShape(state, organization) };
  },
};

/** Any account of the organization may ask. https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
export const describeOrganization: Operation<unknown, DescribeOrganizationResponse> = {
  mutates: false,
  permissions: () => [{ action: 'organizations:DescribeOrganization', resource: '*' }],
  run: (_, context) => ({ Organization: organizationShape(context.state, organizationOf(context)) }),
};
