import { randomBytes } from 'node:crypto';
import { addBaseGuardrails } from './base-guardrails.ts';
import { addBaseTrail } from './base-trail.ts';
import {
  deriveSecretAccessKey,
  newAccessKeyId,
  newAccountId,
  newCreationId,
  newIamId,
  newOrganizationId,
  newRootId,
  newUnitId,
} from './ids.ts';
import { emptyIam, settle, unsettle } from './settle.ts';
import type { GroupState, IamState, SandboxState, UserState } from './state.ts';

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

export interface NewStateOptions {
  /** Epoch milliseconds at which everything in it was made. */
  readonly now: number;
  /** Hex; the same one gives the same ids and keys. Random unless given. */
  readonly secret?: string;
}

/** The IAM users behind the profiles, by their names. */
export const profileUsers = { management: 'management-admin', ops: 'ops-user' } as const;

/** The admin's name in states of 0.1.0. */
export const olderAdmin = 'root-admin';

/** An AWS account as it is found before anything was done: an admin in it, and no organization. */
export function emptyState(options: NewStateOptions): SandboxState {
  const { state, admin } = startingState(options);
  admin.attached.push(administratorAccess);
  return state;
}

/**
 * The organization as it is wanted, with no client in it yet: see the README of this folder.
 * @param guarded with policies of the organization and central root access
 */
export function baseState(options: NewStateOptions, guarded = true): SandboxState {
  const { state, admin } = startingState(options);
  const { now } = options;
  const management = state.managementAccountId;
  addGroup(state, iamOf(state, management), 'admin', [admin], now).attached.push(administratorAccess);

  const rootId = newRootId(state);
  state.organization = {
    id: newOrganizationId(state),
    rootId,
    featureSet: 'ALL',
    createdAt: now,
    readyAt: now,
  };
  const place = state.accounts[management];
  if (place !== undefined) place.parentId = rootId;

  const users = addUnit(state, 'Users', rootId);
  const environments = addUnit(state, 'Envs', rootId);
  addUnit(state, 'Production', environments);

  const ops = addAccount(state, 'Ops', 'ops@example.com', users, now);
  const person = addUser(state, ops, profileUsers.ops, now);
  const iam = iamOf(state, ops);
  // With a count of its own, so that ids that are drawn later are those of older states.
  const apart = { ...state, serial: 0 };
  const groups = [
    addGroup(state, iam, 'production', [person], now),
    addGroup(apart, iam, 'environments', [], now),
  ];
  for (const group of groups)
    group.inline['read-own-access'] = { document: readOwnAccess(ops), effectiveAt: now };
  const people = addGroup(apart, iam, 'people', [], now);
  people.inline['own-sign-in'] = { document: ownSignIn(ops), effectiveAt: now };
  people.attached.push('arn:aws:iam::aws:policy/SignInLocalDevelopmentAccess');
  addBaseTrail(state, now);
  if (guarded) addBaseGuardrails(state, { environments, users }, now);
  return state;
}

/** Where the person behind the profile `ops` belongs, by the names that the organization was set up with. */
export interface OpsNames {
  readonly account: string;
  readonly group: string;
  /**
   * Further groups. That person joins those without a member: no command of the sandbox puts anybody into a group, and
   * whoever is in one already was put there on purpose.
   */
  readonly others?: readonly string[];
}

/**
 * The person behind the profile `ops`, with an access key, in an organization that was set up in the sandbox: there is
 * nobody else to be asked for one, and nobody else to be in its groups.
 */
export function addOpsUser(state: SandboxState, names: OpsNames, now: number): void {
  const place = opsPlace(state, names);
  if (place === null) return;
  if (place.isMissing) addUser(state, place.accountId, profileUsers.ops, now);
  for (const group of place.groups) group.members.push(profileUsers.ops);
}

/** What the user is to be put in; null where there is nothing to do, or account or group are missing. */
export function opsPlace(
  state: SandboxState,
  { account, group, others = [] }: OpsNames,
): {
  readonly accountId: string;
  readonly isMissing: boolean;
  readonly groups: readonly GroupState[];
} | null {
  const ops = Object.values(state.accounts).find(
    ({ id, name, state: is }) => name === account && id !== state.managementAccountId && is === 'ACTIVE',
  );
  const iam = state.iam[ops?.id ?? ''];
  const own = iam?.groups[group.toLowerCase()];
  if (ops === undefined || own === undefined) return null;
  const isMissing = iam?.users[profileUsers.ops] === undefined;
  const empty = others.flatMap((name) => iam?.groups[name.toLowerCase()] ?? []);
  const groups = [...(isMissing ? [own] : []), ...empty.filter(({ members }) => members.length === 0)];
  return groups.length === 0 ? null : { accountId: ops.id, isMissing, groups };
}

