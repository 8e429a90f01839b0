import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetGroupCommand,
  GetUserCommand,
  ListUsersCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateOrganizationalUnitCommand,
  DescribeAccountCommand,
  DescribeOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { type Caller, type Keys, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { account, trust } from '../support/documents.ts';
import { makeKey, makeOpsUser, makeRole, makeUser, openSession } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi, organizationsApi, stsApi } from '../support/pages.ts';
import { anything, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const common = 'https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html';
const signing = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html';

const unknownKey: Keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'of nobody' };

/** One call to each service. */
async function everywhere(caller: Caller): Promise<unknown> {
  return {
    iam: await outcome(caller.iam.send(new ListUsersCommand({}))),
    sts: await outcome(caller.sts.send(new GetCallerIdentityCommand({}))),
    organizations: await outcome(caller.organizations.send(new DescribeOrganizationCommand({}))),
  };
}

/** @param query of IAM and STS, of which the latter's status is 403 too */
function refusedBy(query: string, json: string, status = 403): Shape {
  return {
    iam: refused(query, { status }),
    sts: refused(query, { status }),
    organizations: refused(json, { status: 400 }),
  };
}

function missing(
  stem: string,
  page: string,
  calls: (stage: Stage) => Promise<unknown>,
  expected: Shape,
): ContractCase {
  return plainCase({
    id: `wire/missing/${stem}`,
    rule: 'required-members',
    page,
    kind: 'reading',
    known: 'observed',
    calls,
    expected,
  });
}

