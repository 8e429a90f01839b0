import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  ListPolicyVersionsCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { makeGroup, makeKey, makePolicy, makeRole, makeUser, putUserPolicy } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi, iamGuide } from '../support/pages.ts';
import { aDate, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const document = policy(allow('iam:GetUser'));
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const inUse = refused('DeleteConflictException', { status: 409 });

function conflict(
  stem: string,
  page: string,
  prepare: (stage: Stage, by: Caller) => Promise<string>,
  remove: (by: Caller, name: string) => Promise<unknown>,
  expected: Shape = inUse,
): ContractCase {
  return contractCase({
    id: `iam/in-use/${stem}`,
    rule: 'in-use',
    page: iamApi(page),
    kind: 'reversible',
    prepare: (stage) => prepare(stage, stage.management),
    calls: ({ management }, name) => remove(management, name),
    expected,
  });
}

const deleteUser = ({ iam }: Caller, UserName: string) => iam.send(new DeleteUserCommand({ UserName }));
const deleteGroup = ({ iam }: Caller, GroupName: string) => iam.send(new DeleteGroupCommand({ GroupName }));
const deleteRole = ({ iam }: Caller, RoleName: string) => iam.send(new DeleteRoleCommand({ RoleName }));
const deletePolicy = ({ iam }: Caller, PolicyArn: string) => iam.send(new DeletePolicyCommand({ PolicyArn }));

const ownRole = (stage: Stage, by: Caller, stem = 'role') =>
  makeRole(stage, by, stem, trust(account(stage.organization.managementId)));

/** Of AWS's policies, those that a person needs who has just been added. */
const signInPolicies: readonly {
  readonly stem: string;
  readonly name: string;
  readonly statements: Shape;
}[] = [
  {
    stem: 'change-own-password',
    name: 'IAMUserChangePassword',
    statements: [
      {
        Effect: 'Allow',
        Action: ['iam:ChangePassword'],
        Resource: ['arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::*:user/*/${aws:username}'],
      },
      { Effect: 'Allow', Action: ['iam:GetAccountPasswordPolicy'], Resource: '*' },
    ],
  },
  {
    stem: 'sign-in-local-development',
    name: 'SignInLocalDevelopmentAccess',
    statements: [
      {
        Effect: 'Allow',
        Action: ['signin:AuthorizeOAuth2Access', 'signin:CreateOAuth2Token'],
        Resource: 'arn:aws:signin:*:*:oauth2/public-client/*',
      },
    ],
  },
];

/** What may be deleted, how versions count, and what users are. */
export const iamEntityCases: readonly ContractCase[] = [
  conflict(
    'user-in-a-group',
    'DeleteUser',
    async (stage, by) => {
      const { name } = await makeUser(stage, by, 'user');
      await makeGroup(stage, by, 'group', [name]);
      return name;
    },
    deleteUser,
  ),
  conflict(
    'user-with-an-inline-policy',
    'DeleteUser',
    async (stage, by) => {
      const { name } = await makeUser(stage, by, 'user');
      await putUserPolicy(by, name, document);
      return name;
    },
    deleteUser,
  ),
  conflict(
    'user-with-a-managed-policy',
    'DeleteUser',
    async (stage, by) => {
      const PolicyArn = await makePolicy(stage, by, 'policy', document);
      const { name } = await makeUser(stage, by, 'user');
      await by.iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn }));
      return name;
    },
    deleteUser,
  ),
  conflict(
    'user-with-a-key',
    'DeleteUser',
    async (stage, by) => {
      const { name } = await makeUser(stage, by, 'user');
      await makeKey(by, name);
      return name;
    },
    deleteUser,
  ),
  conflict(
    'user-with-a-password',
    'DeleteUser',
    async (stage, by) => {
      const { name } = await makeUser(stage, by, 'user');
      await by.iam.send(new CreateLoginProfileCommand({ UserName: name, Password: password(stage) }));
      return name;
    },
    deleteUser,
  ),
  conflict(
    'user-with-nothing',
    'DeleteUser',
    async (stage, by) => (await makeUser(stage, by, 'user')).name,
    deleteUser,
    {},
  ),
  conflict(
    'group-with-a-member',
    'DeleteGroup',
    async (stage, by) => {
      const { name } = await makeUser(stage, by, 'user');
      return (await makeGroup(stage, by, 'group', [name])).name;
    },
    deleteGroup,
  ),
  conflict(
    'group-with-an-inline-policy',
    'DeleteGroup',
    async (stage, by) => {
      const { name } = await makeGroup(stage, by, 'group');
      await by.iam.send(
        new PutGroupPolicyCommand({ GroupName: name, PolicyName: 'own', PolicyDocument: document }),
      );
      return name;
    },
    deleteGroup,
  ),
  conflict(
    'group-with-a-managed-policy',
    'DeleteGroup',
    async (stage, by) => {
      const { name } = await makeGroup(stage, by, 'group');
      await by.iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn: administrator }));
      return name;
    },
    deleteGroup,
  ),
  conflict(
    'role-with-an-inline-policy',
    'DeleteRole',
    async (stage, by) => {
      const { name } = await ownRole(stage, by);
      await by.iam.send(
        new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document }),
      );
      return name;
    },
    deleteRole,
  ),
  conflict(
    'role-with-a-managed-policy',
    'DeleteRole',
    async (stage, by) => {
      const { name } = await ownRole(stage, by);
      await by.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: administrator }));
      return name;
    },
    deleteRole,
  ),
  conflict(
    'policy-that-is-attached',
    'DeletePolicy',
    async (stage, by) => {
      const PolicyArn = await makePolicy(stage, by, 'policy', document);
      const { name } = await makeGroup(stage, by, 'group');
      await by.iam.send(new AttachGroupPolicyCommand({ GroupName: name, PolicyArn }));
      return PolicyArn;
    },
    deletePolicy,
  ),
  conflict(
    'policy-that-is-a-boundary',
    'DeletePolicy',
    async (stage, by) => {
      const arn = await makePolicy(stage, by, 'policy', document);
      const trusted = trust(account(stage.organization.managementId));
      await makeRole(stage, by, 'role', trusted, { PermissionsBoundary: arn });
      return arn;
    },
    deletePolicy,
  ),
  conflict(
    'policy-of-several-versions',
    'DeletePolicy',
    async (stage, by) => {
      const PolicyArn = await makePolicy(stage, by, 'policy', document);
      await by.iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document }));
      return PolicyArn;
    },
    deletePolicy,
  ),
  conflict(
    'default-version',
    'DeletePolicyVersion',
    (stage, by) => makePolicy(stage, by, 'policy', document),
    ({ iam }, PolicyArn) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
  ),

  contractCase({
    id: 'iam/versions/numbers-never-come-again',
    rule: 'versions',
    page: iamGuide('access_policies_managed-versioning.html'),
    kind: 'reversible',
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', document),
    calls: async ({ management }, PolicyArn) => {
      const create = async (SetAsDefault: boolean) => {
        const input = { PolicyArn, PolicyDocument: document, SetAsDefault };
        const { PolicyVersion } = await management.iam.send(new CreatePolicyVersionCommand(input));
        return PolicyVersion;
      };
      const second = await create(false);
      await management.iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: second?.VersionId }));
      const third = await create(true);
      return { second, third };
    },
    expected: {
      second: { VersionId: 'v2', IsDefaultVersion: false, Document: undefined },
      third: { VersionId: 'v3', IsDefaultVersion: true, CreateDate: aDate },
    },
  }),
  contractCase({
    id: 'iam/versions/listed',
    rule: 'versions',
    page: iamApi('ListPolicyVersions'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const PolicyArn = await makePolicy(stage, stage.management, 'policy', document);
      const input = { PolicyArn, PolicyDocument: document, SetAsDefault: true };
      await stage.management.iam.send(new CreatePolicyVersionCommand(input));
      return PolicyArn;
    },
    calls: ({ management }, PolicyArn) => management.iam.send(new ListPolicyVersionsCommand({ PolicyArn })),
    expected: {
      Versions: [
        { VersionId: 'v2', IsDefaultVersion: true, Document: undefined },
        { VersionId: 'v1', IsDefaultVersion: false, Document: undefined },
      ],
      IsTruncated: false,
    },
  }),

  plainCase({
    id: 'iam/aws-managed/administrator',
    rule: 'aws-managed',
    page: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
    kind: 'reading',
    calls: async ({ management }) => {
      const { Policy } = await management.iam.send(new GetPolicyCommand({ PolicyArn: administrator }));
      const { PolicyVersion } = await management.iam.send(
        new GetPolicyVersionCommand({ PolicyArn: administrator, VersionId: Policy?.DefaultVersionId }),
      );
      return { Policy, document: JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? '')) };
    },
    expected: {
      Policy: {
        PolicyName: 'AdministratorAccess',
        Arn: administrator,
        Path: '/',
        DefaultVersionId: 'v1',
        IsAttachable: true,
      },
      document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
    },
  }),
  ...signInPolicies.map(({ stem, name, statements }) =>
    plainCase({
      id: `iam/aws-managed/${stem}`,
      rule: 'aws-managed',
      page: `https://docs.aws.amazon.com/aws-managed-policy/latest/reference/${name}.html`,
      kind: 'reading',
      calls: async ({ management: { iam } }) => {
        const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
        const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
        const VersionId = Policy?.DefaultVersionId;
        const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
        return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
      },
      expected: { Version: '2012-10-17', Statement: statements },
    }),
  ),
  plainCase({
    id: 'iam/aws-managed/unknown',
    rule: 'aws-managed',
    page: iamApi('GetPolicy'),
    kind: 'reading',
    calls: ({ management }) =>
      management.iam.send(new GetPolicyCommand({ PolicyArn: 'arn:aws:iam::aws:policy/NoSuchAccess' })),
    expected: refused('NoSuchEntityException'),
  }),
  plainCase({
    id: 'iam/aws-managed/cannot-be-changed',
    rule: 'aws-managed',
    page: iamGuide('access_policies_managed-vs-inline.html'),
    // Nothing documents which error it is, so that it is not tried on anything that matters.
    kind: 'special',
    known: 'unconfirmed',
    calls: ({ management }) =>
      management.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: administrator, PolicyDocument: document }),
      ),
    expected: { refused: /./ },
  }),
  contractCase({
    id: 'iam/aws-managed/service-role-policy',
    rule: null,
    page: 'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaBasicExecutionRole.html',
    kind: 'reversible',
    prepare: (stage) => ownRole(stage, stage.management),
    calls: ({ management }, { name }) =>
      management.iam.send(
        new AttachRolePolicyCommand({
          RoleName: name,
          PolicyArn: 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
        }),
      ),
    expected: {},
  }),

  contractCase({
    id: 'iam/users/boundary-that-does-not-exist',
    rule: 'boundaries',
    page: iamApi('CreateUser'),
    kind: 'reversible',
    known: 'observed',
    prepare: async () => undefined,
    calls: (stage) =>
      makeUser(stage, stage.management, 'user', {
        PermissionsBoundary: `arn:aws:iam::${stage.organization.managementId}:policy/${stage.name('none')}`,
      }),
    expected: refused('NoSuchEntityException'),
  }),
  contractCase({
    id: 'iam/users/boundary-shown-and-taken-away',
    rule: 'boundaries',
    page: iamApi('PutUserPermissionsBoundary'),
    kind: 'reversible',
    prepare: async (stage) => {
      const arn = await makePolicy(stage, stage.management, 'policy', document);
      return { arn, user: await makeUser(stage, stage.management, 'user', { PermissionsBoundary: arn }) };
    },
    calls: async (stage, { arn, user }) => {
      const { iam } = stage.management;
      const shown = async () => {
        const { User } = await iam.send(new GetUserCommand({ UserName: user.name }));
        return User?.PermissionsBoundary;
      };
      const first = await shown();
      await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: user.name }));
      const without = await stage.until(shown, (value) => value === undefined);
      await iam.send(
        new PutUserPermissionsBoundaryCommand({ UserName: user.name, PermissionsBoundary: arn }),
      );
      return { first, without, again: await stage.until(shown, (value) => value !== undefined) };
    },
    expected: (_, { arn }) => {
      const boundary = { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: arn };
      return { first: boundary, without: undefined, again: boundary };
    },
  }),
  contractCase({
    id: 'iam/users/password-to-be-changed',
    rule: 'passwords',
    page: iamApi('CreateLoginProfile'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const { name } = await makeUser(stage, stage.management, 'user');
      await stage.management.iam.send(
        new CreateLoginProfileCommand({
          UserName: name,
          Password: password(stage),
          PasswordResetRequired: true,
        }),
      );
      return name;
    },
    calls: ({ management }, UserName) => management.iam.send(new GetLoginProfileCommand({ UserName })),
    expected: (_, name) => ({
      LoginProfile: { UserName: name, PasswordResetRequired: true, CreateDate: aDate },
    }),
  }),
  contractCase({
    id: 'iam/users/no-password',
    rule: null,
    page: iamApi('GetLoginProfile'),
    kind: 'reversible',
    prepare: async (stage) => (await makeUser(stage, stage.management, 'user')).name,
    calls: ({ management }, UserName) => management.iam.send(new GetLoginProfileCommand({ UserName })),
    expected: refused('NoSuchEntityException'),
  }),
  contractCase({
    id: 'iam/users/taken-out-of-a-group-twice',
    rule: 'non-members',
    page: iamApi('RemoveUserFromGroup'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const { name } = await makeUser(stage, stage.management, 'user');
      return { UserName: name, GroupName: (await makeGroup(stage, stage.management, 'group')).name };
    },
    calls: ({ management }, input) => management.iam.send(new RemoveUserFromGroupCommand(input)),
    expected: {},
  }),
  contractCase({
    id: 'iam/users/put-into-a-group-twice',
    rule: null,
    page: iamApi('AddUserToGroup'),
    kind: 'reversible',
    prepare: async (stage) => {
      const { name } = await makeUser(stage, stage.management, 'user');
      return { UserName: name, GroupName: (await makeGroup(stage, stage.management, 'group', [name])).name };
    },
    calls: ({ management }, input) => management.iam.send(new AddUserToGroupCommand(input)),
    expected: {},
  }),
  contractCase({
    id: 'iam/users/attached-by-what-is-no-arn',
    rule: 'policy-arns',
    page: iamApi('AttachUserPolicy'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => (await makeUser(stage, stage.management, 'user')).name,
    calls: async ({ management }, UserName) =>
      outcome(
        management.iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: 'not-an-arn-of-any-kind' })),
      ),
    expected: refused('ValidationError'),
  }),
  plainCase({
    id: 'iam/users/created-without-a-name',
    rule: 'required-members',
    page: iamApi('CreateUser'),
    kind: 'reading',
    calls: ({ management }) => management.iam.send(new CreateUserCommand({ UserName: undefined })),
    expected: refused('ValidationError', { message: /userName/, status: 400 }),
  }),
];

/** A password that any policy takes; nobody ever signs in with it. */
function password(stage: Stage): string {
  return `Aa1!${stage.name('password')}`;
}
