import { applyUser } from '../../apply/apply-user.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import { isSameUser } from '../../apply/same-user.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { UserSnapshot } from '../../model/organization.ts';
import type { UserContents } from '../../model/people.ts';
import { LOCK_POLICY } from '../../model/revocations.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import type { Step } from '../../plan/change.ts';
import { planRemoval, type RemoveChange } from '../../plan/people/remove-plan.ts';
import { readAgain } from '../read-again.ts';
import { executeRevocation } from '../revocation/execute-revocation.ts';
import type { RevokedPerson } from '../revocation/find-person.ts';
import {
  lockSteps,
  type PreparedRevocation,
  prepareRevocation,
  type RevocationRequest,
} from '../revocation/prepare-revocation.ts';
import { type OpenOps, openOps, type PeopleTools } from './open-ops.ts';
import { refuseOtherCase } from './users.ts';

export interface RemoveUserRequest {
  readonly user: string;
  /** Whether the sessions that the person has in clients’ and environments’ accounts end as well. */
  readonly revokeSessions: boolean;
}

export interface PreparedRemoval {
  readonly open: OpenOps;
  readonly user: UserContents;
  /** What comes first: the lock, and the end of sessions. */
  readonly revocation: PreparedRevocation;
  readonly removal: readonly Step<RemoveChange>[];
  /** All of it, in order. */
  readonly steps: readonly Step[];
  readonly notices: readonly string[];
}

/**
 * Reads the user with everything that it has, and plans its end: the person is locked, then the sessions end, if that is
 * asked for, and then the user is deleted. Changes nothing.
 * @throws Failure where there is no such user
 */
export async function prepareRemoveUser(
  { user: name, revokeSessions }: RemoveUserRequest,
  tools: PeopleTools,
): Promise<PreparedRemoval> {
  const open = await openOps(tools);
  const { user, documents, users } = await open.withIam(async (iam) => {
    const [found, listed] = await Promise.all([readWhole(iam, name), iam.readAccount(['User'])]);
    const held = (found?.inlinePolicies ?? []).map(
      async (policy) => [policy, await iam.getUserPolicy(found?.name ?? name, policy)] as const,
    );
    return { user: found, documents: new Map(await Promise.all(held)), users: listed.users };
  });
  if (user === null) throw unknownUser(name, users, open);
  refuseOtherCase(user.name, name);
  const revocation = revokeSessions
    ? await prepareRevocation(everywhere(user.name, tools.structure), tools)
    : lockAlone(user, documents.get(LOCK_POLICY) ?? null, open, tools.structure);
  const removal = planRemoval(user, documents);
  return {
    ...{ open, user, revocation, removal },
    steps: [...revocation.steps, ...removal],
    notices: [
      ...revocation.notices,
      ...noticesOf(user, users, tools),
      ...(revokeSessions ? [] : [sessionsRemain(user, tools.structure)]),
    ],
  };
}

function everywhere(person: string, structure: Structure): RevocationRequest {
  return { kinds: accountKinds(structure), name: null, labels: [], person, lift: false };
}

function lockAlone(
  { name, id, signIn }: UserContents,
  lock: string | null,
  { management, accounts, members, ops }: OpenOps,
  structure: Structure,
): PreparedRevocation {
  const person: RevokedPerson = { name, user: { id, signIn, lock }, notices: [] };
  return {
    request: everywhere(name, structure),
    ...{ management, accounts, members, ops, person },
    ...{ targets: [], failed: [], notices: [] },
    steps: lockSteps(person),
  };
}

/**
 * With a virtual device of the user’s name that nobody has assigned: what a removal leaves that was cut short, and what
 * would keep the next person of that name from registering one.
 */
async function readWhole(iam: IamApi, name: string): Promise<UserContents | null> {
  const [user, unassigned] = await Promise.all([iam.readUser(name), iam.unassignedDevices()]);
  if (user === null) return null;
  const left = unassigned.filter((serial) => serial.endsWith(`:mfa/${user.name}`));
  const mfaDevices = [...new Set([...user.signIn.mfaDevices, ...left])];
  return { ...user, signIn: { ...user.signIn, mfaDevices } };
}

/** Milliseconds: who used a key within this time may need it tomorrow. */
const recent = 90 * 24 * 60 * 60_000;