function startingState({ now, secret }: NewStateOptions): { state: SandboxState; admin: UserState } {
  const blank: SandboxState = {
    format: 1,
    secret: secret ?? randomBytes(32).toString('hex'),
    serial: 1,
    managementAccountId: '',
    organization: null,
    units: {},
    accounts: {},
    creations: {},
    accessKeys: {},
    iam: {},
    accountQuota: 2000,
  };
  const id = newAccountId(blank);
  const state: SandboxState = { ...blank, managementAccountId: id };
  state.accounts[id] = {
    id,
    name: 'management',
    email: 'management@example.com',
    parentId: '',
    // So AWS describes the account that made its organization.
    joinedMethod: 'INVITED',
    joinedAt: now,
    state: 'ACTIVE',
    tags: {},
  };
  state.iam[id] = emptyIam();
  return { state, admin: addUser(state, id, profileUsers.management, now) };
}

/** As CreateAccount and MoveAccount would have made it, long ago. */
function addAccount(state: SandboxState, name: string, email: string, parentId: string, now: number): string {
  const accountId = newAccountId(state);
  const id = newCreationId(state);
  state.creations[id] = {
    id,
    accountName: name,
    email,
    roleName: 'OrganizationAccountAccessRole',
    tags: {},
    requestedAt: now,
    completesAt: now,
    accountId,
  };
  unsettle(state);
  settle(state, now);
  const account = state.accounts[accountId];
  if (account !== undefined) account.parentId = parentId;
  return accountId;
}

function addUnit(state: SandboxState, name: string, parentId: string): string {
  const id = newUnitId(state, state.organization?.rootId ?? '');
  state.units[id] = { id, name, parentId, tags: {} };
  return id;
}

/** With an access key. */
function addUser(state: SandboxState, accountId: string, name: string, now: number): UserState {
  const user: UserState = {
    name,
    id: newIamId(state, 'AIDA'),
    path: '/',
    createdAt: now,
    mfaDevices: [],
    inline: {},
    attached: [],
    tags: {},
    hasPassword: false,
  };
  iamOf(state, accountId).users[name.toLowerCase()] = user;
  const keyId = newAccessKeyId(state, accountId);
  state.accessKeys[keyId] = {
    id: keyId,
    secretAccessKey: deriveSecretAccessKey(state.secret, keyId),
    accountId,
    userName: name,
    createdAt: now,
    status: 'Active',
  };
  return user;
}

function addGroup(
  state: SandboxState,
  iam: IamState,
  name: string,
  members: readonly UserState[],
  now: number,
): GroupState {
  const group: GroupState = {
    name,
    id: newIamId(state, 'AGPA'),
    path: '/',
    createdAt: now,
    members: members.map((member) => member.name),
    inline: {},
    attached: [],
  };
  iam.groups[name.toLowerCase()] = group;
  return group;
}

function iamOf(state: SandboxState, accountId: string): IamState {
  const iam = state.iam[accountId] ?? emptyIam();
  state.iam[accountId] = iam;
  return iam;
}

/** People may see what they may do; the clients' roles are granted to the group, one by one. */
function readOwnAccess(accountId: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [ownReading(accountId)] });
}

function ownReading(accountId: string) {
  return {
    Effect: 'Allow',
    Action: ['iam:Get*', 'iam:List*'],
    Resource: [
      `arn:aws:iam::${accountId}:user/\${aws:username}`,
      `arn:aws:iam::${accountId}:group/*`,
      `arn:aws:iam::${accountId}:policy/*`,
    ],
  };
}

/** What a person may do by oneself: reading, password and MFA device, and without MFA no more than that. */
function ownSignIn(accountId: string): string {
  const device = ['CreateVirtualMFADevice', 'DeleteVirtualMFADevice'];
  const user = ['ChangePassword', 'DeactivateMFADevice', 'EnableMFADevice', 'ResyncMFADevice'];
  const anything = ['GetAccountPasswordPolicy', 'ListVirtualMFADevices'];
  const alone = [
    'iam:ChangePassword',
    'iam:CreateVirtualMFADevice',
    'iam:DeleteVirtualMFADevice',
    'iam:EnableMFADevice',
    'iam:GetAccountPasswordPolicy',
    'iam:GetMFADevice',
    'iam:GetUser',
    'iam:ListMFADevices',
    'iam:ListVirtualMFADevices',
    'iam:ResyncMFADevice',
    'signin:AuthorizeOAuth2Access',
    'signin:CreateOAuth2Token',
    'sts:GetSessionToken',
  ];
  const allow = (actions: readonly string[], Resource: string | readonly string[]) => ({
    Effect: 'Allow',
    Action: actions.map((action) => `iam:${action}`),
    Resource,
  });
  // A user under a path has it in the ARN.
  const own = ['', '*/'].map((path) => `arn:aws:iam::${accountId}:user/${path}\${aws:username}`);
  const reading = ownReading(accountId);
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { ...reading, Resource: [...own, ...reading.Resource.slice(1)] },
      allow(anything, '*'),
      allow(user, own),
      allow(device, `arn:aws:iam::${accountId}:mfa/\${aws:username}`),
      {
        Effect: 'Deny',
        NotAction: alone,
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
      {
        Effect: 'Deny',
        Action: ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice'],
        Resource: '*',
        Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } },
      },
    ],
  });
}
