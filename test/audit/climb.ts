import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateRoleCommand,
  DeleteGroupPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateGroupCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { TestOrganization } from '../support/cli.ts';
import type { Cast } from './cast.ts';
import { administratorAccess, documentOf, letIn, use } from './edits.ts';

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Somebody of Ops who tries to get further, with calls of the SDK. */
export class Climber {
  readonly #organization: TestOrganization;
  readonly #iam: IAMClient;
  readonly #sts: STSClient;

  constructor(
    organization: TestOrganization,
    readonly cast: Cast,
    /** ARN of the user. */
    readonly arn: string,
    keys: Keys,
  ) {
    this.#organization = organization;
    const { sandbox } = organization;
    const options = {
      region: sandbox.region,
      requestHandler: sandbox.requestHandler,
      credentials: keys,
      maxAttempts: 1,
    };
    this.#iam = new IAMClient(options);
    this.#sts = new STSClient(options);
  }

  static of(organization: TestOrganization, cast: Cast, userName: string): Climber {
    const key = Object.values(organization.sandbox.state().accessKeys).find(
      (one) => one.accountId === cast.ops && one.userName === userName,
    );
    if (key === undefined) throw new Error(`${userName} has no access key`);
    const keys = { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
    return new Climber(organization, cast, `arn:aws:iam::${cast.ops}:user/${userName}`, keys);
  }

  /** A role of Ops. */
  async enter(name: string): Promise<Climber> {
    const keys = await this.#assume(`arn:aws:iam::${this.cast.ops}:role/${name}`);
    return new Climber(this.#organization, this.cast, this.arn, keys);
  }

  /** The client's role: where this succeeds, the way in is proven. */
  async enterClient(): Promise<void> {
    await this.#assume(this.cast.client.roleArn);
  }

  async #assume(RoleArn: string): Promise<Keys> {
    const { Credentials } = await this.#sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'a-person' }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  }

  createRole = (RoleName: string) =>
    this.#iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: documentOf(letIn(this.arn)) }),
    );

  letMeIn = (RoleName: string) =>
    this.#iam.send(
      new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: documentOf(letIn(this.arn)) }),
    );

  giveRole = (RoleName: string) =>
    this.#iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'in', PolicyDocument: this.#grant() }));

  giveGroup = (GroupName: string) =>
    this.#iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: 'in', PolicyDocument: this.#grant() }));

  giveUser = (UserName: string) =>
    this.#iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'in', PolicyDocument: this.#grant() }));

  attachUser = (UserName: string) =>
    this.#iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: administratorAccess }));

  join = (GroupName: string, UserName: string) =>
    this.#iam.send(new AddUserToGroupCommand({ GroupName, UserName }));

  leave = (GroupName: string, UserName: string) =>
    this.#iam.send(new RemoveUserFromGroupCommand({ GroupName, UserName }));

  renameGroup = (GroupName: string, NewGroupName: string) =>
    this.#iam.send(new UpdateGroupCommand({ GroupName, NewGroupName }));

  renameUser = (UserName: string, NewUserName: string) =>
    this.#iam.send(new UpdateUserCommand({ UserName, NewUserName }));

  dropUserPolicy = (UserName: string, PolicyName: string) =>
    this.#iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName }));

  detachUserPolicy = (UserName: string, PolicyArn: string) =>
    this.#iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));

  dropGroupPolicy = (GroupName: string, PolicyName: string) =>
    this.#iam.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName }));

  detachGroupPolicy = (GroupName: string, PolicyArn: string) =>
    this.#iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));

  dropRolePolicy = (RoleName: string, PolicyName: string) =>
    this.#iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));

  unbindRole = (RoleName: string) => this.#iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));

  #grant(): string {
    return documentOf(use(this.cast.client.roleArn));
  }
}
