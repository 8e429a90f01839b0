import { shownCodes } from '../iam/totp.ts';
import { deriveText } from '../ids.ts';
import type { SandboxState } from '../state.ts';
import type { SpendingState } from '../state-of-costs.ts';
import { type CastPerson, seats } from './cast.ts';
import type { Actor, Seat, Stage } from './stage.ts';

/** A document of a policy, as text. */
export function policy(...Statement: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

export const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** What a role or a grant for people needs. */
const entering = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

export type Kind = 'client' | 'environment';

/** What differs between the two kinds of accounts that people of Ops work in. */
const kinds = {
  client: { suffix: 'production', unit: 'Production', group: 'production', tag: 'Client' },
  environment: { suffix: 'environment', unit: 'Envs', group: 'environments', tag: 'Environment' },
} as const;

/** What the people of the story do more than once, as diverst or by hand. */
export class Company {
  readonly management: string;
  readonly ops: string;

  constructor(readonly stage: Stage) {
    this.management = stage.state.managementAccountId;
    this.ops = this.accountId('Ops');
  }

  /** @throws Error for an account that does not exist at this moment of the story */
  accountId(name: string): string {
    const account = Object.values(this.stage.state.accounts).find((one) => one.name === name);
    if (account === undefined) throw new Error(`There is no account ${name}.`);
    return account.id;
  }

  unitId(name: string): string {
    const unit = Object.values(this.stage.state.units).find((one) => one.name === name);
    if (unit === undefined) throw new Error(`There is no unit ${name}.`);
    return unit.id;
  }

  admin(seat: Seat = seats.diverst): Actor {
    return this.stage.withKey(this.management, 'management-admin', seat);
  }

  /** A person of Ops or of the management account, from the sign-in page on. */
  signIn(accountId: string, who: string): Actor {
    const { sourceIp: sourceIPAddress } = seats.console;
    const mfaDevice = `arn:aws:iam::${accountId}:mfa/${who}`;
    this.stage.signIn(accountId, { who, mfa: true, mfaDevice, sourceIPAddress });
    return this.stage.signedIn(accountId, who, seats.diverst);
  }

  /** A session of the access role. @param sessionName as diverst calls it, unless given */
  inAccount(accountId: string, admin = this.admin(), sessionName = 'diverst-management-admin'): Actor {
    const RoleArn = `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;
    return this.stage.assume(admin, { RoleArn, RoleSessionName: sessionName });
  }

  /** As `diverst client init` and `diverst env init` do it. */
  makeAccount(kind: Kind, name: string): void {
    const { stage, ops } = this;
    const { group, suffix, unit } = kinds[kind];
    const admin = this.admin();
    const Tags = tagsOf(kind, name);
    const Email = `aws+${name}@example.com`;
    const RoleName = `${name}-${suffix}`;
    const make = { Email, AccountName: name, RoleName: 'OrganizationAccountAccessRole', Tags };
    stage.act(admin, 'organizations', 'CreateAccount', make);
    // The next call finds the account that this one has asked for.
    stage.act(admin, 'organizations', 'ListAccounts', {});
    const AccountId = this.accountId(name);
    this.move(AccountId, this.unitId(unit), admin);
    const inside = this.inAccount(AccountId, admin);
    const trust = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ops}:root` },
      Action: entering,
    });
    stage.act(inside, 'iam', 'CreateRole', {
      RoleName,
      AssumeRolePolicyDocument: trust,
      Path: '/',
      Description: `Access to ${name} for people in Ops; made by diverst`,
      MaxSessionDuration: 3600,
      Tags,
    });
    stage.act(inside, 'iam', 'AttachRolePolicy', { RoleName, PolicyArn: administratorAccess });
    const grant = {
      Effect: 'Allow',
      Action: entering,
      Resource: `arn:aws:iam::${AccountId}:role/${RoleName}`,
    };
    const PolicyName = `assume-${RoleName}`;
    const inOps = this.inAccount(ops, admin);
    stage.act(inOps, 'iam', 'PutGroupPolicy', {
      GroupName: group,
      PolicyName,
      PolicyDocument: policy(grant),
    });
  }

  move(AccountId: string, DestinationParentId: string, admin = this.admin()): void {
    const SourceParentId = this.stage.state.accounts[AccountId]?.parentId ?? '';
    const input = { AccountId, SourceParentId, DestinationParentId };
    this.stage.act(admin, 'organizations', 'MoveAccount', input);
  }

  /** What an account costs from its beginning on. */
  spends(name: string, spending: SpendingState): void {
    const id = this.accountId(name);
    this.stage.edit((state) => {
      state.costExplorer = {
        ...state.costExplorer,
        spending: { ...state.costExplorer?.spending, [id]: spending },
      };
    });
  }

  /** As `diverst client close` does it. */
  closeClient(name: string): void {
    const { stage, ops } = this;
    const admin = this.admin();
    const inOps = this.inAccount(ops, admin);
    const PolicyName = `assume-${name}-production`;
    stage.act(inOps, 'iam', 'DeleteGroupPolicy', { GroupName: 'production', PolicyName });
    stage.act(admin, 'organizations', 'CloseAccount', { AccountId: this.accountId(name) });
  }

  /** As `diverst user add` and the first sign-in do it. */
  addPerson({ name, groups, mfa }: CastPerson): void {
    const { stage, ops } = this;
    const inOps = this.inAccount(ops);
    this.#addUser(inOps, name);
    for (const GroupName of ['people', ...groups])
      stage.act(inOps, 'iam', 'AddUserToGroup', { GroupName, UserName: name });
    if (mfa) this.#addDevice(inOps, name);
  }

  /** A second admin of the management account. */
  addAdmin(name: string): void {
    const admin = this.admin();
    this.#addUser(admin, name);
    this.stage.act(admin, 'iam', 'AddUserToGroup', { GroupName: 'admin', UserName: name });
    this.#addDevice(admin, name);
  }

  /** A new access key in the place of the one that there is. */
  replaceKey(actor: Actor, UserName: string): void {
    const { stage } = this;
    const { accountId } = actor.caller;
    const { keyId: AccessKeyId } = stage.withKey(accountId, UserName, seats.cli);
    stage.act(actor, 'iam', 'CreateAccessKey', { UserName });
    stage.act(actor, 'iam', 'DeleteAccessKey', { UserName, AccessKeyId });
  }

  /** A person's session of an account's own role. @param reason as the person gives it */
  enter(person: Actor, kind: Kind, name: string, reason: string, seat: Seat = person): Actor {
    const { suffix, tag } = kinds[kind];
    const userName = person.caller.kind === 'user' ? person.caller.userName : '';
    return this.stage.assume(
      { ...person, ...seat },
      {
        RoleArn: `arn:aws:iam::${this.accountId(name)}:role/${name}-${suffix}`,
        RoleSessionName: userName,
        SourceIdentity: userName,
        Tags: [
          { Key: tag, Value: name },
          { Key: 'Reason', Value: reason },
        ],
      },
    );
  }

  #addUser(actor: Actor, UserName: string): void {
    const { stage } = this;
    const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
    const random = deriveText(stage.state.secret, `password:${UserName}`, letters, 24);
    stage.act(actor, 'iam', 'CreateUser', { UserName });
    stage.act(actor, 'iam', 'CreateLoginProfile', { UserName, Password: `${random}-1aA` });
  }

  #addDevice(actor: Actor, UserName: string): void {
    const { stage } = this;
    const { accountId } = actor.caller;
    stage.act(actor, 'iam', 'CreateVirtualMFADevice', { VirtualMFADeviceName: UserName });
    const SerialNumber = `arn:aws:iam::${accountId}:mfa/${UserName}`;
    const [AuthenticationCode1, AuthenticationCode2] = codesOf(
      stage.state,
      accountId,
      SerialNumber,
      stage.now,
    );
    const input = { UserName, SerialNumber, AuthenticationCode1, AuthenticationCode2 };
    stage.act(actor, 'iam', 'EnableMFADevice', input);
  }
}

function tagsOf(kind: Kind, name: string) {
  return [
    { Key: `diverst:${kind}`, Value: name },
    { Key: 'diverst:managed-by', Value: 'diverst' },
  ];
}

function codesOf(
  state: SandboxState,
  accountId: string,
  serial: string,
  now: number,
): readonly [string, string] {
  const device = state.iam[accountId]?.mfaDevices?.[serial];
  if (device === undefined) throw new Error(`There is no device ${serial}.`);
  return shownCodes(device, now);
}
