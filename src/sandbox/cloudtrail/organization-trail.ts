import { type CallContext, type Permission, SandboxError } from '../operation.ts';
import { hasTrustedAccess } from '../organizations/trusted-access.ts';
import { notManagementAccount } from './visible-trails.ts';

/**
 * What a trail for the organization needs: it is the management account's, with all features, and CloudTrail has
 * trusted access.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 *
 * @throws SandboxError OrganizationsNotInUseException, NotOrganizationMasterAccountException,
 *   OrganizationNotInAllFeaturesModeException, CloudTrailAccessNotEnabledException
 */
export function checkOrganization({ state, caller }: CallContext): void {
  const { organization } = state;
  if (organization === null) {
    throw new SandboxError(
      'OrganizationsNotInUseException',
      'The account that makes the request is in no organization.',
    );
  }
  if (caller.accountId !== state.managementAccountId) throw notManagementAccount();
  if (organization.featureSet !== 'ALL') {
    throw new SandboxError(
      'OrganizationNotInAllFeaturesModeException',
      'The organization does not have all features enabled.',
    );
  }
  if (!hasTrustedAccess(organization, 'cloudtrail.amazonaws.com')) {
    throw new SandboxError(
      'CloudTrailAccessNotEnabledException',
      'Trusted access for CloudTrail is not enabled in the organization.',
    );
  }
}

/** What CloudTrail asks of Organizations and IAM in the caller's name. */
export function organizationPermissions({ caller }: CallContext): readonly Permission[] {
  const role =
    `arn:aws:iam::${caller.accountId}:role/aws-service-role/cloudtrail.amazonaws.com/` +
    'AWSServiceRoleForCloudTrail';
  const asked: readonly Omit<Permission, 'whenDenied'>[] = [
    { action: 'organizations:DescribeOrganization', resource: '*' },
    { action: 'organizations:ListAWSServiceAccessForOrganization', resource: '*' },
    { action: 'iam:GetRole', resource: role },
    {
      action: 'iam:CreateServiceLinkedRole',
      resource: role,
      context: { 'iam:AWSServiceName': ['cloudtrail.amazonaws.com'] },
    },
  ];
  const whenDenied = (message: string) =>
    new SandboxError('InsufficientDependencyServiceAccessPermissionException', message);
  return asked.map((permission) => ({ ...permission, whenDenied }));
}
