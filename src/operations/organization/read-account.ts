import { settlingUntil } from '../../access/member-accounts.ts';
import { WorkerPool } from '../../access/pool.ts';
import { type WaitOptions, whileSettling } from '../../access/waiting.ts';
import { waits } from '../../access/waits.ts';
import type { Aws } from '../../aws/api.ts';
import { AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import type { IamApi, IamKind } from '../../aws/iam-api.ts';
import { type NamedAccount, roleName } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { ciRoleNames } from '../../model/ci-roles.ts';
import { Failure } from '../../model/failure.ts';
import type { AccountReading, IamSnapshot, UserSnapshot } from '../../model/organization.ts';
import { SIGN_IN_POLICY } from '../../model/people.ts';
import type { Account } from '../../model/snapshot.ts';
import {
  accountKinds,
  kindOfName,
  managedPolicyArn,
  roleArn,
  type Structure,
} from '../../model/structure.ts';
import { ciProviders } from '../../plan/ci-plan.ts';
import type { ManagementCaller } from '../management.ts';

export interface ReadAccountTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly management: ManagementCaller;
}

/** The role of an account in the structure: how much of its IAM is relevant. */
export type AccountPart = 'management' | 'ops' | 'member';

/** Seconds: the least that AssumeRole gives, and long enough for a handful of calls. */
const sessionDuration = 900;

/** Users that are asked about at once. */
const usersAtOnce = 8;

