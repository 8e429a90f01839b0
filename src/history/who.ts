import { readRoleArn } from '../model/arn.ts';
import type { Actor, HistoryEvent, SessionStart } from './event.ts';
import { lastPart } from './subjects.ts';

/** Whose history it is, and who has a way in. */
export interface Place {
  readonly accountId: string;
  /** ARN of the account's client role, or environment role. */
  readonly roleArn: string;
  /** Name of the access role. */
  readonly accessRole: string;
  /** The account that holds the people's IAM users; null where it is not known. */
  readonly opsAccountId: string | null;
  /** Null where it is not known: for a member. */
  readonly managementAccountId: string | null;
}

export type WhoKind =
  /** A person of Ops, in a session of the client role or by its source identity in another one. */
  | 'person'
  /** An admin in an emergency, through the access role by `--break-glass`. */
  | 'break-glass'
  /** An admin at work with diverst, through the access role. */
  | 'diverst'
  /** Another session of the access role. */
  | 'admin'
  /** An IAM user of the account itself. */
  | 'user'
  /** The account's root user. */
  | 'root'
  /** An AWS service. */
  | 'service'
  /** A session that a token of another identity provider began. */
  | 'federated'
  /** Another session of a role of the account: a machine's, or a person's. */
  | 'role'
  /** Another AWS account. */
  | 'account'
  | 'unknown';

/** Why a name is said by the caller and not proven by AWS. */
export type Doubt =
  | 'no-source-identity'
  | 'other-role'
  | 'no-demand'
  | 'trust-unread'
  | 'start-not-found'
  | 'not-begun'
  | 'not-from-ops'
  | 'trust-changed'
  | 'own-name';

export interface Who {
  readonly kind: WhoKind;
  /** A person's, a user's, a service's name; an account's id. */
  readonly name: string;
  /**
   * `proven`: AWS vouches that the person in Ops is the one of that name. `said`: whoever began the session chose the
   * name. Null where the name is AWS's own: users of the account, root, services.
   */
  readonly proof: 'proven' | 'said' | null;
  /** Null unless said. */
  readonly doubt: Doubt | null;
  /** Name of the role that the session is of. */
  readonly role: string | null;
  readonly session: string | null;
  readonly mfa: boolean | null;
  /**
   * Who began the session, where it was done neither by a user of Ops through the client role nor by an admin through
   * the access role: from within the account the nearest first, or another account.
   */
  readonly chain: readonly string[];
}

/** What is known of where a session began. */
export interface Beginning {
  readonly start: SessionStart;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly caller: Actor;
}

/** Whether the client role lets a person of Ops in under the own name only. */
export interface Attribution {
  /** Whether its trust policy demands it now; null where that could not be read. */
  readonly demanded: boolean | null;
  /**
   * Until when another trust policy may have let somebody in, in epoch milliseconds: one for each change within the
   * time looked at; null where that could not be read.
   */
  readonly unsettled: readonly number[] | null;
}

export const unattributed: Attribution = { demanded: null, unsettled: null };

/**
 * What is known of sessions that an event alone does not have.
 * @param beginningOf null where it was not found, or not looked for
 */
export interface Knowledge {
  readonly place: Place;
  readonly attribution: Attribution;
  beginningOf(actor: Actor): Beginning | null;
}

/** Longer chains are cut off: each step is a session that began within the one before. */
const longestChain = 5;

/** Who did it. */
export function whoOf(event: HistoryEvent, knowledge: Knowledge): Who {
  const { actor, start } = event;
  // In the account of a role, who assumed it from elsewhere is named by nothing but the session that began.
  if (start?.roleArn && actor.type === 'AWSAccount') return whoEntered(event, start, knowledge);
  return whoIs(actor, knowledge);
}

