import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DescribeEffectivePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  type EffectivePolicyType,
  EnablePolicyTypeCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import {
  attachControlPolicy,
  enabledType,
  harmless,
  makeControlPolicy,
  resourceControl,
  serviceControl,
} from '../support/control-policies.ts';
import { account, allow, deny, policy, trust } from '../support/documents.ts';
import { assume, makeOpsUser, makePerson, makeRole, makeUnit } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { organizationsApi, organizationsGuide } from '../support/pages.ts';

const scpSyntax = organizationsGuide('orgs_manage_policies_scps_syntax');
const rcpSyntax = organizationsGuide('orgs_manage_policies_rcps_syntax');
const limits = organizationsGuide('orgs_reference_limits');
const fullAccess = 'p-FullAWSAccess';

/** Service and resource control policies: how they are kept, where they are attached, what they deny. */
export const controlPolicyCases: readonly ContractCase[] = [
  contractCase({
    id: 'organizations/policy-types/enabled-already',
    rule: 'policy-type-changes',
    page: organizationsApi('EnablePolicyType'),
    kind: 'reversible',
    prepare: (stage) => enabledType(stage),
    calls: async ({ management, organization }) => {
      const input = { RootId: organization.rootId, PolicyType: serviceControl } as const;
      return {
        again: await outcome(management.organizations.send(new EnablePolicyTypeCommand(input))),
        roots: await outcome(management.organizations.send(new ListRootsCommand({}))),
      };
    },
    expected: {
      again: refused('PolicyTypeAlreadyEnabledException'),
      roots: { Roots: [{ Name: 'Root' }] },
    },
  }),
  plainCase({
    id: 'organizations/policy-types/of-an-organization-for-its-bills',
    rule: 'policy-type-kinds',
    page: organizationsApi('CreatePolicy'),
    kind: 'special',
    setUp: {
      edit: (state) => {
        if (state.organization)
          state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
      },
    },
    calls: ({ management }) =>
      management.organizations.send(
        new CreatePolicyCommand({ Name: 'one', Description: '', Content: harmless, Type: serviceControl }),
      ),
    expected: refused('PolicyTypeNotAvailableForOrganizationException'),
  }),
  contractCase({
    id: 'organizations/policies/of-aws-itself',
    rule: 'managed-control-policies',
    page: organizationsGuide('orgs_manage_policies_scps'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      await enabledType(stage);
      return makeUnit(stage, 'unit');
    },
    calls: async ({ management: { organizations } }, unit) => ({
      attached: await outcome(
        organizations.send(new ListPoliciesForTargetCommand({ TargetId: unit, Filter: serviceControl })),
      ),
      change: await outcome(
        organizations.send(new UpdatePolicyCommand({ PolicyId: fullAccess, Content: harmless })),
      ),
      detach: await outcome(
        organizations.send(new DetachPolicyCommand({ PolicyId: fullAccess, TargetId: unit })),
      ),
    }),
    expected: {
      attached: { Policies: [{ Id: fullAccess, Name: 'FullAWSAccess', AwsManaged: true }] },
      change: refused('InvalidInputException', { reason: 'IMMUTABLE_POLICY' }),
      detach: refused('ConstraintViolationException', {
        reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
      }),
    },
  }),
  contractCase({
    id: 'organizations/policies/resource-control-of-aws-itself',
    rule: 'managed-control-policies',
    page: organizationsGuide('orgs_manage_policies_rcps'),
    kind: 'reversible',
    settles: true,
    known: 'unconfirmed',
    prepare: async (stage) => {
      await enabledType(stage, resourceControl);
      return makeUnit(stage, 'unit');
    },
    calls: ({ management: { organizations } }, unit) =>
      organizations.send(new DetachPolicyCommand({ PolicyId: 'p-RCPFullAWSAccess', TargetId: unit })),
    expected: refused('InvalidInputException', { reason: 'NON_DETACHABLE_POLICY' }),
  }),
  plainCase({
    id: 'organizations/policies/unknown',
    rule: 'policies',
    page: organizationsApi('DescribePolicy'),
    kind: 'reading',
    calls: ({ management }) =>
      management.organizations.send(new DescribePolicyCommand({ PolicyId: 'p-0123456789' })),
    expected: refused('PolicyNotFoundException'),
  }),
  contractCase({
    id: 'organizations/policies/name-that-is-taken',
    rule: 'policies',
    page: organizationsApi('CreatePolicy'),
    kind: 'reversible',
    prepare: (stage) => makeControlPolicy(stage, 'one'),
    calls: (stage) => makeControlPolicy(stage, 'one'),
    expected: refused('DuplicatePolicyException'),
  }),
  contractCase({
    id: 'organizations/policies/attached-ones-stay',
    rule: 'policies',
    page: organizationsApi('DeletePolicy'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      await enabledType(stage);
      const unit = await makeUnit(stage, 'unit');
      const id = await makeControlPolicy(stage, 'one');
      await attachControlPolicy(stage, id, unit);
      return { unit, id };
    },
    calls: async ({ management: { organizations } }, { id }) => ({
      removal: await outcome(organizations.send(new DeletePolicyCommand({ PolicyId: id }))),
      targets: await outcome(organizations.send(new ListTargetsForPolicyCommand({ PolicyId: id }))),
    }),
    expected: (_, { unit }) => ({
      removal: refused('PolicyInUseException'),
      targets: { Targets: [{ TargetId: unit, Type: 'ORGANIZATIONAL_UNIT' }] },
    }),
  }),
  ...(
    [
      ['a-principal', serviceControl, policy(deny('iam:*', '*', { Principal: '*' })), scpSyntax],
      ['no-resource', serviceControl, policy({ Effect: 'Deny', Action: 'iam:*' }), scpSyntax],
      ['older-version', serviceControl, harmless.replace('2012-10-17', '2008-10-17'), scpSyntax],
      [
        'allow-in-a-resource-control-policy',
        resourceControl,
        policy(allow('sts:*', '*', { Principal: '*' })),
        rcpSyntax,
      ],
      [
        'bare-wildcard-in-a-resource-control-policy',
        resourceControl,
        policy(deny('*', '*', { Principal: '*' })),
        rcpSyntax,
      ],
    ] as const
  ).map(([id, type, content, page]) =>
    plainCase({
      id: `organizations/policy-syntax/${id}`,
      rule: 'policy-syntax',
      page,
      kind: 'reversible',
      calls: (stage) => makeControlPolicy(stage, 'one', content, type),
      expected: refused('MalformedPolicyDocumentException'),
    }),
  ),
  plainCase({
    id: 'organizations/policy-limits/characters-as-sent',
    rule: 'policy-limits',
    page: limits,
    kind: 'reversible',
    calls: (stage) => makeControlPolicy(stage, 'one', harmless.padEnd(10_241)),
    expected: refused('ConstraintViolationException', { reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' }),
  }),
  contractCase({
    id: 'organizations/attaching/twice-and-not-at-all',
    rule: 'attaching',
    page: organizationsApi('AttachPolicy'),
    kind: 'reversible',
    prepare: async (stage) => {
      await enabledType(stage);
      const TargetId = await makeUnit(stage, 'unit');
      const one = await makeControlPolicy(stage, 'one');
      await attachControlPolicy(stage, one, TargetId);
      return { TargetId, one, other: await makeControlPolicy(stage, 'other') };
    },
    calls: async ({ management: { organizations } }, { TargetId, one, other }) => ({
      twice: await outcome(organizations.send(new AttachPolicyCommand({ PolicyId: one, TargetId }))),
      notAtAll: await outcome(organizations.send(new DetachPolicyCommand({ PolicyId: other, TargetId }))),
      nothing: await outcome(
        organizations.send(new AttachPolicyCommand({ PolicyId: one, TargetId: '000000000000' })),
      ),
    }),
    expected: {
      twice: refused('DuplicatePolicyAttachmentException'),
      notAtAll: refused('PolicyNotAttachedException'),
      nothing: refused('TargetNotFoundException'),
    },
  }),
  contractCase({
    id: 'organizations/attaching/needs-policy-and-target',
    rule: 'attaching',
    page: organizationsApi('AttachPolicy'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const { managementId, id } = stage.organization;
      const arn = (rest: string) => `arn:aws:organizations::${managementId}:${rest}`;
      const policies = arn(`policy/${id}/service_control_policy/*`);
      const attach = 'organizations:AttachPolicy';
      const both = policy(allow(attach, [policies, arn(`ou/${id}/*`)]));
      return {
        // Of an OU that does not exist, so that nothing is attached.
        input: {
          PolicyId: await makeControlPolicy(stage, 'one'),
          TargetId: `ou-${stage.organization.rootId.slice(2)}-00000000`,
        },
        complete: await makePerson(stage, stage.management, 'complete', [both]),
        lacking: await makePerson(stage, stage.management, 'lacking', [policy(allow(attach, policies))]),
      };
    },
    calls: async (_, { input, complete, lacking }) => ({
      complete: await outcome(complete.caller.organizations.send(new AttachPolicyCommand(input))),
      lacking: await outcome(lacking.caller.organizations.send(new AttachPolicyCommand(input))),
    }),
    expected: { complete: allowed, lacking: denied },
  }),
  plainCase({
    id: 'organizations/effective-policies/none-of-control-policies',
    rule: 'effective-policies',
    page: organizationsApi('DescribeEffectivePolicy'),
    kind: 'reading',
    calls: ({ management }) =>
      management.organizations.send(
        new DescribeEffectivePolicyCommand({ PolicyType: serviceControl as string as EffectivePolicyType }),
      ),
    expected: refused('InvalidInputException', { reason: 'INVALID_ENUM' }),
  }),
  contractCase({
    id: 'authorization/service-control/deny-in-a-member',
    rule: 'service-control',
    page: organizationsGuide('orgs_manage_policies_scps_evaluation'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      await enabledType(stage);
      const user = await makeOpsUser(stage, [policy(allow('iam:ListAccountAliases'))]);
      await attachControlPolicy(stage, await makeControlPolicy(stage, 'one'), stage.memberId);
      return user;
    },
    calls: async (stage, { caller }) => {
      const list = new ListAccountAliasesCommand({});
      return {
        user: await outcome(caller.iam.send(list)),
        role: await outcome((await stage.member()).iam.send(list)),
        management: await outcome(stage.management.iam.send(list)),
      };
    },
    expected: {
      user: refused('AccessDenied', { message: /with an explicit deny in a service control policy/ }),
      role: denied,
      management: allowed,
    },
  }),
  contractCase({
    id: 'authorization/resource-control/roles-of-members',
    rule: 'resource-control',
    page: organizationsGuide('orgs_manage_policies_rcps'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      await enabledType(stage, resourceControl);
      const member = await stage.member();
      const role = await makeRole(stage, member, 'role', trust(account(stage.organization.managementId)));
      const document = policy(deny('sts:AssumeRole', role.arn, { Principal: '*' }));
      const id = await makeControlPolicy(stage, 'one', document, resourceControl);
      await attachControlPolicy(stage, id, stage.memberId);
      return role;
    },
    calls: ({ management }, { arn }) => management.sts.send(assume(arn)),
    expected: denied,
  }),
];
