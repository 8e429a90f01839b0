import type {
  Account,
  CreateAccountStatus,
  Organization,
  OrganizationalUnit,
} from '@aws-sdk/client-organizations';
import { reportedState } from '../account-states.ts';
import { type CallContext, SandboxError } from '../operation.ts';
import type { AccountState, CreationState, OrganizationState, SandboxState, UnitState } from '../state.ts';
import { accountArn, organizationArn, unitArn } from './arns.ts';
import { memberOf } from './members.ts';

export function organizationShape(state: SandboxState, organization: OrganizationState): Organization {
  const management = state.accounts[state.managementAccountId];
  return {
    Id: organization.id,
    Arn: organizationArn(state),
    FeatureSet: organization.featureSet,
    MasterAccountArn: accountArn(state, state.managementAccountId),
    MasterAccountId: state.managementAccountId,
    MasterAccountEmail: management?.email,
    // Deprecated, and the same for every organization: ListRoots reports which types are in use.
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
}

/**
 * With `paths` as AWS answers now: State beside the older Status, and Paths; without, as emulators and older
 * partitions do: Status alone.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
export function accountShape({ state, paths, now }: CallContext, account: AccountState): Account {
  const reported = reportedState(account, now);
  const place = paths ? { State: reported, Paths: [`${pathOf(state, account.parentId)}${account.id}/`] } : {};
  return {
    Id: account.id,
    Arn: accountArn(state, account.id),
    Email: account.email,
    Name: account.name,
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: new Date(account.joinedAt),
    Status: statusOf(reported),
    ...place,
  };
}

/** The older of the two answers has three values: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html */
function statusOf(state: AccountState['state']): 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' {
  if (state === 'PENDING_CLOSURE') return 'PENDING_CLOSURE';
  return state === 'SUSPENDED' || state === 'CLOSED' ? 'SUSPENDED' : 'ACTIVE';
}

export function unitShape({ state, paths }: CallContext, unit: UnitState): OrganizationalUnit {
  return {
    Id: unit.id,
    Arn: unitArn(state, unit.id),
    Name: unit.name,
    ...(paths ? { Path: pathOf(state, unit.id) } : {}),
  };
}

/** It does not report the e-mail: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html */
export function creationShape(creation: CreationState, now: number): CreateAccountStatus {
  const common = {
    Id: creation.id,
    AccountName: creation.accountName,
    State: creationStateOf(creation, now),
    RequestedTimestamp: new Date(creation.requestedAt),
  };
  if (common.State === 'IN_PROGRESS') return common;
  const CompletedTimestamp = new Date(creation.completesAt);
  if (common.State === 'SUCCEEDED') return { ...common, CompletedTimestamp, AccountId: creation.accountId };
  const FailureReason = creation.failureReason as NonNullable<CreateAccountStatus['FailureReason']>;
  return { ...common, CompletedTimestamp, FailureReason };
}

export function creationStateOf(
  creation: CreationState,
  now: number,
): 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' {
  if (creation.completesAt > now) return 'IN_PROGRESS';
  return creation.failureReason === undefined ? 'SUCCEEDED' : 'FAILED';
}

/** `o-…/r-…/ou-…/…/`, ending with the root or unit of that id. */
function pathOf(state: SandboxState, parentId: string): string {
  const ids = [...ancestry(state, parentId)];
  return `${[state.organization?.id ?? '', ...ids.reverse()].join('/')}/`;
}

/** The id itself, then its parents up to the root. */
export function* ancestry(state: SandboxState, id: string): Generator<string> {
  let at: string | undefined = id;
  while (at !== undefined && at !== '') {
    yield at;
    at = state.units[at]?.parentId;
  }
}

export function accountOf(state: SandboxState, id: string): AccountState {
  const account = memberOf(state, id);
  if (account !== undefined) return account;
  throw accountNotFound();
}

export function accountNotFound(): SandboxError {
  return new SandboxError('AccountNotFoundException', "You specified an account that doesn't exist.");
}

/** @param code the error when there is no unit of that id */
export function unitOf(
  state: SandboxState,
  id: string,
  code = 'OrganizationalUnitNotFoundException',
): UnitState {
  const unit = Object.hasOwn(state.units, id) ? state.units[id] : undefined;
  if (unit !== undefined) return unit;
  throw new SandboxError(code, "You specified an organizational unit that doesn't exist.");
}

/** @throws SandboxError of `code` when no root or unit has that id */
export function requireParent(state: SandboxState, id: string, code = 'ParentNotFoundException'): void {
  if (state.organization?.rootId === id || Object.hasOwn(state.units, id)) return;
  throw new SandboxError(code, "You specified a parent that doesn't exist.");
}

/** @throws SandboxError when no root, unit or account has that id */
export function requireTarget(state: SandboxState, id: string): void {
  const known =
    state.organization?.rootId === id || Object.hasOwn(state.units, id) || memberOf(state, id) !== undefined;
  if (known) return;
  throw new SandboxError('TargetNotFoundException', "You specified a target that doesn't exist.");
}
