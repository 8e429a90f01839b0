import { settleDeliveries } from './cloudtrail/deliveries.ts';
import { deriveText } from './ids.ts';
import { settleClosures } from './organizations/closures.ts';
import type { CreationState, IamState, SandboxState } from './state.ts';

const administratorAccess = 'arn:aws:iam::aws:policy/AdministratorAccess';

/** By state: the moment before which nothing is due in it. */
const quietUntil = new WeakMap<SandboxState, number>();

/**
 * Brings the state up to `now`: creations whose time has come become accounts, accounts that were closing are
 * closed, those closed for 90 days are gone, policy types that were to be disabled are, trails have delivered what was due. It follows from the state and
 * `now` alone, so a call that only reads may do it on its own copy and need
 * not write it: whoever writes next comes to the same result.
 *
 * Looks at nothing again before the next thing is due, so whoever adds something to come says so with `unsettle`.
 */
export function settle(state: SandboxState, now: number): void {
  if (now < (quietUntil.get(state) ?? Number.NEGATIVE_INFINITY)) return;
  let next = Number.POSITIVE_INFINITY;
  for (const creation of Object.values(state.creations)) {
    if (creation.completesAt > now) next = Math.min(next, creation.completesAt);
    else if (creation.accountId !== undefined && state.accounts[creation.accountId] === undefined) {
      completeCreation(state, creation, creation.accountId);
    }
  }
  next = Math.min(next, settleClosures(state, now));
  const policyTypes = state.organization?.policyTypes ?? {};
  for (const [type, { disabledAt = Number.POSITIVE_INFINITY }] of Object.entries(policyTypes)) {
    if (disabledAt > now) next = Math.min(next, disabledAt);
    else delete policyTypes[type];
  }
  quietUntil.set(state, Math.min(next, settleDeliveries(state, now)));
}

/** After a change: the next `settle` looks at everything again. */
export function unsettle(state: SandboxState): void {
  quietUntil.delete(state);
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create.html */
function completeCreation(state: SandboxState, creation: CreationState, accountId: string): void {
  state.accounts[accountId] = {
    id: accountId,
    name: creation.accountName,
    email: creation.email,
    // There is no way to say where: https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
    parentId: state.organization?.rootId ?? '',
    joinedMethod: 'CREATED',
    joinedAt: creation.completesAt,
    state: 'ACTIVE',
    tags: { ...creation.tags },
  };
  const iam = emptyIam();
  addAccessRole(state, iam, creation);
  if (creation.withoutRootCredentials) {
    iam.root = { hasPassword: false, mfaDevices: [], signingCertificates: [] };
  }
  state.iam[accountId] = iam;
}

export function emptyIam(): IamState {
  return { users: {}, groups: {}, roles: {}, policies: {} };
}

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html */
function addAccessRole(state: SandboxState, iam: IamState, creation: CreationState): void {
  const effectiveAt = creation.roleUsableAt ?? creation.completesAt;
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${state.managementAccountId}:root` },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  iam.roles[creation.roleName.toLowerCase()] = {
    name: creation.roleName,
    // Of the creation's own id, not of the counter: a copy that is never written must come to the same one.
    id: `AROA${deriveText(state.secret, `access-role:${creation.id}`, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 17)}`,
    path: '/',
    createdAt: creation.completesAt,
    effectiveAt,
    trust: { document: JSON.stringify(trust), effectiveAt },
    maxSessionDuration: 3600,
    inline: {},
    attached: [administratorAccess],
    tags: {},
  };
}