/** Who signed, and how errors look. */
export const wireCases: readonly ContractCase[] = [
  plainCase({
    id: 'wire/signature/unknown-key',
    rule: 'signatures',
    page: common,
    kind: 'reading',
    calls: (stage) => everywhere(stage.as(unknownKey)),
    expected: refusedBy('InvalidClientTokenId', 'UnrecognizedClientException'),
  }),
  contractCase({
    id: 'wire/signature/wrong-secret',
    rule: 'signatures',
    page: signing,
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => makeOpsUser(stage),
    calls: (stage, { keys }) => everywhere(stage.as({ ...keys, secretAccessKey: 'of somebody else' })),
    expected: refusedBy('SignatureDoesNotMatch', 'InvalidSignatureException'),
  }),
  plainCase({
    id: 'wire/signature/none',
    rule: 'signatures',
    page: common,
    kind: 'reading',
    calls: async (stage) => {
      const caller = stage.with({ credentials: unknownKey, signer: { sign: async (request) => request } });
      return outcome(caller.iam.send(new ListUsersCommand({})));
    },
    expected: refused('MissingAuthenticationToken', { status: 403 }),
  }),
  contractCase({
    id: 'wire/signature/inactive-key',
    rule: 'signatures',
    page: common,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const { by, name, keys, caller } = await makeOpsUser(stage);
      await by.iam.send(
        new UpdateAccessKeyCommand({ UserName: name, AccessKeyId: keys.accessKeyId, Status: 'Inactive' }),
      );
      return caller;
    },
    calls: (_, { sts }) => sts.send(new GetCallerIdentityCommand({})),
    expected: refused('InvalidClientTokenId'),
  }),
  contractCase({
    id: 'wire/signature/session-token-that-is-no-token',
    rule: 'signatures',
    page: common,
    kind: 'reading',
    signs: 'member',
    prepare: (stage) => {
      const arn = `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`;
      return stage.management.sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'contract' }));
    },
    calls: (stage, { Credentials }) =>
      stage
        .as({ ...keysOf(Credentials), sessionToken: 'no token' })
        .sts.send(new GetCallerIdentityCommand({})),
    expected: refused('InvalidClientTokenId'),
  }),
  contractCase({
    id: 'wire/signature/deleted-key',
    rule: 'signatures',
    page: common,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const { by, name, keys, caller } = await makeOpsUser(stage);
      const second = stage.as(await makeKey(by, name));
      await stage.settled(() => second.sts.send(new GetCallerIdentityCommand({})));
      await by.iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: keys.accessKeyId }));
      return { deleted: caller, second };
    },
    calls: async (_, { deleted, second }) => ({
      deleted: await outcome(deleted.sts.send(new GetCallerIdentityCommand({}))),
      second: await outcome(second.sts.send(new GetCallerIdentityCommand({}))),
    }),
    expected: { deleted: refused('InvalidClientTokenId'), second: { Arn: anything } },
  }),

  contractCase({
    id: 'wire/session/ends-with-its-role',
    rule: 'session-ends',
    page: stsApi('AssumeRole'),
    kind: 'reversible',
    signs: 'member',
    known: 'unconfirmed',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const document = trust(account(stage.organization.managementId));
      const role = await makeRole(stage, member, 'role', document);
      const session = await openSession(stage, stage.management, role.arn);
      await member.iam.send(new DeleteRoleCommand({ RoleName: role.name }));
      // A namesake, for which the session does not count.
      const again = { RoleName: role.name, AssumeRolePolicyDocument: document };
      await member.iam.send(new CreateRoleCommand(again));
      return session;
    },
    calls: (_, { sts }) => sts.send(new GetCallerIdentityCommand({})),
    expected: refused('InvalidClientTokenId'),
  }),
  contractCase({
    id: 'wire/session/ends-with-its-user',
    rule: 'session-ends',
    page: stsApi('GetSessionToken'),
    kind: 'reversible',
    signs: 'ops',
    known: 'unconfirmed',
    settles: true,
    prepare: async (stage) => {
      const { by, caller, name, keys } = await makeOpsUser(stage);
      const { Credentials } = await caller.sts.send(new GetSessionTokenCommand({}));
      await by.iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: keys.accessKeyId }));
      await by.iam.send(new DeleteUserCommand({ UserName: name }));
      return stage.as(keysOf(Credentials));
    },
    calls: (_, { sts }) => sts.send(new GetCallerIdentityCommand({})),
    expected: refused('InvalidClientTokenId'),
  }),

  missing(
    'account-id',
    organizationsApi('DescribeAccount'),
    ({ management }) => management.organizations.send(new DescribeAccountCommand({ AccountId: undefined })),
    refused('InvalidInputException', { reason: 'INPUT_REQUIRED' }),
  ),
  missing(
    'unit-name',
    organizationsApi('CreateOrganizationalUnit'),
    ({ management, organization: { rootId } }) =>
      management.organizations.send(
        new CreateOrganizationalUnitCommand({ ParentId: rootId, Name: undefined }),
      ),
    refused('InvalidInputException', { reason: 'INPUT_REQUIRED' }),
  ),
  missing(
    'group-name',
    iamApi('GetGroup'),
    ({ management }) => management.iam.send(new GetGroupCommand({ GroupName: undefined })),
    refused('ValidationError', {
      message: /at 'groupName' failed to satisfy constraint: Member must not be null/,
      status: 400,
    }),
  ),
  missing(
    'role-arn',
    stsApi('AssumeRole'),
    ({ management }) =>
      management.sts.send(new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: 'contract' })),
    refused('ValidationError', { message: /at 'roleArn'/, status: 400 }),
  ),
  missing(
    'role-arn-and-session-name',
    stsApi('AssumeRole'),
    ({ management }) =>
      management.sts.send(new AssumeRoleCommand({ RoleArn: undefined, RoleSessionName: undefined })),
    refused('ValidationError', { message: /^2 validation errors detected/ }),
  ),

  contractCase({
    id: 'wire/status/of-the-model',
    rule: 'error-status',
    page: iamApi('GetUser'),
    kind: 'reversible',
    prepare: (stage) => makeUser(stage, stage.management, 'user'),
    calls: async (stage, { name }) => {
      const { iam, organizations } = stage.management;
      return {
        unknown: await outcome(iam.send(new GetUserCommand({ UserName: stage.name('nobody') }))),
        conflict: await outcome(makeUser(stage, stage.management, 'user', { UserName: name })),
        organizations: await outcome(
          organizations.send(new DescribeAccountCommand({ AccountId: '000000000000' })),
        ),
      };
    },
    expected: {
      unknown: refused('NoSuchEntityException', { status: 404 }),
      conflict: refused('EntityAlreadyExistsException', { status: 409 }),
      organizations: refused('AccountNotFoundException', { status: 400 }),
    },
  }),
];