/** Who is in a session that began with the event. */
export function whoEntered(event: HistoryEvent, start: SessionStart, knowledge: Knowledge): Who {
  const { actor, time, error } = event;
  if (start.roleArn === null || actor.type === 'AWSService') return whoIs(actor, knowledge);
  const begun: Actor = {
    ...actor,
    type: 'AssumedRole',
    accountId: knowledge.place.accountId,
    roleArn: start.roleArn,
    sessionName: start.sessionName,
    sourceIdentity: start.sourceIdentity,
    accessKeyId: start.accessKeyId,
    provider: actor.type === 'WebIdentityUser' || actor.type === 'SAMLUser' ? actor.provider : null,
    invokedBy: null,
    began: time,
  };
  const who = inSession(begun, { start, time, caller: actor }, knowledge);
  // Where AWS let nobody in, it vouches for nobody: the name is what was asked for.
  return error === null || who.proof !== 'proven' ? who : { ...who, proof: 'said', doubt: 'not-begun' };
}

/** Who was refused a role of the account: AWS records that in the account of the caller, where it names its users. */
export function whoRefused({ actor }: HistoryEvent): Who {
  const { userName, sessionName, sourceIdentity, roleArn, principalId, mfa } = actor;
  const isUser = actor.type === 'IAMUser' && userName !== null;
  return {
    kind: 'person',
    name: (isUser ? userName : (sourceIdentity ?? sessionName)) ?? userName ?? principalId ?? 'unknown',
    ...(isUser ? { proof: 'proven', doubt: null } : { proof: 'said', doubt: 'other-role' }),
    role: roleArn === null ? null : lastPart(roleArn),
    session: sessionName,
    mfa,
    chain: [],
  };
}

function whoIs(actor: Actor, knowledge: Knowledge): Who {
  const { place } = knowledge;
  const base = { proof: null, doubt: null, role: null, session: null, mfa: actor.mfa, chain: [] };
  switch (actor.type) {
    case 'AssumedRole':
      return inSession(actor, knowledge.beginningOf(actor), knowledge);
    case 'Root':
      return actor.accountId === place.accountId || actor.accountId === null
        ? {
            ...base,
            kind: 'root',
            name: 'root',
            session: actor.sessionName,
            chain: actor.assumedRoot ? ['AssumeRoot'] : [],
          }
        : { ...base, kind: 'account', name: actor.accountId };
    case 'IAMUser':
    case 'FederatedUser':
      return actor.accountId === place.accountId || actor.accountId === null
        ? {
            ...base,
            kind: 'user',
            name: actor.userName ?? actor.principalId ?? 'unknown',
            session: actor.sessionName,
          }
        : { ...base, kind: 'account', name: actor.accountId };
    case 'WebIdentityUser':
    case 'SAMLUser':
      return { ...base, kind: 'federated', name: actor.userName ?? actor.principalId ?? 'unknown' };
    case 'AWSAccount':
      return { ...base, kind: 'account', name: actor.accountId ?? actor.principalId ?? 'unknown' };
    default:
      return actor.invokedBy !== null || actor.type === 'AWSService'
        ? { ...base, kind: 'service', name: serviceName(actor.invokedBy ?? 'aws') }
        : {
            ...base,
            kind: 'unknown',
            name: actor.userName ?? actor.principalId ?? (actor.type || 'unknown'),
          };
  }
}

function inSession(actor: Actor, beginning: Beginning | null, knowledge: Knowledge): Who {
  const { place } = knowledge;
  const { roleArn, sessionName, sourceIdentity } = actor;
  const role = roleArn === null ? null : lastPart(roleArn);
  const said = sourceIdentity ?? sessionName ?? actor.principalId ?? 'unknown';
  const base = { role, session: sessionName, mfa: actor.mfa, chain: chainOf(beginning, knowledge) };
  const service = serviceOfRole(roleArn);
  if (service !== null)
    return { ...base, kind: 'service', name: serviceName(service), proof: null, doubt: null };
  if (isAccessRole(roleArn, place)) {
    // Whoever can open the role from within gives such a name as well.
    const doubt = beginning === null ? 'start-not-found' : 'own-name';
    return { ...base, ...adminOf(sessionName ?? said), proof: 'said', doubt };
  }
  const isClientRole = isSameRole(roleArn, place.roleArn);
  const provider = beginning?.caller.provider ?? actor.provider;
  if (provider !== null && !isClientRole) {
    const subject = beginning?.caller.userName ?? null;
    return {
      ...base,
      kind: 'federated',
      name: subject ?? said,
      ...(subject === null ? { proof: 'said', doubt: 'start-not-found' } : { proof: null, doubt: null }),
    };
  }
  const doubt = isClientRole ? doubtOf(actor, beginning, knowledge) : 'other-role';
  return {
    ...base,
    kind: isClientRole || sourceIdentity !== null ? 'person' : 'role',
    name: said,
    proof: doubt === null ? 'proven' : 'said',
    doubt,
  };
}

