import { isUsable } from './account-states.ts';
import type { Caller, SessionFacts } from './operation.ts';
import { refuse } from './refusals.ts';
import type { Service } from './service.ts';
import { openSession, type SessionPrincipal } from './sessions.ts';
import { readClaim, verifySignature } from './signature.ts';
import type { SandboxState, UserState } from './state.ts';
import type { WireRequest } from './wire/request.ts';

/**
 * Who signed the request, from its access key: a user, a root user, or a session.
 *
 * @param now epoch milliseconds of the sandbox's clock
 * @param realNow the machine's time against which the signature's is held, or null not to
 * @throws SandboxError for a missing, unknown, inactive or expired key and for a wrong signature
 */
export function authenticate(
  state: SandboxState,
  service: Service,
  request: WireRequest,
  now: number,
  realNow: number | null,
): Caller {
  const claim = readClaim(service, request);
  if (claim.sessionToken !== undefined) {
    const opened = openSession(state, claim.accessKeyId, claim.sessionToken, now);
    if (opened.kind === 'refused') {
      throw refuse(service, opened.code === 'ExpiredToken' ? 'expired' : 'unknownKey');
    }
    verifySignature(service, request, claim, opened.secretAccessKey, realNow);
    const caller = callerOfSession(state, opened.principal, opened.facts);
    if (caller === undefined) throw refuse(service, 'unknownKey');
    return caller;
  }
  const key = Object.hasOwn(state.accessKeys, claim.accessKeyId)
    ? state.accessKeys[claim.accessKeyId]
    : undefined;
  if (key === undefined || key.status !== 'Active' || !isUsable(state.accounts[key.accountId])) {
    throw refuse(service, 'unknownKey');
  }
  verifySignature(service, request, claim, key.secretAccessKey, realNow);
  if (key.userName === undefined) {
    return rootCaller(key.accountId, null);
  }
  const user = findUser(state, key.accountId, key.userName);
  if (user === undefined) throw refuse(service, 'unknownKey');
  return userCaller(key.accountId, user, null);
}

function findUser(state: SandboxState, accountId: string, userName: string): UserState | undefined {
  const users = state.iam[accountId]?.users ?? {};
  const key = userName.toLowerCase();
  return Object.hasOwn(users, key) ? users[key] : undefined;
}

function rootCaller(accountId: string, session: SessionFacts | null): Caller {
  return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, session };
}

function userCaller(
  accountId: string,
  user: UserState,
  session: Extract<Caller, { kind: 'user' }>['session'],
): Extract<Caller, { kind: 'user' }> {
  return {
    kind: 'user',
    accountId,
    userName: user.name,
    arn: `arn:aws:iam::${accountId}:user${user.path}${user.name}`,
    userId: user.id,
    session,
  };
}

/**
 * Whose session it is. A session ends with its account and with the user or role that it belongs to, also when a namesake
 * takes its place.
 */
export function callerOfSession(
  state: SandboxState,
  principal: SessionPrincipal,
  facts: SessionFacts,
): Caller | undefined {
  const { accountId } = principal;
  if (!isUsable(state.accounts[accountId])) return undefined;
  if (principal.kind === 'root') return rootCaller(accountId, facts);
  if (principal.kind === 'user') {
    const user = findUser(state, accountId, principal.userName);
    if (user === undefined || (principal.userId ?? user.id) !== user.id) return undefined;
    const caller = userCaller(accountId, user, facts);
    const { federatedName } = principal;
    if (federatedName === undefined) return caller;
    const arn = `arn:aws:sts::${accountId}:federated-user/${federatedName}`;
    return { ...caller, arn, userId: `${accountId}:${federatedName}`, federatedName };
  }
  const roles = state.iam[accountId]?.roles ?? {};
  const key = principal.roleName.toLowerCase();
  const role = Object.hasOwn(roles, key) ? roles[key] : undefined;
  if (role === undefined || role.id !== principal.roleId) return undefined;
  return {
    kind: 'role',
    accountId,
    roleName: role.name,
    sessionName: principal.sessionName,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${principal.sessionName}`,
    userId: `${role.id}:${principal.sessionName}`,
    session: facts,
  };
}
