import { MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import { sideBySide } from '../../access/pool.ts';
import type { Task } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import { type AccountKind, commandOf, initCommand, refOf, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { fits, type LabelWish, labelsOf, wishText } from '../../model/labels.ts';
import { isLock } from '../../model/revocations.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { Change } from '../../plan/change.ts';
import { identityOf, partOf } from '../../plan/changes/table.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import { findOps, readUnits } from '../base.ts';
import { identifyManagement, type ManagementCaller } from '../management.ts';
import { findPerson, type RevokedPerson } from './find-person.ts';
import { type AccountReading, type Ends, readRevokedRole } from './read-revoked-role.ts';
import {
  allAccounts,
  type GrantedRole,
  oneAccount,
  type RevokedAccount,
  rolesGranted,
} from './revoked-accounts.ts';

/** Accounts that are read at a time; each costs two calls, and two more if its event history is read. */
const atOnce = 16;

export interface RevocationRequest {
  /** Whose accounts are meant: one kind, or several. */
  readonly kinds: readonly AccountKind[];
  /** The one account that is meant, of the first kind; null for all. */
  readonly name: string | null;
  /** Of all, only those that have every one of these labels. */
  readonly labels: readonly LabelWish[];
  /** The user in Ops whose sessions are meant; null for everybody's. */
  readonly person: string | null;
  /** Whether revocations are taken away, not made. */
  readonly lift: boolean;
}

export interface RevocationTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  /** What the reading is reported by. */
  readonly task?: Task;
}

/** What becomes of one account. */
export interface RevocationTarget extends RevokedAccount {
  readonly roleArn: string | null;
  /** CI roles of the account to which the same is done; none if a person is named. */
  readonly ciRoleArns: readonly string[];
  /** Whose sessions end; null where none do. */
  readonly ends: Ends | null;
}

/** An account of which it is not known what is to be done, or that refuses it. */
export interface UnrevokedAccount {
  readonly target: RevokedAccount;
  readonly error: unknown;
}

export interface PreparedRevocation {
  readonly request: RevocationRequest;
  readonly management: ManagementCaller;
  /** Of the whole organization. */
  readonly accounts: readonly Account[];
  readonly members: MemberAccess;
  /** Null where no person is named. */
  readonly ops: ReachableAccount | null;
  readonly person: RevokedPerson | null;
  readonly targets: readonly RevocationTarget[];
  readonly failed: readonly UnrevokedAccount[];
  readonly steps: readonly OrganizationStep[];
  readonly notices: readonly string[];
}

/**
 * Reads whose sessions can be ended how, and plans it. Changes nothing. What goes wrong with one account of all keeps no
 * other from being planned.
 * @throws Failure for whatever stands in the way of the whole, and of the account where one is named
 */
export async function prepareRevocation(
  request: RevocationRequest,
  { aws, structure, wait, task }: RevocationTools,
): Promise<PreparedRevocation> {
  // All at once; who calls is judged first, because it explains why the rest was refused.
  const reading = Promise.all([readUnits(aws.organizations, structure), aws.organizations.listAccounts()]);
  reading.catch(() => {});
  const management = await identifyManagement(aws);
  const [units, accounts] = await reading;
  const { partition } = management.caller;
  const { accessRole } = structure;
  const members = new MemberAccess(aws, { partition, accessRole, sessionName: management.sessionName });
  const opsOf = async () =>
    reachableOf(await findOps(aws.organizations, structure, accounts, management, units), wait);
  const ops = request.person === null ? null : await opsOf();
  const named = accounts.filter(({ name }) => name === structure.opsAccount).map(({ id }) => id);
  const base = [management.organization.managementAccountId, ...named];
  const source = { aws, accounts, units, base };
  const [kind] = request.kinds;
  const readGranted = async (): Promise<Granted> => {
    try {
      const account = ops ?? (await opsOf());
      const iam = await members.withIam(account, wait, (api) =>
        api.readAccount(['Group', 'LocalManagedPolicy']),
      );
      return { roles: rolesGranted(request.kinds, iam), notices: [] };
    } catch (error) {
      if (ops !== null || !(error instanceof Failure)) throw error;
      return {
        roles: [],
        notices: [`accounts that were moved or renamed were not searched: ${error.text.what}`],
      };
    }
  };
  const granted = request.name === null ? await readGranted() : { roles: [], notices: [] };
  const meant =
    request.name === null || kind === undefined
      ? labelled(await allAccounts(request.kinds, source, granted.roles), request)
      : [oneAccount({ kind, name: request.name }, source)];
  const person =
    request.person === null || ops === null
      ? null
      : await findPerson(request.person, ops, { aws, members, wait });
  const question = { person: person?.name ?? null, lift: request.lift };
  const tools = { aws, structure, members, wait, caller: management.caller };
  const read = new Map<RevokedAccount, AccountReading>();
  const failures = new Map<RevokedAccount, unknown>();
  await sideBySide(meant, atOnce, async (target) => {
    wait.signal.throwIfAborted();
    try {
      const found = await readRevokedRole(target, question, tools);
      const hasRole = found.roleArn !== null || found.ciRoleArns.length > 0;
      if (request.name !== null && !hasRole) throw withoutRole(target);
      read.set(target, found);
    } catch (error) {
      wait.signal.throwIfAborted();
      if (request.name !== null) throw error;
      failures.set(target, error);
    }
    task?.update(`${read.size + failures.size} of ${meant.length} accounts`);
  });
  const withRoles = new Set(meant.flatMap((one) => (read.get(one)?.roleArn == null ? [] : [one.account.id])));
  const readings = meant.flatMap((target) => {
    const found = read.get(target);
    // Of a renamed account, the role of its former name is the one that is meant.
    const isFormer = found?.roleArn === null && withRoles.has(target.account.id);
    return found === undefined || isFormer ? [] : [{ target, found }];
  });
  const failed = meant.flatMap((target) =>
    failures.has(target) ? [{ target, error: failures.get(target) }] : [],
  );
  const steps = [
    ...(request.lift ? [] : lockSteps(person)),
    ...stepsOf(readings),
    ...(request.lift ? unlockSteps(person) : []),
  ];
  return {
    ...{ request, management, accounts, members, ops, person, failed, steps },
    targets: readings.map(({ target, found: { roleArn, ciRoleArns, ends } }) => {
      return { ...target, roleArn, ciRoleArns, ends };
    }),
    notices: [
      ...granted.notices,
      ...unfoundNotices(meant, request),
      ...ciNotices(request),
      ...(person?.notices ?? []),
      ...readings.flatMap(({ found }) => found.notices),
      ...everybodyNotices(readings, person),
      ...failed.map(({ target, error }) => `${refText(refOf(target))}: ${whatOf(error)}`),
    ],
  };
}

/** What is done to each role once: a renamed account is meant by the role of either name, and its CI roles by both. */
function stepsOf(
  readings: readonly { readonly target: RevokedAccount; readonly found: AccountReading }[],
): readonly OrganizationStep[] {
  const seen = new Set<string>();
  return readings.flatMap(({ target, found }) =>
    found.changes.flatMap((change) => {
      const identity = identityOf(change, target.account.id);
      if (seen.has(identity)) return [];
      seen.add(identity);
      return [stepOf(change, target)];
    }),
  );
}

/** A token names a job, and no person: which sessions of a CI role a person has caused is not known. */
function ciNotices({ kinds, person }: RevocationRequest): readonly string[] {
  const withCi = kinds.filter(({ ci }) => ci.length > 0);
  if (person === null || withCi.length === 0) return [];
  const commands = withCi.map((kind) => `${commandOf(kind)} revoke`).join(' and ');
  return [
    `sessions of CI roles continue, because they belong to jobs, not to people; ${commands} without --person ends them as well`,
  ];
}

/** @throws Failure where labels are asked for and no account has them */
function labelled(
  all: readonly RevokedAccount[],
  { labels, kinds }: RevocationRequest,
): readonly RevokedAccount[] {
  const found = all.filter(({ kind, name }) => fits(labelsOf(kind.labels, name), labels));
  if (found.length > 0 || labels.length === 0) return found;
  const nouns = kinds.map(({ noun }) => `${noun}.labels`).join(' and ');
  throw new Failure('failed', {
    what: `no account has the label ${labels.map(wishText).join(' ')}`,
    why: `Labels come from ${nouns} in the configuration. Nothing was changed.`,
    fix: ['check the spelling', 'see the labels: diverst client list'],
  });
}

/** Names that have the labels and no account: of a renamed one, sessions go on. */
function unfoundNotices(
  meant: readonly RevokedAccount[],
  { kinds, labels }: RevocationRequest,
): readonly string[] {
  if (labels.length === 0) return [];
  return kinds.flatMap((kind) =>
    Object.keys(kind.labels)
      .filter((name) => fits(labelsOf(kind.labels, name), labels))
      .filter((name) => !meant.some((one) => one.kind.noun === kind.noun && one.name === name))
      .map(
        (name) =>
          `WARNING: ${refText({ noun: kind.noun, name })} has the label, but no open account has its name. If the account was renamed, its sessions continue`,
      ),
  );
}

interface Granted {
  readonly roles: readonly GrantedRole[];
  readonly notices: readonly string[];
}

/** Of all accounts, one without the role has no sessions to end; the only one that was named is not what was meant. */
function withoutRole({ kind, name, account, role }: RevokedAccount): Failure {
  return new Failure('failed', {
    what: `the account ${account.name} (${account.id}) has no role ${role}, so there are no sessions of it`,
    why: 'Nothing was changed.',
    fix: [
      `if ${name} is of another kind or has another role, name it: ${commandOf(kind)} list`,
      `to create the role: ${initCommand({ kind, name })}`,
    ],
  });
}

/** What locks a person in Ops; nothing where there is no user to lock. */
export function lockSteps(person: RevokedPerson | null): readonly OrganizationStep[] {
  if (person?.user == null) return [];
  const { id: userId, signIn, lock } = person.user;
  const keys = signIn.keys.filter(({ isActive }) => isActive).map(({ id }) => id);
  const hasPassword = signIn.password !== null;
  const isThere = lock !== null && isLock(lock);
  const change = {
    kind: 'lock-user' as const,
    ...{ user: person.name, userId, keys, hasPassword },
    replaces: isThere ? null : lock,
  };
  const isLocked = isThere && keys.length === 0 && !hasPassword;
  return [stepOf(change, null, isLocked ? 'satisfied' : 'needed')];
}

function unlockSteps(person: RevokedPerson | null): readonly OrganizationStep[] {
  const lock = person?.user?.lock ?? null;
  if (person === null || lock === null || !isLock(lock)) return [];
  return [stepOf({ kind: 'unlock-user', user: person.name, document: lock }, null)];
}

function stepOf(
  change: Change,
  target: RevokedAccount | null,
  state: OrganizationStep['state'] = 'needed',
): OrganizationStep {
  return {
    ...{ change, state },
    accountId: target?.account.id ?? null,
    owner: target && refOf(target),
    part: partOf(change, { shortGroups: [] }),
    fixes: [],
  };
}

/** Where a person was named and everybody is hit, once for each reason. */
function everybodyNotices(
  readings: readonly { readonly target: RevokedAccount; readonly found: AccountReading }[],
  person: RevokedPerson | null,
): readonly string[] {
  if (person === null) return [];
  const byReason = new Map<string, string[]>();
  for (const { target, found } of readings) {
    if (found.ends?.whose !== 'everybody' || found.ends.reason === null) continue;
    const { reason } = found.ends;
    byReason.set(reason, [...(byReason.get(reason) ?? []), refText(refOf(target))]);
  }
  return [...byReason].map(
    ([reason, names]) =>
      `WARNING: all sessions end, not only those of ${person.name}, in ${names.join(', ')}: ${reason}; everyone can open new sessions a minute later`,
  );
}

function whatOf(error: unknown): string {
  if (error instanceof Failure) return error.text.what;
  return error instanceof Error ? error.message : String(error);
}
