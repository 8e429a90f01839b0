import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type CreateRoleCommandInput,
  CreateUserCommand,
  type CreateUserCommandInput,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateOrganizationalUnitCommand,
  DeleteOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { type Caller, given, type Keys, keysOf } from './caller.ts';
import { refusalOf } from './outcome.ts';
import { removeGroup, removePolicy, removeRole, removeUser } from './remove.ts';
import type { Stage } from './stage.ts';

/** What the cases need, made by a caller in its own account and removed when the case ends. */

export interface Made {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

export async function makeUser(
  stage: Stage,
  by: Caller,
  stem: string,
  input: Partial<CreateUserCommandInput> = {},
): Promise<Made> {
  const name = stage.name(stem);
  stage.tidy(`user ${name}`, () => removeUser(by, name));
  const { User } = await by.iam.send(new CreateUserCommand({ UserName: name, ...input }));
  return { name, arn: given(User?.Arn, 'Arn'), id: given(User?.UserId, 'UserId') };
}

export async function makeKey(by: Caller, userName: string): Promise<Keys> {
  const { AccessKey } = await by.iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  return {
    accessKeyId: given(AccessKey?.AccessKeyId, 'AccessKeyId'),
    secretAccessKey: given(AccessKey?.SecretAccessKey, 'SecretAccessKey'),
  };
}

export interface Person extends Made {
  readonly keys: Keys;
  /** Signs with the user's key. */
  readonly caller: Caller;
  /** Of the account in which the user is. */
  readonly by: Caller;
}

/** A user with a key and inline policies of these documents. */
export async function makePerson(
  stage: Stage,
  by: Caller,
  stem: string,
  documents: readonly string[] = [],
  input: Partial<CreateUserCommandInput> = {},
): Promise<Person> {
  const user = await makeUser(stage, by, stem, input);
  for (const [index, document] of documents.entries()) await putUserPolicy(by, user.name, document, index);
  const keys = await makeKey(by, user.name);
  const caller = stage.as(keys);
  await stage.settled(() => caller.sts.send(new GetCallerIdentityCommand({})));
  return { ...user, keys, caller, by };
}

/** A user of the member account, with nothing but these inline policies. */
export async function makeOpsUser(
  stage: Stage,
  documents: readonly string[] = [],
  stem = 'person',
  input: Partial<CreateUserCommandInput> = {},
): Promise<Person> {
  return await makePerson(stage, await stage.member(), stem, documents, input);
}

export async function putUserPolicy(by: Caller, userName: string, document: string, index = 0) {
  await by.iam.send(
    new PutUserPolicyCommand({
      UserName: userName,
      PolicyName: `contract-${index}`,
      PolicyDocument: document,
    }),
  );
}

export async function makeGroup(stage: Stage, by: Caller, stem: string, members: readonly string[] = []) {
  const name = stage.name(stem);
  stage.tidy(`group ${name}`, () => removeGroup(by, name));
  const { Group } = await by.iam.send(new CreateGroupCommand({ GroupName: name }));
  for (const member of members) {
    await by.iam.send(new AddUserToGroupCommand({ GroupName: name, UserName: member }));
  }
  return { name, arn: given(Group?.Arn, 'Arn'), id: given(Group?.GroupId, 'GroupId') };
}

export async function makeRole(
  stage: Stage,
  by: Caller,
  stem: string,
  trustPolicy: string,
  input: Partial<CreateRoleCommandInput> = {},
): Promise<Made> {
  const name = stage.name(stem);
  stage.tidy(`role ${name}`, () => removeRole(by, name));
  // A principal that was made a moment ago may not be known yet.
  const unlessUnknown = (error: unknown) => !/Invalid principal/.test(refusalOf(error)?.message ?? '');
  const command = () =>
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustPolicy, ...input });
  const { Role } = await stage.settled(() => by.iam.send(command()), unlessUnknown);
  return { name, arn: given(Role?.Arn, 'Arn'), id: given(Role?.RoleId, 'RoleId') };
}

/** @returns its ARN */
export async function makePolicy(stage: Stage, by: Caller, stem: string, document: string): Promise<string> {
  const name = stage.name(stem);
  const { Policy } = await by.iam.send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document }),
  );
  const arn = given(Policy?.Arn, 'Arn');
  stage.tidy(`policy ${arn}`, () => removePolicy(by, arn));
  return arn;
}

/** @returns the OU's id */
export async function makeUnit(
  stage: Stage,
  stem: string,
  parentId = stage.organization.rootId,
): Promise<string> {
  const { organizations } = stage.management;
  const { OrganizationalUnit } = await organizations.send(
    new CreateOrganizationalUnitCommand({ ParentId: parentId, Name: stage.name(stem) }),
  );
  const id = given(OrganizationalUnit?.Id, 'Id');
  stage.tidy(`organizational unit ${id}`, () =>
    organizations.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: id })),
  );
  return id;
}

/** A session of a role, once it can be assumed. */
export async function openSession(
  stage: Stage,
  by: Caller,
  roleArn: string,
  input: Partial<AssumeRoleCommandInput> = {},
): Promise<Caller> {
  const { Credentials } = await stage.settled(() => by.sts.send(assume(roleArn, input)));
  return stage.as(keysOf(Credentials));
}

export function assume(roleArn: string, input: Partial<AssumeRoleCommandInput> = {}): AssumeRoleCommand {
  return new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'contract', ...input });
}
