import type { CallContext } from '../operation.ts';
import { emptyIam } from '../settle.ts';
import type { GroupState, IamState, RoleState, SandboxState, UserState } from '../state.ts';
import { notFound } from './errors.ts';
import { nameKey } from './names.ts';
import { entry, setEntry } from './records.ts';

/** What an account's IAM holds. An account without any has an empty one, which is not part of the state. */
export function iamOf(state: SandboxState, accountId: string): IamState {
  return entry(state.iam, accountId) ?? emptyIam();
}

/** The IAM of the caller's account, to look at and to change what it holds. */
export function ownIam(context: CallContext): IamState {
  return iamOf(context.state, context.caller.accountId);
}

/** The IAM of the caller's account, to put something new into. */
export function growingIam(context: CallContext): IamState {
  const { accountId } = context.caller;
  const iam = iamOf(context.state, accountId);
  setEntry(context.state.iam, accountId, iam);
  return iam;
}

export function findUser(iam: IamState, name: string): UserState {
  return found(iam.users, 'user', name);
}

export function findGroup(iam: IamState, name: string): GroupState {
  return found(iam.groups, 'group', name);
}

export function findRole(iam: IamState, name: string): RoleState {
  return found(iam.roles, 'role', name);
}

function found<T>(record: Readonly<Record<string, T>>, label: string, name: string): T {
  const entity = entry(record, nameKey(name));
  if (entity === undefined) throw notFound(label, name);
  return entity;
}

/** The groups that a user is in. */
export function groupsOf(iam: IamState, userName: string): GroupState[] {
  const key = nameKey(userName);
  return Object.values(iam.groups).filter((group) => group.members.some((member) => nameKey(member) === key));
}
