import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type Credentials, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { OpenConnection } from '../../src/cli/context.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { intendedTrust } from '../../src/model/policy/trust.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { addUser } from '../audit/edits.ts';
import { type TestOrganization, testOrganization } from './cli.ts';
import { addClients } from './many-clients.ts';
import { iamOf, idOf, roleOf } from './state.ts';

/** What signs. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** An organization with some clients, whose roles may demand the name of the person, and people who work in all. */
export function revocable(
  clients: number,
  {
    bound = true,
    people = ['kim', 'eve'],
  }: { readonly bound?: boolean; readonly people?: readonly string[] } = {},
): TestOrganization {
  const organization = testOrganization({ rates: false });
  organization.sandbox.edit((state) => {
    addClients(state, clients);
    for (const name of people)
      addUser(state, idOf(state, 'Ops'), name, { key: 'Active', groups: ['production'] });
    if (bound) for (let number = 0; number < clients; number++) demandName(state, `client-${number}`);
  });
  return organization;
}

/** Lets a client's role be assumed under the own user name only. */
export function demandName(state: SandboxState, client: string): void {
  const trust = { partition: 'aws', opsAccountId: idOf(state, 'Ops'), requireMfa: false };
  Object.assign(roleOf(state, client).trust, {
    document: canonicalJson(intendedTrust({ ...trust, requireSourceIdentity: true })),
  });
}

/** The access key of a user in Ops, whatever its status. */
export function keyOf({ sandbox }: TestOrganization, userName: string): Keys {
  const key = Object.values(sandbox.state().accessKeys).find((one) => one.userName === userName);
  if (key === undefined) throw new Error(`${userName} has no key`);
  return { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
}

/** A session of a client's role that a person begins as `client assume` does: under the own name. */
export async function assumed(
  { sandbox }: TestOrganization,
  client: string,
  { name, keys }: { readonly name: string; readonly keys: Keys },
): Promise<Keys> {
  const { region, requestHandler } = sandbox;
  const sts = new STSClient({ region, requestHandler, credentials: keys });
  const RoleArn = `arn:aws:iam::${idOf(sandbox.state(), client)}:role/${client}-production`;
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: name, SourceIdentity: name }),
  );
  return keysOf(Credentials);
}

/** The same with the person's access key. */
export function assumedBy(organization: TestOrganization, client: string, name: string): Promise<Keys> {
  return assumed(organization, client, { name, keys: keyOf(organization, name) });
}

function keysOf(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

/** A command that these keys sign. */
export function signedBy({ sandbox }: TestOrganization, credentials: Keys): OpenConnection {
  const { region, requestHandler } = sandbox;
  return async () => ({ profile: 'test', transport: { credentials, region, requestHandler } });
}

/** Whether a session can still do something in its account. */
export async function works({ sandbox }: TestOrganization, credentials: Keys): Promise<boolean> {
  const { region, requestHandler } = sandbox;
  const iam = new IAMClient({ region, requestHandler, credentials });
  return succeeds(iam.send(new ListUsersCommand({})));
}

/** A session of the user's own, such as one that was begun with MFA and is kept. */
export async function ownSession({ sandbox }: TestOrganization, credentials: Keys): Promise<Keys> {
  const { region, requestHandler } = sandbox;
  const sts = new STSClient({ region, requestHandler, credentials });
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  return keysOf(Credentials);
}

/** Whether what signs can begin a session of a client's role. */
export function canBegin(...[organization, client, by]: Parameters<typeof assumed>): Promise<boolean> {
  return succeeds(assumed(organization, client, by));
}

/** Names of the inline policies of a client's role. */
export function policiesOf({ sandbox }: TestOrganization, client: string): readonly string[] {
  return Object.keys(roleOf(sandbox.state(), client).inline);
}

export function userOf({ sandbox }: TestOrganization, name: string) {
  const user = iamOf(sandbox.state(), 'Ops').users[name];
  if (user === undefined) throw new Error(`there is no user ${name}`);
  return user;
}

async function succeeds(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof Error && /AccessDenied|InvalidClientTokenId/.test(error.name)) return false;
    throw error;
  }
}
