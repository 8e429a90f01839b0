import type { ReachableAccount } from '../../access/member-accounts.ts';
import { applyUser } from '../../apply/apply-user.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { Failure } from '../../model/failure.ts';
import type { PeopleStructure } from '../../model/people.ts';
import { accountKinds, kindsWithGroup, type Structure } from '../../model/structure.ts';
import type { Step } from '../../plan/change.ts';
import { type AddChange, type FoundUser, planUser, worksByKeyAlone } from '../../plan/people/add-plan.ts';
import { readAgain } from '../read-again.ts';
import { type OpenOps, openOps, type PeopleTools } from './open-ops.ts';
import { refuseOtherCase } from './users.ts';

export interface AddUserRequest {
  /** Checked. */
  readonly user: string;
  /** Groups of accounts, beside the one of all people. */
  readonly groups: readonly string[];
  readonly newPassword: boolean;
}

export interface PreparedUser {
  readonly request: AddUserRequest;
  readonly open: OpenOps;
  /** The groups that this command adds the user to. */
  readonly groups: readonly string[];
  /** All groups that the user is in afterwards. */
  readonly memberOf: readonly string[];
  readonly steps: readonly Step<AddChange>[];
  readonly notices: readonly string[];
  /** Whether the group for people takes away what this person works by: an access key without MFA. */
  readonly locksOut: boolean;
}

/**
 * Reads the user, if there is one, and plans what is missing. Changes nothing.
 * @throws Failure of kind `usage` for a group that people are not added to; where a group is missing
 */
export async function prepareAddUser(request: AddUserRequest, tools: PeopleTools): Promise<PreparedUser> {
  const { structure } = tools;
  const people = wantedPeople(structure);
  for (const group of request.groups) refuseOtherGroup(group, people, structure);
  const groups = [...new Set([people.group, ...request.groups])];
  const open = await openOps(tools);
  const found = await open.withIam(async (iam) => {
    for (const group of groups) await refuseMissing(iam, group, open.ops);
    return readFound(iam, request.user);
  });
  const { user, newPassword } = request;
  const locksOut = found !== null && !found.groups.includes(people.group) && worksByKeyAlone(found);
  return {
    request,
    open,
    groups,
    memberOf: [...new Set([...groups, ...(found?.groups ?? [])])],
    steps: planUser(user, groups, found, newPassword),
    notices: noticesOf(request, found, locksOut, people, structure),
    locksOut,
  };
}

async function readFound(iam: IamApi, user: string): Promise<FoundUser | null> {
  const identity = await iam.findUser(user);
  if (identity === null) return null;
  refuseOtherCase(identity.name, user);
  const [groups, signIn] = await Promise.all([iam.listGroupsOfUser(user), iam.readSignIn(user)]);
  return signIn === null ? null : { groups, signIn };
}

function noticesOf(
  { user, groups, newPassword }: AddUserRequest,
  found: FoundUser | null,
  locksOut: boolean,
  people: PeopleStructure,
  structure: Structure,
): readonly string[] {
  const password = found?.signIn.password ?? null;
  const granted = accountKinds(structure).map(({ group }) => group);
  const isGranted = [...groups, ...(found?.groups ?? [])].some((group) => granted.includes(group));
  return [
    ...(found === null ? [] : [`the user ${user} already exists in Ops; diverst adds only what is missing`]),
    ...(password !== null && !newPassword
      ? [
          `the user ${user} already has a password, which stays${password.mustChange ? ' and must still be changed at the first sign-in' : ''}; to replace it, add --new-password`,
        ]
      : []),
    ...(locksOut
      ? [
          `WARNING: the user ${user} works with an access key and has no MFA device. In the group ${people.group}, this access key can do nothing until the user registers a device and signs in with MFA`,
        ]
      : []),
    ...(isGranted
      ? []
      : [
          `the user ${user} will have access to no client; to give access to every client, add --group ${structure.kinds.client.group}`,
        ]),
  ];
}

function wantedPeople({ people }: Structure): PeopleStructure {
  if (people !== null) return people;
  throw new Failure('usage', {
    what: 'cannot add a user: the configuration says people: false',
    why: 'With this setting, people come from elsewhere, such as an identity provider.',
    fix: ['remove people: false from diverst.config.yaml'],
  });
}

function refuseOtherGroup(group: string, people: PeopleStructure, structure: Structure): void {
  const names = kindsWithGroup(structure).map((kind) => kind.group);
  if (names.includes(group) || group === people.group) return;
  throw new Failure('usage', {
    what: `cannot add a user to the group ${group}`,
    why: `The groups that give access to accounts are: ${names.join(', ')}.`,
    fix: [
      ...names.map((name) => `use one of them: add --group ${name}`),
      'or name your own group under organization.groups in diverst.config.yaml',
    ],
  });
}

async function refuseMissing(iam: IamApi, group: string, ops: ReachableAccount): Promise<void> {
  const name = await iam.groupName(group);
  if (name === group) return;
  throw new Failure('failed', {
    what: `the account ${ops.name} (${ops.id}) has no IAM group ${group}`,
    why:
      name === null
        ? undefined
        : `The account has a group ${name}, and IAM does not allow two names that differ only in upper and lower case.`,
    fix:
      name === null
        ? ['create the group: diverst org init']
        : [`rename the group: aws iam update-group --group-name ${name} --new-group-name ${group}`],
  });
}

export interface AddedUser {
  readonly user: string;
  readonly created: boolean;
  readonly groups: readonly string[];
  readonly account: { readonly id: string; readonly name: string };
  /** The new password; null where none was set. Nothing else holds it. */
  readonly password: string | null;
  readonly changes: readonly ChangeResult[];
}

export function plannedUser({ request, memberOf, open, steps }: PreparedUser): AddedUser {
  return {
    user: request.user,
    created: false,
    groups: memberOf,
    account: { id: open.ops.id, name: open.ops.name },
    password: null,
    changes: steps.map(({ change, state }) => ({
      change,
      status: state === 'needed' ? 'planned' : 'unchanged',
    })),
  };
}

/**
 * Applies the plan, and reads the user again when it changed something.
 * @param makePassword makes one of at least so many characters
 */
export async function executeAddUser(
  prepared: PreparedUser,
  makePassword: (least: number | null) => string,
  tools: PeopleTools,
): Promise<{ readonly result: AddedUser; readonly errors: readonly unknown[] }> {
  const { open, steps, request } = prepared;
  let password: string | null = null;
  const context = {
    ...open,
    ...tools,
    newPassword: async () => {
      password ??= makePassword(await open.withIam((iam) => iam.passwordLength()));
      return password;
    },
  };
  const applied = await applyUser(steps, context);
  const errors = [...applied.errors];
  const isApplied = (kind: AddChange['kind']) =>
    applied.results.some(({ change, status }) => change.kind === kind && status === 'applied');
  if (errors.length === 0 && applied.results.some(({ status }) => status === 'applied'))
    await verify(prepared, tools).catch((error: unknown) => errors.push(error));
  return {
    result: {
      ...plannedUser(prepared),
      user: request.user,
      created: isApplied('create-user'),
      password: isApplied('set-password') ? password : null,
      changes: applied.results,
    },
    errors,
  };
}

async function verify({ request, groups, open }: PreparedUser, tools: PeopleTools): Promise<void> {
  await readAgain(tools, async () => {
    const found = await open.withIam((iam) => readFound(iam, request.user));
    const missing = planUser(request.user, groups, found, false).filter(({ state }) => state === 'needed');
    return { found, missing };
  });
}