function noticesOf(
  user: UserContents,
  users: readonly UserSnapshot[],
  { structure, wait }: PeopleTools,
): readonly string[] {
  const used = user.signIn.keys.filter(
    ({ isActive, lastUsed }) => isActive && lastUsed !== null && wait.clock.now() - lastUsed < recent,
  );
  const emptied = user.groups.filter((group) =>
    users.every(({ name, groups }) => name === user.name || !groups.includes(group)),
  );
  const { people } = structure;
  const isPerson = people === null || user.groups.includes(people.group);
  return [
    ...used.map(
      ({ id, lastUsed }) =>
        `access key ${id} was last used on ${dayOf(lastUsed ?? 0)}: programs that sign with it stop working`,
    ),
    ...(isPerson
      ? []
      : [
          `the user ${user.name} is not in the group ${people.group}: make sure that no program uses this user`,
        ]),
    ...emptied.map((group) => `the user ${user.name} is the last one in the group ${group}`),
  ];
}

function sessionsRemain({ name }: UserContents, structure: Structure): string {
  const hours = Math.max(...accountKinds(structure).map(({ role }) => role.maxSession)) / 3_600;
  return `sessions of ${name} in client accounts continue, for up to ${hours === 1 ? '1 hour' : `${hours} hours`}; to end them now, add --revoke-sessions`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function unknownUser(name: string, users: readonly UserSnapshot[], { ops }: OpenOps): Failure {
  const near = nearestNames(
    name,
    users.map((user) => user.name),
  );
  return new Failure('failed', {
    what: `there is no user ${name} in ${ops.name} (${ops.id})`,
    why: 'Nothing was changed. An earlier run that was interrupted can have deleted the user.',
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      'list the users: diverst user list',
    ],
  });
}

export interface RemovedUser {
  readonly user: string;
  readonly userId: string;
  readonly removed: boolean;
  readonly account: { readonly id: string; readonly name: string };
  readonly changes: readonly ChangeResult[];
}

export function plannedRemoval({ user, open, steps }: PreparedRemoval): RemovedUser {
  return {
    user: user.name,
    userId: user.id,
    removed: false,
    account: { id: open.ops.id, name: open.ops.name },
    changes: steps.map(({ change, state }) => ({
      change,
      status: state === 'needed' ? 'planned' : 'unchanged',
    })),
  };
}

/**
 * Applies the plan, and looks again whether the user is gone. What fails before the user is deleted leaves a user who is
 * locked, as far as it came: by its name, the command can be run again.
 */
export async function executeRemoveUser(
  prepared: PreparedRemoval,
  tools: PeopleTools,
): Promise<{ readonly result: RemovedUser; readonly errors: readonly unknown[] }> {
  const { open, user, revocation, removal } = prepared;
  const planned = plannedRemoval(prepared);
  try {
    await refuseAnother(user, open);
  } catch (error) {
    return { result: { ...planned, changes: nothingDone(prepared.steps) }, errors: [error] };
  }
  const locked = await executeRevocation(revocation, tools);
  const { changes } = locked.result;
  if (locked.errors.length > 0)
    return {
      result: { ...planned, changes: [...changes, ...nothingDone(removal)] },
      errors: locked.errors,
    };
  const applied = await applyUser(removal, { ...open, ...tools });
  const errors = [...applied.errors];
  if (errors.length === 0) await verify(prepared, tools).catch((error: unknown) => errors.push(error));
  const last = applied.results.at(-1)?.status;
  return {
    result: {
      ...planned,
      removed: last === 'applied' || last === 'unchanged',
      changes: [...changes, ...applied.results],
    },
    errors,
  };
}

function nothingDone(steps: readonly Step[]): readonly ChangeResult[] {
  return steps.map(({ change, state }) => ({
    change,
    status: state === 'satisfied' ? 'unchanged' : 'not-applied',
  }));
}

/** Before anything is changed. @throws Failure where the user that was shown is no longer the one of that name */
async function refuseAnother({ name, id }: UserContents, open: OpenOps): Promise<void> {
  if (!(await open.withIam((iam) => isSameUser(iam, { user: name, userId: id }))))
    throw unknownUser(name, [], open);
}

async function verify({ user, open, removal }: PreparedRemoval, tools: PeopleTools): Promise<void> {
  await readAgain(tools, async () => {
    const found = await open.withIam((iam) => iam.findUser(user.name));
    // Another user of that name is none of this run’s business.
    return { found, missing: found?.id === user.id ? removal.slice(-1) : [] };
  });
}
