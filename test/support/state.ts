import type { AccountState, GroupState, IamState, RoleState, SandboxState } from '../../src/sandbox/state.ts';

/** What a sandbox's state holds, found by name; what is not there is an error. */

export function accountOf(state: SandboxState, name: string): AccountState {
  const account = Object.values(state.accounts).find((one) => one.name === name);
  if (account === undefined) throw new Error(`there is no account ${name}`);
  return account;
}

export function idOf(state: SandboxState, name: string): string {
  return accountOf(state, name).id;
}

export function iamOf(state: SandboxState, name: string): IamState {
  const iam = state.iam[idOf(state, name)];
  if (iam === undefined) throw new Error(`account ${name} has no IAM`);
  return iam;
}

/** The group of people who work in clients. */
export function groupOf(state: SandboxState): GroupState {
  const group = iamOf(state, 'Ops').groups.production;
  if (group === undefined) throw new Error('Ops has no group production');
  return group;
}

export function roleOf(state: SandboxState, client: string): RoleState {
  const role = iamOf(state, client).roles[`${client}-production`];
  if (role === undefined) throw new Error(`${client} has no role`);
  return role;
}

/** The Ops account, its IAM, its group and the one user in it. */
export function opsOf(state: SandboxState) {
  const iam = iamOf(state, 'Ops');
  const user = iam.users['ops-user'];
  if (user === undefined) throw new Error('Ops has no user');
  return { ops: accountOf(state, 'Ops'), iam, group: groupOf(state), user };
}

/** As it was before the organization had any policies. */
export function dropPolicies({ organization }: SandboxState): void {
  if (organization === null) return;
  delete organization.policies;
  delete organization.attachments;
  delete organization.policyTypes;
}
