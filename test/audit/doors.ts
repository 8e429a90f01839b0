import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { authorize } from '../../src/sandbox/authorization/authorize.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import type { TestOrganization } from '../support/cli.ts';
import { type Cast, outside } from './cast.ts';
import { accountOf, addRole, addUser, documentOf, letIn, mfaDeviceOf, putInline, rootOf } from './edits.ts';

/**
 * A person who tries: `person` is in the groups that clients and environments are granted to. The others may do everything by their own policies:
 * `colleague` a user of Ops outside every group, `neighbour` a user of another client's account, `stranger` one of an
 * account outside the organization, `inmate` one of the client's own account, `admin` one of the management account,
 * `tester` one of staging, `crosser`
 * one of an account of the other kind. `pipeline` is nobody's user: it shows a token.
 */
export type Who =
  | 'person'
  | 'colleague'
  | 'neighbour'
  | 'stranger'
  | 'inmate'
  | 'admin'
  | 'tester'
  | 'crosser'
  | 'pipeline';

/** A request that a person makes, and that goes through or does not. */
export interface Door {
  readonly who: Who;
  /**
   * Of the client's account; the client's role unless given, `OTHER` for that of the other client, and `ACROSS` for that
   * of the account of the other kind. `ROLE` in a name stands for the name of the client's role.
   */
  readonly role?: string;
  /** What AssumeRole is called with beside role and session name. */
  readonly with?: Partial<AssumeRoleCommandInput>;
  /** With a code of the person's MFA device. */
  readonly mfa?: boolean;
  /** Of a pipeline: what its token says. `CLIENT` and `OTHER` stand for the names of clients. */
  readonly token?: { readonly subject: string; readonly audience?: string; readonly issuer?: string };
  /** An action on the role other than assuming it: the person's own policies are asked. */
  readonly action?: string;
}

/** What a session of daily work asks for. */
export const daily: NonNullable<Door['with']> = {
  SourceIdentity: 'ops-user',
  Tags: [{ Key: 'ticket', Value: '42' }],
};

/** Roles beside the clients', which nobody may use: only here to be found by grants that reach too far. */
const traps = { sibling: 'CLIENT-secret', lookalike: 'LOOKALIKE' } as const;

const users: Readonly<Record<Exclude<Who, 'person' | 'pipeline'>, (cast: Cast) => string | null>> = {
  colleague: ({ ops }) => ops,
  neighbour: ({ other }) => other.accountId,
  stranger: () => outside,
  inmate: ({ client }) => client.accountId,
  admin: ({ management }) => management,
  tester: ({ staging }) => staging,
  crosser: ({ across }) => across?.accountId ?? null,
};

/** Puts people and traps into a copy of an organization that is not audited. */
export function populate(state: SandboxState, cast: Cast): void {
  state.accounts[outside] = {
    ...accountOf(state, cast.other.accountId),
    id: outside,
    name: 'elsewhere',
    parentId: '',
  };
  state.iam[outside] = { users: {}, groups: {}, roles: {}, policies: {} };
  for (const [who, accountOfUser] of Object.entries(users)) {
    const accountId = accountOfUser(cast);
    if (accountId === null) continue;
    const user = addUser(state, accountId, who, { key: 'Active', mfa: true });
    putInline(user, 'everything', { Effect: 'Allow', Action: '*', Resource: '*' });
  }
  const trust = documentOf(letIn(rootOf(cast.ops)));
  for (const trap of Object.values(traps)) addRole(state, cast.client.accountId, nameOf(trap, cast), trust);
  addRole(state, cast.other.accountId, cast.client.role, trust);
}

/** Tries a door as the organization now is. */
export async function isOpen(organization: TestOrganization, cast: Cast, door: Door): Promise<boolean> {
  const { sandbox, clock } = organization;
  if (door.token !== undefined) return takesToken(organization, cast, door, door.token);
  const { userName, accountId } = personOf(door, cast);
  const arn = targetOf(door, cast);
  const state = sandbox.state();
  if (door.action !== undefined) {
    const user = state.iam[accountId]?.users[userName];
    if (user === undefined) throw new Error(`there is no ${userName}`);
    const caller = {
      kind: 'user',
      accountId,
      userName,
      arn: `arn:aws:iam::${accountId}:user/${userName}`,
      userId: user.id,
      session: null,
    } as const;
    return authorize(state, caller, { action: door.action, resource: arn }, clock.now()).allowed;
  }
  const key = Object.values(state.accessKeys).find(
    (one) => one.accountId === accountId && one.userName === userName,
  );
  if (key === undefined) throw new Error(`${userName} has no access key`);
  const sts = new STSClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: { accessKeyId: key.id, secretAccessKey: key.secretAccessKey },
    maxAttempts: 1,
  });
  const mfa =
    door.mfa === true ? { SerialNumber: mfaDeviceOf(accountId, userName), TokenCode: '123456' } : {};
  try {
    await sts.send(
      new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'a-person', ...door.with, ...mfa }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDenied') return false;
    throw error;
  }
}

/** Whether a role is assumed with a token of that kind, signed by its issuer. */
async function takesToken(
  { sandbox }: TestOrganization,
  cast: Cast,
  door: Door,
  { subject, ...token }: NonNullable<Door['token']>,
): Promise<boolean> {
  const sts = new STSClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    // Nobody's: the call is not signed.
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  const named = subject.replace('CLIENT', cast.client.name).replace('OTHER', cast.other.name);
  try {
    await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: targetOf(door, cast),
        RoleSessionName: 'a-job',
        WebIdentityToken: sandbox.token({ ...token, subject: named }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && /^(AccessDenied|InvalidIdentityToken)/.test(error.name)) return false;
    throw error;
  }
}

function personOf({ who }: Door, cast: Cast): { readonly userName: string; readonly accountId: string } {
  if (who === 'pipeline') throw new Error('a pipeline has no user');
  if (who === 'person') return { userName: 'ops-user', accountId: cast.ops };
  const accountId = users[who](cast);
  if (accountId === null) throw new Error(`there is no account for ${who}`);
  return { userName: who, accountId };
}

/** `OTHER` alone is the other client's role, `OTHER/…` a role of that account, all else a role of the client's. */
function targetOf({ role }: Door, cast: Cast): string {
  if (role === undefined) return cast.client.roleArn;
  if (role === 'OTHER') return cast.other.roleArn;
  if (role === 'ACROSS') return cast.across?.roleArn ?? '';
  const [account, name] = role.startsWith('OTHER/')
    ? [cast.other, role.slice('OTHER/'.length)]
    : [cast.client, role];
  return `arn:aws:iam::${account.accountId}:role/${nameOf(name, cast)}`;
}

function nameOf(name: string, { client }: Cast): string {
  return name
    .replace('LOOKALIKE', `${client.role.slice(0, -1)}X`)
    .replace('ROLE', client.role)
    .replace('CLIENT', client.name);
}
