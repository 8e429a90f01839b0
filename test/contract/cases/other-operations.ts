import {
  CreateInstanceProfileCommand,
  CreateServiceLinkedRoleCommand,
  CreateVirtualMFADeviceCommand,
  DeleteInstanceProfileCommand,
  DeleteVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GenerateCredentialReportCommand,
  GetInstanceProfileCommand,
  ListAccountAliasesCommand,
} from '@aws-sdk/client-iam';
import {
  DeleteOrganizationCommand,
  DeleteResourcePolicyCommand,
  DescribeOrganizationCommand,
  EnableAllFeaturesCommand,
  EnableAWSServiceAccessCommand,
  LeaveOrganizationCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListHandshakesForAccountCommand,
  PutResourcePolicyCommand,
  RegisterDelegatedAdministratorCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import {
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
} from '@aws-sdk/client-sts';
import { given, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { assume, makeOpsUser, makeRole, makeUser } from '../support/make.ts';
import { makeTrustedAccess } from '../support/make-trail.ts';
import { denied, outcome, refused } from '../support/outcome.ts';
import { iamApi, organizationsApi, stsApi } from '../support/pages.ts';
import { aDate, anything, listWith } from '../support/shape.ts';

/** What is asked less often: of organizations that end, of devices, of what does not exist. */
export const otherCases: readonly ContractCase[] = [
  plainCase({
    id: 'organizations/available-policy-types',
    rule: 'policy-types',
    page: organizationsApi('Organization'),
    kind: 'reading',
    known: 'observed',
    calls: ({ management }) => management.organizations.send(new DescribeOrganizationCommand({})),
    expected: {
      Organization: { AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] },
    },
  }),
  contractCase({
    id: 'organizations/leaving/account-that-is-new',
    rule: 'leaving',
    page: organizationsApi('RemoveAccountFromOrganization'),
    kind: 'special',
    prepare: (stage) => stage.newAccount(),
    calls: ({ management }, { id }) =>
      management.organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: id })),
    expected: refused('ConstraintViolationException', { reason: 'WAIT_PERIOD_ACTIVE' }),
  }),
  plainCase({
    id: 'organizations/leaving/management-account',
    rule: 'leaving',
    page: organizationsApi('LeaveOrganization'),
    kind: 'special',
    calls: ({ management }) => management.organizations.send(new LeaveOrganizationCommand({})),
    expected: refused('MasterCannotLeaveOrganizationException'),
  }),
  plainCase({
    id: 'organizations/deleting/with-members',
    rule: 'deleting',
    page: organizationsApi('DeleteOrganization'),
    kind: 'special',
    calls: ({ management }) => management.organizations.send(new DeleteOrganizationCommand({})),
    expected: refused('OrganizationNotEmptyException'),
  }),
  plainCase({
    id: 'organizations/all-features/enabled-already',
    rule: 'all-features',
    page: organizationsApi('EnableAllFeatures'),
    kind: 'special',
    calls: ({ management }) => management.organizations.send(new EnableAllFeaturesCommand({})),
    expected: refused('HandshakeConstraintViolationException', {
      reason: 'ORGANIZATION_ALREADY_HAS_ALL_FEATURES',
    }),
  }),
  plainCase({
    id: 'organizations/service-access/members-may-not-ask',
    rule: 'trusted-access',
    page: organizationsApi('ListAWSServiceAccessForOrganization'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) =>
      (await stage.member()).organizations.send(new ListAWSServiceAccessForOrganizationCommand({})),
    expected: refused('AccessDeniedException'),
  }),
  contractCase({
    id: 'organizations/service-access/given-and-listed',
    rule: 'trusted-access',
    page: organizationsApi('EnableAWSServiceAccess'),
    kind: 'reversible',
    prepare: (stage) => makeTrustedAccess(stage, 'tagpolicies.tag.amazonaws.com'),
    calls: async ({ management: { organizations } }, ServicePrincipal) => {
      await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
      const unknown = { ServicePrincipal: 'contract.amazonaws.com' };
      return {
        list: await organizations.send(new ListAWSServiceAccessForOrganizationCommand({})),
        unknown: await outcome(organizations.send(new EnableAWSServiceAccessCommand(unknown))),
      };
    },
    expected: (_, ServicePrincipal) => ({
      list: { EnabledServicePrincipals: listWith({ ServicePrincipal, DateEnabled: aDate }) },
      unknown: refused('InvalidInputException'),
    }),
  }),
  plainCase({
    id: 'organizations/delegated-administrators/none',
    rule: 'delegated-administrators',
    page: organizationsApi('ListDelegatedServicesForAccount'),
    kind: 'reading',
    calls: (stage) =>
      stage.management.organizations.send(
        new ListDelegatedServicesForAccountCommand({ AccountId: stage.memberId }),
      ),
    expected: refused('AccountNotRegisteredException'),
  }),
  plainCase({
    id: 'organizations/delegated-administrators/management-account',
    rule: 'delegated-administrators',
    page: organizationsApi('RegisterDelegatedAdministrator'),
    kind: 'special',
    calls: ({ management, organization: { managementId } }) =>
      management.organizations.send(
        new RegisterDelegatedAdministratorCommand({
          AccountId: managementId,
          ServicePrincipal: 'iam.amazonaws.com',
        }),
      ),
    expected: refused('ConstraintViolationException', {
      reason: 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR',
    }),
  }),
  plainCase({
    id: 'organizations/delegated-administrators/members-may-read',
    rule: 'delegated-administrators',
    page: organizationsApi('RegisterDelegatedAdministrator'),
    kind: 'special',
    signs: 'member',
    setUp: {
      edit: ({ organization, accounts, managementAccountId }) => {
        const member = Object.keys(accounts).find((id) => id !== managementAccountId) ?? '';
        if (organization) organization.delegations = { [member]: { 'iam.amazonaws.com': 0 } };
      },
    },
    calls: async (stage) => {
      const { organizations } = await stage.member();
      return {
        reading: await outcome(organizations.send(new ListDelegatedAdministratorsCommand({}))),
        change: await outcome(organizations.send(new DeleteResourcePolicyCommand({}))),
      };
    },
    expected: ({ memberId }) => ({
      reading: { DelegatedAdministrators: [{ Id: memberId }] },
      change: denied,
    }),
  }),
  plainCase({
    id: 'organizations/resource-policy/without-a-principal',
    rule: 'resource-policy',
    page: organizationsApi('PutResourcePolicy'),
    kind: 'special',
    known: 'unconfirmed',
    calls: ({ management }) =>
      management.organizations.send(
        new PutResourcePolicyCommand({ Content: policy(allow('organizations:ListAccounts')) }),
      ),
    expected: refused('InvalidInputException', { reason: 'INVALID_PRINCIPAL' }),
  }),
  plainCase({
    id: 'organizations/handshakes/members-may-ask',
    rule: 'handshakes',
    page: organizationsApi('ListHandshakesForAccount'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) =>
      (await stage.member()).organizations.send(new ListHandshakesForAccountCommand({})),
    expected: { Handshakes: anything },
  }),

  contractCase({
    id: 'iam/service-linked/path-of-theirs',
    rule: 'service-linked-path',
    page: iamApi('CreateRole'),
    kind: 'reversible',
    known: 'observed',
    prepare: async () => undefined,
    calls: (stage) =>
      makeRole(stage, stage.management, 'role', trust(account(stage.organization.managementId)), {
        Path: '/aws-service-role/ec2.amazonaws.com/',
      }),
    expected: refused('InvalidInputException'),
  }),
  plainCase({
    id: 'iam/service-linked/of-an-unknown-service',
    rule: 'service-linked',
    page: iamApi('CreateServiceLinkedRole'),
    kind: 'special',
    calls: ({ management }) =>
      management.iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'nothing.example.com' })),
    expected: { refused: /^(InvalidInputException|NoSuchEntityException|AccessDenied)$/ },
  }),
  contractCase({
    id: 'iam/mfa-device/codes-that-are-wrong',
    rule: 'virtual-mfa',
    page: iamApi('EnableMFADevice'),
    kind: 'reversible',
    prepare: async (stage) => {
      const { iam } = stage.management;
      const { name } = await makeUser(stage, stage.management, 'user');
      const { VirtualMFADevice } = await iam.send(
        new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: stage.name('device') }),
      );
      const SerialNumber = given(VirtualMFADevice?.SerialNumber, 'SerialNumber');
      stage.tidy(`MFA device ${SerialNumber}`, () =>
        iam.send(new DeleteVirtualMFADeviceCommand({ SerialNumber })),
      );
      return { UserName: name, SerialNumber };
    },
    calls: ({ management }, device) =>
      management.iam.send(
        new EnableMFADeviceCommand({
          ...device,
          AuthenticationCode1: '000000',
          AuthenticationCode2: '000000',
        }),
      ),
    expected: refused('InvalidAuthenticationCodeException'),
  }),
  contractCase({
    id: 'iam/instance-profiles/without-a-role',
    rule: 'instance-profiles',
    page: iamApi('GetInstanceProfile'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const { iam } = stage.management;
      const InstanceProfileName = stage.name('profile');
      stage.tidy(`instance profile ${InstanceProfileName}`, () =>
        iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })),
      );
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
      return InstanceProfileName;
    },
    calls: ({ management }, InstanceProfileName) =>
      management.iam.send(new GetInstanceProfileCommand({ InstanceProfileName })),
    expected: (_, name) => ({ InstanceProfile: { InstanceProfileName: name, Path: '/', Roles: [] } }),
  }),
  plainCase({
    id: 'iam/alias/listed',
    rule: 'alias',
    page: iamApi('ListAccountAliases'),
    kind: 'reading',
    calls: ({ management }) => management.iam.send(new ListAccountAliasesCommand({})),
    expected: { AccountAliases: anything, IsTruncated: false },
  }),
  plainCase({
    id: 'iam/credential-report/asked-for',
    rule: 'credential-report',
    page: iamApi('GenerateCredentialReport'),
    kind: 'special',
    calls: ({ management }) => management.iam.send(new GenerateCredentialReportCommand({})),
    expected: { State: /^(STARTED|INPROGRESS|COMPLETE)$/ },
  }),

  contractCase({
    id: 'sts/federation-token/needs-the-permission',
    rule: 'federation-token',
    page: stsApi('GetFederationToken'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const own = `arn:aws:sts::${stage.memberId}:federated-user/ana`;
      return makeOpsUser(stage, [policy(allow('sts:GetFederationToken', own))]);
    },
    calls: async (stage, { caller }) => {
      const { Credentials } = await caller.sts.send(new GetFederationTokenCommand({ Name: 'ana' }));
      const session = stage.as(keysOf(Credentials));
      return {
        other: await outcome(caller.sts.send(new GetFederationTokenCommand({ Name: 'bea' }))),
        identity: await outcome(session.sts.send(new GetCallerIdentityCommand({}))),
      };
    },
    expected: ({ memberId }) => ({
      other: refused('AccessDenied'),
      identity: { Arn: `arn:aws:sts::${memberId}:federated-user/ana` },
    }),
  }),
  plainCase({
    id: 'sts/authorization-message/that-is-none',
    rule: 'authorization-message',
    page: stsApi('DecodeAuthorizationMessage'),
    kind: 'reading',
    calls: ({ management }) =>
      management.sts.send(new DecodeAuthorizationMessageCommand({ EncodedMessage: 'no message' })),
    expected: refused('InvalidAuthorizationMessageException'),
  }),
  plainCase({
    id: 'sts/assume/form-of-the-session-name-first',
    rule: 'form-first',
    page: stsApi('AssumeRole'),
    kind: 'reading',
    known: 'observed',
    calls: ({ management }) =>
      management.sts.send(
        assume('arn:aws:iam::nobody:nothing/of-this-form', { RoleSessionName: 'two words' }),
      ),
    expected: refused('ValidationError', { message: /at 'roleSessionName'/ }),
  }),
];
