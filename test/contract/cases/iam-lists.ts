import {
  AttachGroupPolicyCommand,
  CreateRoleCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  ListEntitiesForPolicyCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { makeGroup, makePolicy, makeRole, makeUser } from '../support/make.ts';
import { refused } from '../support/outcome.ts';
import { iamApi } from '../support/pages.ts';
import { removeRole } from '../support/remove.ts';
import { aDate, listWith, listWithout } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const document = policy(allow('iam:GetUser'));
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const trustOf = (stage: Stage) => trust(account(stage.organization.managementId));

/** Lists, their pages, and the shapes of what is in them. */
export const iamListCases: readonly ContractCase[] = [
  ...([0, 1001] as const).map((MaxItems) =>
    plainCase({
      id: `iam/pages/of-${MaxItems}`,
      rule: 'iam-pages',
      page: iamApi('ListRoles'),
      kind: 'reading',
      calls: ({ management }) => management.iam.send(new ListRolesCommand({ MaxItems })),
      expected: refused('ValidationError', { message: /maxItems/ }),
    }),
  ),
  plainCase({
    id: 'iam/pages/marker-that-was-never-given',
    rule: 'iam-pages',
    page: iamApi('ListRoles'),
    kind: 'reading',
    calls: ({ management }) => management.iam.send(new ListRolesCommand({ Marker: 'never given' })),
    expected: refused('ValidationError'),
  }),
  contractCase({
    id: 'iam/pages/one-by-one',
    rule: 'iam-pages',
    page: iamApi('ListGroupsForUser'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const { name } = await makeUser(stage, stage.management, 'user');
      const groups: string[] = [];
      for (const stem of ['b', 'a', 'c']) {
        groups.push((await makeGroup(stage, stage.management, stem, [name])).name);
      }
      return { name, groups };
    },
    calls: async ({ management }, { name }) => {
      const found: (string | undefined)[] = [];
      let marker: string | undefined;
      let most = 0;
      do {
        const {
          Groups = [],
          Marker,
          IsTruncated,
        } = await management.iam.send(
          new ListGroupsForUserCommand({
            UserName: name,
            MaxItems: 2,
            ...(marker === undefined ? {} : { Marker: marker }),
          }),
        );
        most = Math.max(most, Groups.length);
        found.push(...Groups.map(({ GroupName }) => GroupName));
        marker = IsTruncated ? Marker : undefined;
      } while (marker !== undefined && found.length < 20);
      return { few: most <= 2, found: found.sort() };
    },
    expected: (_, { groups }) => ({ few: true, found: [...groups].sort() }),
  }),
  contractCase({
    id: 'iam/pages/path-prefix-without-an-end',
    rule: 'path-prefix',
    page: iamApi('ListUsers'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: (stage) => makeUser(stage, stage.management, 'user', { Path: '/contract/' }),
    calls: async ({ management }) => {
      const { Users } = await management.iam.send(new ListUsersCommand({ PathPrefix: '/contr' }));
      return Users;
    },
    expected: (_, { name }) => listWith({ UserName: name, Path: '/contract/' }),
  }),
  plainCase({
    id: 'iam/pages/unknown-scope',
    rule: 'request-limits',
    page: iamApi('ListPolicies'),
    kind: 'reading',
    calls: ({ management }) => {
      const command = new ListPoliciesCommand({ Scope: 'Local' });
      Object.assign(command.input, { Scope: 'local' });
      return management.iam.send(command);
    },
    expected: refused('ValidationError', { message: /enum value set/ }),
  }),
  contractCase({
    id: 'iam/pages/unknown-entity-filter',
    rule: 'request-limits',
    page: iamApi('ListEntitiesForPolicy'),
    kind: 'reading',
    prepare: async () => undefined,
    calls: ({ management }) => {
      const command = new ListEntitiesForPolicyCommand({ PolicyArn: administrator });
      Object.assign(command.input, { EntityFilter: 'Persons' });
      return management.iam.send(command);
    },
    expected: refused('ValidationError', { message: /enum value set/ }),
  }),

  contractCase({
    id: 'iam/details/one-kind',
    rule: 'details',
    page: iamApi('GetAccountAuthorizationDetails'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const group = await makeGroup(stage, stage.management, 'group');
      const input = { GroupName: group.name, PolicyArn: administrator };
      await stage.management.iam.send(new AttachGroupPolicyCommand(input));
      return group;
    },
    calls: ({ management }) =>
      management.iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Group'], MaxItems: 1000 })),
    expected: (_, { name, id, arn }) => ({
      UserDetailList: [],
      RoleDetailList: [],
      Policies: [],
      GroupDetailList: listWith({
        GroupName: name,
        GroupId: id,
        Arn: arn,
        Path: '/',
        CreateDate: aDate,
        GroupPolicyList: [],
        AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: administrator }],
      }),
    }),
  }),
  contractCase({
    id: 'iam/details/users-and-roles',
    rule: 'details',
    page: iamApi('GetAccountAuthorizationDetails'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const { name: user } = await makeUser(stage, stage.management, 'user');
      const { name: group } = await makeGroup(stage, stage.management, 'group', [user]);
      const { name: role } = await makeRole(stage, stage.management, 'role', trustOf(stage));
      return { user, group, role };
    },
    calls: ({ management }) =>
      management.iam.send(
        new GetAccountAuthorizationDetailsCommand({ Filter: ['User', 'Role'], MaxItems: 1000 }),
      ),
    expected: (_, { user, group, role }) => ({
      UserDetailList: listWith({ UserName: user, GroupList: [group], AttachedManagedPolicies: [] }),
      RoleDetailList: listWith({
        RoleName: role,
        InstanceProfileList: [],
        RolePolicyList: [],
        AssumeRolePolicyDocument: /^%7B/,
      }),
    }),
  }),
  contractCase({
    id: 'iam/details/only-aws-policies-that-are-in-use',
    rule: 'details',
    page: iamApi('GetAccountAuthorizationDetails'),
    kind: 'special',
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', document),
    calls: async ({ management }) => {
      const { Policies } = await management.iam.send(
        new GetAccountAuthorizationDetailsCommand({
          Filter: ['AWSManagedPolicy', 'LocalManagedPolicy'],
          MaxItems: 1000,
        }),
      );
      return Policies?.map(({ Arn }) => Arn);
    },
    expected: (_, arn) => [arn, administrator],
  }),
  plainCase({
    id: 'iam/details/unknown-kind',
    rule: 'details',
    page: iamApi('GetAccountAuthorizationDetails'),
    kind: 'reading',
    calls: ({ management }) => {
      const command = new GetAccountAuthorizationDetailsCommand({});
      Object.assign(command.input, { Filter: ['Person'] });
      return management.iam.send(command);
    },
    expected: refused('ValidationError'),
  }),

  contractCase({
    id: 'iam/shapes/created-role',
    rule: 'iam-shapes',
    page: iamApi('CreateRole'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const RoleName = stage.name('role');
      stage.tidy(`role ${RoleName}`, () => removeRole(stage.management, RoleName));
      return RoleName;
    },
    calls: (stage, RoleName) =>
      stage.management.iam.send(
        new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf(stage) }),
      ),
    expected: ({ organization }, name) => ({
      Role: {
        RoleName: name,
        RoleId: /^AROA[A-Z0-9]{17}$/,
        Arn: `arn:aws:iam::${organization.managementId}:role/${name}`,
        Path: '/',
        CreateDate: aDate,
        AssumeRolePolicyDocument: /^%7B/,
        MaxSessionDuration: undefined,
      },
    }),
  }),
  contractCase({
    id: 'iam/shapes/role',
    rule: null,
    page: iamApi('GetRole'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) =>
      makeRole(stage, stage.management, 'role', trustOf(stage), { MaxSessionDuration: 7200, Path: '/a/b/' }),
    calls: ({ management }, { name }) => management.iam.send(new GetRoleCommand({ RoleName: name })),
    expected: (_, { name, arn, id }) => ({
      Role: {
        RoleName: name,
        RoleId: id,
        Arn: arn,
        Path: '/a/b/',
        CreateDate: aDate,
        MaxSessionDuration: 7200,
        Description: undefined,
        PermissionsBoundary: undefined,
        RoleLastUsed: {},
      },
    }),
  }),
  contractCase({
    id: 'iam/shapes/role-with-an-empty-description',
    rule: 'iam-shapes',
    page: iamApi('GetRole'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: (stage) => makeRole(stage, stage.management, 'role', trustOf(stage), { Description: '' }),
    calls: ({ management }, { name }) => management.iam.send(new GetRoleCommand({ RoleName: name })),
    expected: { Role: { Description: '' } },
  }),
  contractCase({
    id: 'iam/shapes/boundary-of-a-role',
    rule: 'boundaries',
    page: iamApi('GetRole'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: (stage) =>
      makeRole(stage, stage.management, 'role', trustOf(stage), { PermissionsBoundary: administrator }),
    calls: ({ management }, { name }) => management.iam.send(new GetRoleCommand({ RoleName: name })),
    expected: {
      Role: {
        PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: administrator },
      },
    },
  }),
  contractCase({
    id: 'iam/shapes/policy-without-description-and-tags',
    rule: 'iam-shapes',
    page: iamApi('GetPolicy'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', document),
    calls: ({ management }, PolicyArn) => management.iam.send(new GetPolicyCommand({ PolicyArn })),
    expected: (_, arn) => ({
      Policy: {
        Arn: arn,
        DefaultVersionId: 'v1',
        AttachmentCount: 0,
        PermissionsBoundaryUsageCount: 0,
        IsAttachable: true,
        Description: undefined,
        Tags: [],
      },
    }),
  }),
  contractCase({
    id: 'iam/shapes/lists-show-no-boundary',
    rule: null,
    page: iamApi('ListRoles'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) =>
      makeRole(stage, stage.management, 'role', trustOf(stage), { PermissionsBoundary: administrator }),
    calls: async ({ management }) => {
      const { Roles } = await management.iam.send(new ListRolesCommand({ MaxItems: 1000 }));
      return Roles;
    },
    expected: (_, { name }) => listWith({ RoleName: name, PermissionsBoundary: undefined }),
  }),
  contractCase({
    id: 'iam/shapes/own-policies-alone',
    rule: null,
    page: iamApi('ListPolicies'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', document),
    calls: async ({ management }) => {
      const { Policies } = await management.iam.send(
        new ListPoliciesCommand({ Scope: 'Local', MaxItems: 1000 }),
      );
      return { own: Policies, others: Policies };
    },
    expected: (_, arn) => ({ own: listWith({ Arn: arn }), others: listWithout({ Arn: /:aws:policy/ }) }),
  }),
  plainCase({
    id: 'iam/shapes/account-summary',
    rule: null,
    page: iamApi('GetAccountSummary'),
    kind: 'reading',
    calls: async ({ management }) => {
      const { SummaryMap } = await management.iam.send(new GetAccountSummaryCommand({}));
      return Object.keys(SummaryMap ?? {}).sort();
    },
    expected: listWith(
      'AccessKeysPerUserQuota',
      'AccountAccessKeysPresent',
      'AccountMFAEnabled',
      'AssumeRolePolicySizeQuota',
      'GlobalEndpointTokenVersion',
      'GroupsPerUserQuota',
      'PolicyVersionsInUseQuota',
      'ServerCertificates',
      'ServerCertificatesQuota',
      'SigningCertificatesPerUserQuota',
      'Users',
      'VersionsPerPolicyQuota',
    ),
  }),
  plainCase({
    id: 'iam/shapes/last-use-of-an-unknown-key',
    rule: 'last-used',
    page: iamApi('GetAccessKeyLastUsed'),
    kind: 'reading',
    known: 'unconfirmed',
    calls: ({ management }) =>
      management.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    expected: { refused: /^(AccessDenied|NoSuchEntityException)$/ },
  }),
];