const members: readonly IamKind[] = ['User', 'Role'];
const everything: readonly IamKind[] = ['User', 'Group', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy'];

/**
 * Reads IAM of one account: the management account with the caller's own credentials, any other by entering it once
 * through the access role, with a session that may read IAM and nothing else.
 * @returns `unread` with the reason for whatever goes wrong
 * @throws the signal's reason only
 */
export async function readAccount(
  tools: ReadAccountTools,
  account: Account,
  part: AccountPart,
): Promise<AccountReading> {
  const { wait } = tools;
  wait.signal.throwIfAborted();
  if (wait.clock.now() >= wait.deadline) return unread(timeOver, false);
  // The caller's own account answers at once, however new it is.
  const settles = part === 'management' ? 0 : settlingUntil(account, wait);
  const iam = await attempt(wait, settles, () => enter(tools, account, part));
  if ('kind' in iam) return iam;
  const [read, root] = await Promise.all([
    attempt(wait, settles, () => readIam(tools, iam.value, account, part)),
    attempt(wait, settles, () => iam.value.rootUser(), isDenied),
  ]);
  if ('kind' in read) return read;
  return {
    kind: 'read',
    iam: read.value,
    rootUser: 'kind' in root ? root : { kind: 'read', rootUser: root.value },
  };
}

const timeOver = 'the time limit (--timeout) had passed before diverst read it';

type Attempted<T> = { readonly value: T } | Extract<AccountReading, { readonly kind: 'unread' }>;

/**
 * What a new account answers until it is ready is waited out for a short while.
 * @param isDenial which errors are told apart as a denial: of a whole account, that of the way in
 */
async function attempt<T>(
  wait: WaitOptions,
  settlingUntil: number,
  work: () => Promise<T>,
  isDenial: (error: unknown) => boolean = isWayInDenied,
): Promise<Attempted<T>> {
  const now = wait.clock.now();
  const until = Math.min(settlingUntil, now + waits.newAccountOfMany);
  try {
    return { value: until > now ? await whileSettling(wait, until, work) : await work() };
  } catch (error) {
    wait.signal.throwIfAborted();
    return unread(reasonOf(error), isDenial(error));
  }
}

function isWayInDenied(error: unknown): boolean {
  return isDenied(error) && error.action === 'sts:AssumeRole';
}

async function enter(
  { aws, structure, management }: ReadAccountTools,
  account: Account,
  part: AccountPart,
): Promise<IamApi> {
  if (part === 'management') return aws.iam();
  const { partition } = management.caller;
  const session = await aws.sts.assumeRole({
    roleArn: roleArn({ partition, accountId: account.id, path: '/', name: structure.accessRole }),
    sessionName: management.sessionName,
    duration: sessionDuration,
    // The access role may do anything: its session may not, whatever mistake is made with it.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
    sessionPolicies: [managedPolicyArn(partition, 'IAMReadOnlyAccess')],
  });
  return aws.iam(session);
}

async function readIam(
  tools: ReadAccountTools,
  iam: IamApi,
  account: Account,
  part: AccountPart,
): Promise<IamSnapshot> {
  if (part !== 'member') {
    const read = await iam.readAccount(everything);
    const { structure, management } = tools;
    const isAsked =
      structure.people !== null ||
      (part === 'ops' && accountKinds(structure).some(({ role }) => role.requireMfa));
    const [users, absentPolicies] = await Promise.all([
      isAsked ? withSignIn(tools, iam, read.users) : read.users,
      part !== 'ops' || structure.people === null ? [] : absentOf(iam, read, management.caller.partition),
    ]);
    return { ...read, users, absentPolicies };
  }
  const { structure, management } = tools;
  const owned = ownedBy(account, structure);
  const { partition } = management.caller;
  const wanted = owned === null ? [] : [roleName(owned.kind, owned.name), ...ciRoleNames(owned)];
  const providersWanted = owned === null ? [] : ciProviders({ ...owned, partition }, account.id);
  const [read, sessions, providers] = await Promise.all([
    iam.readAccount(members, [structure.accessRole, ...wanted]),
    Promise.all(wanted.map((name) => iam.getRoleSession(name))),
    Promise.all(providersWanted.map(({ arn }) => iam.getProvider(arn))),
  ]);
  for (const [index, name] of wanted.entries()) {
    const isListed = read.roles.some((role) => role.name.toLowerCase() === name.toLowerCase());
    if (isListed && sessions[index] === null) throw contradicted(name);
  }
  const roles = read.roles.map((role) => {
    const session = sessions.find((one) => one?.arn === role.arn);
    return session ? { ...role, maxSession: session.maxSession } : role;
  });
  return {
    ...read,
    roles,
    // Nobody is meant to sign in here: who could is reported together with the keys.
    users: await withKeys(iam, read.users),
    ...(providersWanted.length > 0 ? { providers: providers.filter((one) => one !== null) } : {}),
  };
}

/**
 * The client or environment that an account of that name may be; null for a name that none can have. A name that the
 * configuration gives is of its kind alone.
 */
function ownedBy({ name }: Account, structure: Structure): NamedAccount | null {
  return isName(name) ? { kind: kindOfName(structure, name) ?? structure.kinds.client, name } : null;
}

/** Half of what is known of a role would pass for all of it. */
function contradicted(role: string): Failure {
  return new Failure('failed', {
    what: `cannot read role ${role}: IAM lists it, but also answers that it does not exist`,
    why: 'The role was created or deleted a moment ago.',
  });
}

/** AWS's policy for `aws login`, where the partition does not have it. Whatever is attached to something exists. */
async function absentOf(
  iam: IamApi,
  { policies }: IamSnapshot,
  partition: string,
): Promise<readonly string[]> {
  const wanted = managedPolicyArn(partition, SIGN_IN_POLICY);
  if (policies.some(({ arn }) => arn === wanted)) return [];
  return (await iam.policyExists(wanted)) ? [] : [wanted];
}

/** Asks what each user signs in with, and when that was. What cannot be read of one is told of that one. */
function withSignIn(
  { wait }: ReadAccountTools,
  iam: IamApi,
  users: readonly UserSnapshot[],
): Promise<readonly UserSnapshot[]> {
  return ofEach(users, async (user) => {
    try {
      const signIn = await iam.readSignIn(user.name);
      // Deleted meanwhile.
      if (signIn === null) return user;
      const accessKeys = signIn.keys.filter(({ isActive }) => isActive).length;
      return { ...user, signIn, accessKeys, mfaDevices: signIn.mfaDevices.length };
    } catch (error) {
      wait.signal.throwIfAborted();
      return {
        ...user,
        signInUnread: { kind: 'unread', reason: reasonOf(error), denied: isDenied(error) },
      };
    }
  });
}

/** Asks how many keys each user could sign with. */
function withKeys(iam: IamApi, users: readonly UserSnapshot[]): Promise<readonly UserSnapshot[]> {
  return ofEach(users, async (user) => ({ ...user, accessKeys: await iam.countActiveKeys(user.name) }));
}

/** Some at once, in their order. */
async function ofEach(
  users: readonly UserSnapshot[],
  ask: (user: UserSnapshot) => Promise<UserSnapshot>,
): Promise<readonly UserSnapshot[]> {
  const found = [...users];
  const pool = new WorkerPool(usersAtOnce);
  for (const [index, user] of users.entries())
    pool.add(async () => {
      found[index] = await ask(user);
    });
  await pool.drain();
  return found;
}

function unread(reason: string, denied: boolean): Extract<AccountReading, { readonly kind: 'unread' }> {
  return { kind: 'unread', reason, denied };
}

/** In one sentence: what was tried, what came of it, and AWS's own words. */
export function reasonOf(error: unknown): string {
  if (error instanceof AwsError) {
    const { action, code, message } = error;
    return isDenied(error) ? `AWS denied ${action}: ${message}` : `${action} failed (${code}): ${message}`;
  }
  if (error instanceof Failure) return [error.text.what, error.text.why].filter(Boolean).join(': ');
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