/** Null where AWS vouches for the name. */
function doubtOf(
  { sourceIdentity }: Actor,
  beginning: Beginning | null,
  { place, attribution }: Knowledge,
): Doubt | null {
  if (sourceIdentity === null) return 'no-source-identity';
  if (attribution.demanded === null) return 'trust-unread';
  if (!attribution.demanded) return 'no-demand';
  if (beginning === null || beginning.start.kind !== 'AssumeRole') return 'start-not-found';
  const { caller, start, time } = beginning;
  const isFromOps =
    caller.type === 'AWSAccount' && place.opsAccountId !== null && caller.accountId === place.opsAccountId;
  if (!isFromOps || start.sourceIdentity !== sourceIdentity) return 'not-from-ops';
  if (attribution.unsettled === null) return 'trust-unread';
  return attribution.unsettled.some((until) => until > time) ? 'trust-changed' : null;
}

/** Who began it, and who that one's session, as far as it is visible. */
function chainOf(beginning: Beginning | null, knowledge: Knowledge): readonly string[] {
  const { place } = knowledge;
  const chain: string[] = [];
  for (let at = beginning; at !== null && chain.length < longestChain; ) {
    const { caller, start } = at;
    if (caller.type === 'AWSAccount') {
      if (!isUsualWay(caller.accountId, start.roleArn, place))
        chain.push(`account ${caller.accountId ?? '?'}`);
      break;
    }
    if (caller.accountId !== place.accountId) break;
    chain.push(inChain(caller));
    at = caller.type === 'AssumedRole' ? knowledge.beginningOf(caller) : null;
  }
  return chain;
}

/** People come from Ops through the client role, admins from the management account through the access role. */
function isUsualWay(from: string | null, roleArn: string | null, place: Place): boolean {
  if (isSameRole(roleArn, place.roleArn)) return from === place.opsAccountId;
  const { managementAccountId } = place;
  return isAccessRole(roleArn, place) && (managementAccountId === null || from === managementAccountId);
}

/** `session kim of role deploy`, `user ci`. */
function inChain({ type, roleArn, sessionName, userName, principalId }: Actor): string {
  if (type === 'AssumedRole')
    return `session ${sessionName ?? '?'} of role ${roleArn === null ? '?' : lastPart(roleArn)}`;
  return type === 'Root' ? 'root' : `user ${userName ?? principalId ?? '?'}`;
}

/** diverst's own sessions of the access role have names that say what they are. */
function adminOf(session: string): Pick<Who, 'kind' | 'name'> {
  const [, prefix, name] = /^(break-glass|diverst)-(.+?)-*$/.exec(session) ?? [];
  if (name === undefined) return { kind: 'admin', name: session };
  return { kind: prefix === 'diverst' ? 'diverst' : 'break-glass', name };
}

/**
 * The service that a service-linked role is of; null for any other role. Nobody but AWS makes roles directly below this
 * path, but below a path of their own, which may hold colons, people make what looks like it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
 */
export function serviceOfRole(roleArn: string | null): string | null {
  return /^arn:[^:]+:iam::\d*:role\/aws-service-role\/([^/]+)\//.exec(roleArn ?? '')?.[1] ?? null;
}

function isAccessRole(roleArn: string | null, { accountId, accessRole }: Place): boolean {
  const role = roleArn === null ? null : readRoleArn(roleArn);
  return role?.accountId === accountId && role.name === accessRole;
}

/** Names of roles are unique in an account, whatever their paths. */
export function isSameRole(a: string | null, b: string): boolean {
  const [one, other] = [a === null ? null : readRoleArn(a), readRoleArn(b)];
  return one !== null && other !== null && one.accountId === other.accountId && one.name === other.name;
}

function serviceName(principal: string): string {
  return principal.replace(/\.amazonaws\.com(\.cn)?$/, '');
}
