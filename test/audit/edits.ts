import {
  deriveSecretAccessKey,
  newAccessKeyId,
  newAccountId,
  newIamId,
  newUnitId,
} from '../../src/sandbox/ids.ts';
import type {
  AccountState,
  GroupState,
  IamState,
  RoleState,
  SandboxState,
  UserState,
} from '../../src/sandbox/state.ts';
import type { Cast, Member } from './cast.ts';

/** Edits of the sandbox's state, each as if it had been made long ago. */

const sessionActions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

export const administratorAccess = awsPolicy('AdministratorAccess');

export function awsPolicy(name: string): string {
  return `arn:aws:iam::aws:policy/${name}`;
}

export type Json = Readonly<Record<string, unknown>>;

/** A document of these statements. */
export function documentOf(...statements: readonly Json[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function rootOf(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}

/** A statement that lets AWS principals in with all that a session needs. */
export function letIn(principals: string | readonly string[], parts: Json = {}): Json {
  return { Effect: 'Allow', Principal: { AWS: principals }, Action: sessionActions, ...parts };
}

/** A statement that allows using roles. */
export function use(resource: string | readonly string[], parts: Json = {}): Json {
  return { Effect: 'Allow', Action: sessionActions, Resource: resource, ...parts };
}

export function iamOf(state: SandboxState, accountId: string): IamState {
  const iam = state.iam[accountId];
  if (iam === undefined) throw new Error(`account ${accountId} has no IAM`);
  return iam;
}

export function accountOf(state: SandboxState, accountId: string): AccountState {
  const account = state.accounts[accountId];
  if (account === undefined) throw new Error(`there is no account ${accountId}`);
  return account;
}

export function roleOf(state: SandboxState, { accountId, role }: Member): RoleState {
  return entryOf(iamOf(state, accountId).roles, role);
}

export function accessRoleOf(state: SandboxState, accountId: string): RoleState {
  return entryOf(iamOf(state, accountId).roles, 'OrganizationAccountAccessRole');
}

/** The group that the clients are granted to. */
export function groupOf(state: SandboxState, { ops, group }: Cast): GroupState {
  return groupNamed(state, ops, group);
}

export function groupNamed(state: SandboxState, accountId: string, name: string): GroupState {
  return entryOf(iamOf(state, accountId).groups, name);
}

export function adminsOf(state: SandboxState, { management }: Cast): GroupState {
  return entryOf(iamOf(state, management).groups, 'admin');
}

export function opsUserOf(state: SandboxState, { ops }: Cast): UserState {
  return entryOf(iamOf(state, ops).users, 'ops-user');
}

export function setTrust(state: SandboxState, member: Member, ...statements: readonly Json[]): void {
  setTrustText(state, member, documentOf(...statements));
}

export function setTrustText(state: SandboxState, member: Member, document: string): void {
  roleOf(state, member).trust = { document, effectiveAt: 0 };
}

export function putInline(
  holder: Pick<UserState, 'inline'>,
  name: string,
  ...statements: readonly Json[]
): void {
  putInlineText(holder, name, documentOf(...statements));
}

export function putInlineText(holder: Pick<UserState, 'inline'>, name: string, document: string): void {
  holder.inline[name] = { document, effectiveAt: 0 };
}

/** The client's grant with another content. */
export function setGrant(state: SandboxState, cast: Cast, ...statements: readonly Json[]): void {
  putInline(groupOf(state, cast), grantName(cast.client), ...statements);
}

export function grantName({ role }: Member): string {
  return `assume-${role}`;
}

export function addUnit(state: SandboxState, name: string, parentId: string): string {
  const id = newUnitId(state, state.organization?.rootId ?? '');
  state.units[id] = { id, name, parentId, tags: {} };
  return id;
}

export interface AccountParts {
  readonly state?: AccountState['state'];
  readonly email?: string;
  /** An invited account has no access role. */
  readonly invited?: boolean;
}

export function addAccount(
  state: SandboxState,
  name: string,
  parentId: string,
  { state: status = 'ACTIVE', email, invited = false }: AccountParts = {},
): string {
  const id = newAccountId(state);
  state.accounts[id] = {
    id,
    name,
    email: email ?? `aws+${name.toLowerCase().replace(/[^a-z0-9]/g, '-')}@example.com`,
    parentId,
    joinedMethod: invited ? 'INVITED' : 'CREATED',
    joinedAt: 0,
    state: status,
    tags: {},
  };
  // As of an account that was made while root credentials are managed centrally.
  const root = { hasPassword: false, mfaDevices: [], signingCertificates: [] };
  state.iam[id] = { root, users: {}, groups: {}, roles: {}, policies: {} };
  if (!invited) {
    const trust = {
      Effect: 'Allow',
      Principal: { AWS: rootOf(state.managementAccountId) },
      Action: 'sts:AssumeRole',
    };
    addRole(state, id, 'OrganizationAccountAccessRole', documentOf(trust)).attached.push(administratorAccess);
  }
  return id;
}

export function addRole(
  state: SandboxState,
  accountId: string,
  name: string,
  trust: string,
  path = '/',
): RoleState {
  const role: RoleState = {
    name,
    id: newIamId(state, 'AROA'),
    path,
    createdAt: 0,
    effectiveAt: 0,
    description: '',
    trust: { document: trust, effectiveAt: 0 },
    maxSessionDuration: 3600,
    inline: {},
    attached: [],
    tags: {},
  };
  iamOf(state, accountId).roles[name.toLowerCase()] = role;
  return role;
}

export interface UserParts {
  /** With an access key, of this status. */
  readonly key?: 'Active' | 'Inactive';
  readonly mfa?: boolean;
  readonly groups?: readonly string[];
  /** Without one, nothing is missing where there is no MFA device. */
  readonly password?: boolean;
}

/** A user who was made when the latest account joined. */
export function addUser(
  state: SandboxState,
  accountId: string,
  name: string,
  { key, mfa = false, groups = [], password = false }: UserParts = {},
): UserState {
  const createdAt = Math.max(...Object.values(state.accounts).map(({ joinedAt }) => joinedAt));
  const user: UserState = {
    name,
    id: newIamId(state, 'AIDA'),
    path: '/',
    createdAt,
    mfaDevices: mfa ? [mfaDeviceOf(accountId, name)] : [],
    inline: {},
    attached: [],
    tags: {},
    hasPassword: password,
  };
  const iam = iamOf(state, accountId);
  iam.users[name.toLowerCase()] = user;
  for (const group of groups) entryOf(iam.groups, group).members.push(name);
  if (key !== undefined) {
    const id = newAccessKeyId(state);
    const secretAccessKey = deriveSecretAccessKey(state.secret, id);
    state.accessKeys[id] = { id, secretAccessKey, accountId, userName: name, createdAt, status: key };
  }
  return user;
}

export function mfaDeviceOf(accountId: string, userName: string): string {
  return `arn:aws:iam::${accountId}:mfa/${userName}`;
}

export function addGroup(state: SandboxState, accountId: string, name: string): GroupState {
  const group: GroupState = {
    name,
    id: newIamId(state, 'AGPA'),
    path: '/',
    createdAt: 0,
    members: [],
    inline: {},
    attached: [],
  };
  iamOf(state, accountId).groups[name.toLowerCase()] = group;
  return group;
}

/** @returns the ARN of a customer managed policy, attached to nothing yet */
export function addPolicy(state: SandboxState, accountId: string, name: string, document: string): string {
  const arn = `arn:aws:iam::${accountId}:policy/${name}`;
  iamOf(state, accountId).policies[arn] = {
    arn,
    name,
    id: newIamId(state, 'ANPA'),
    path: '/',
    description: '',
    createdAt: 0,
    updatedAt: 0,
    versions: [{ id: 'v1', document, createdAt: 0, effectiveAt: 0 }],
    defaultVersionId: 'v1',
    nextVersion: 2,
    tags: {},
  };
  return arn;
}

/** Takes something out of a record of the state, which is kept by names in lower case. */
export function remove(record: Record<string, unknown>, name: string): void {
  if (!(name.toLowerCase() in record)) throw new Error(`there is no ${name}`);
  delete record[name.toLowerCase()];
}

/** Takes an inline policy away. */
export function removeInline(holder: Pick<UserState, 'inline'>, name: string): void {
  if (!(name in holder.inline)) throw new Error(`there is no policy ${name}`);
  delete holder.inline[name];
}

/** The same role with other fixed parts, as if it had been made so. */
export function remake(state: SandboxState, member: Member, parts: Partial<RoleState>): RoleState {
  const { roles } = iamOf(state, member.accountId);
  const made = { ...roleOf(state, member), ...parts };
  remove(roles, member.role);
  roles[made.name.toLowerCase()] = made;
  return made;
}

function entryOf<T>(record: Readonly<Record<string, T>>, name: string): T {
  const one = record[name.toLowerCase()];
  if (one === undefined) throw new Error(`there is no ${name}`);
  return one;
}
