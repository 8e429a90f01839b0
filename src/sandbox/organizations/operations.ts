import type { Operations } from '../operation.ts';
import { describeAccount, listAccounts, listAccountsForParent, moveAccount } from './accounts.ts';
import { closeAccount } from './closures.ts';
import { createAccount, describeCreateAccountStatus, listCreateAccountStatus } from './creations.ts';
import {
  deregisterDelegatedAdministrator,
  listDelegatedAdministrators,
  listDelegatedServicesForAccount,
  registerDelegatedAdministrator,
} from './delegated-administrators.ts';
import { deleteOrganization, leaveOrganization, removeAccount } from './departures.ts';
import { describeEffectivePolicy } from './effective-policies.ts';
import {
  acceptHandshake,
  describeHandshake,
  enableAllFeatures,
  listHandshakesForAccount,
  listHandshakesForOrganization,
} from './handshakes.ts';
import { listChildren, listParents } from './hierarchy.ts';
import { createOrganization, describeOrganization } from './organization.ts';
import { createPolicy, deletePolicy, describePolicy, listPolicies, updatePolicy } from './policies.ts';
import {
  attachPolicy,
  detachPolicy,
  listPoliciesForTarget,
  listTargetsForPolicy,
} from './policy-attachments.ts';
import { disablePolicyType, enablePolicyType, listRoots } from './policy-types.ts';
import { deleteResourcePolicy, describeResourcePolicy, putResourcePolicy } from './resource-policy.ts';
import { listTagsForResource, tagResource, untagResource } from './tags.ts';
import { disableAwsServiceAccess, enableAwsServiceAccess, listAwsServiceAccess } from './trusted-access.ts';
import {
  createOrganizationalUnit,
  deleteOrganizationalUnit,
  describeOrganizationalUnit,
  listOrganizationalUnitsForParent,
  updateOrganizationalUnit,
} from './units.ts';

/** What the sandbox answers of https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html */
export const organizationsOperations: Operations = {
  CloseAccount: closeAccount,
  CreateAccount: createAccount,
  CreateOrganization: createOrganization,
  CreateOrganizationalUnit: createOrganizationalUnit,
  DeleteOrganizationalUnit: deleteOrganizationalUnit,
  DescribeAccount: describeAccount,
  DescribeCreateAccountStatus: describeCreateAccountStatus,
  DescribeOrganization: describeOrganization,
  DescribeOrganizationalUnit: describeOrganizationalUnit,
  ListAccounts: listAccounts,
  ListAccountsForParent: listAccountsForParent,
  ListChildren: listChildren,
  ListCreateAccountStatus: listCreateAccountStatus,
  ListDelegatedAdministrators: listDelegatedAdministrators,
  ListOrganizationalUnitsForParent: listOrganizationalUnitsForParent,
  ListParents: listParents,
  ListRoots: listRoots,
  ListTagsForResource: listTagsForResource,
  MoveAccount: moveAccount,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateOrganizationalUnit: updateOrganizationalUnit,
  DeleteOrganization: deleteOrganization,
  AcceptHandshake: acceptHandshake,
  DescribeEffectivePolicy: describeEffectivePolicy,
  DescribeHandshake: describeHandshake,
  DescribePolicy: describePolicy,
  DescribeResourcePolicy: describeResourcePolicy,
  DisableAWSServiceAccess: disableAwsServiceAccess,
  EnableAllFeatures: enableAllFeatures,
  EnableAWSServiceAccess: enableAwsServiceAccess,
  LeaveOrganization: leaveOrganization,
  ListAWSServiceAccessForOrganization: listAwsServiceAccess,
  ListDelegatedServicesForAccount: listDelegatedServicesForAccount,
  ListHandshakesForAccount: listHandshakesForAccount,
  ListHandshakesForOrganization: listHandshakesForOrganization,
  ListPolicies: listPolicies,
  ListPoliciesForTarget: listPoliciesForTarget,
  ListTargetsForPolicy: listTargetsForPolicy,
  RemoveAccountFromOrganization: removeAccount,
  AttachPolicy: attachPolicy,
  CreatePolicy: createPolicy,
  DeletePolicy: deletePolicy,
  DetachPolicy: detachPolicy,
  DisablePolicyType: disablePolicyType,
  EnablePolicyType: enablePolicyType,
  UpdatePolicy: updatePolicy,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeregisterDelegatedAdministrator: deregisterDelegatedAdministrator,
  PutResourcePolicy: putResourcePolicy,
  RegisterDelegatedAdministrator: registerDelegatedAdministrator,
};
