import type { HistoryEvent } from './event.ts';
import { lastPart } from './subjects.ts';
import { isSameRole } from './who.ts';

/** A way in that was made in an account and does not end with the session through which it was made. */
export interface WayLeft {
  /** `CreateUser`. */
  readonly event: string;
  /** In words: `user backup`. */
  readonly thing: string;
  /** Who made it, as the session says it. */
  readonly who: string;
  /** Epoch milliseconds. */
  readonly time: number;
}

/** The events by which such ways are made, each with the type of the thing that is looked for in it. */
const events = {
  CreateRole: 'role',
  UpdateAssumeRolePolicy: 'role',
  CreateUser: 'user',
  CreateAccessKey: 'user',
  UpdateAccessKey: 'user',
  CreateLoginProfile: 'user',
  UpdateLoginProfile: 'user',
  CreateServiceSpecificCredential: 'user',
  CreateOpenIDConnectProvider: 'OIDC provider',
  AddClientIDToOpenIDConnectProvider: 'OIDC provider',
  CreateSAMLProvider: 'SAML provider',
  UpdateSAMLProvider: 'SAML provider',
  AddRoleToInstanceProfile: 'instance profile',
} as const;

const words: Readonly<Record<keyof typeof events, string>> = {
  CreateRole: '',
  UpdateAssumeRolePolicy: 'trust policy of ',
  CreateUser: '',
  CreateAccessKey: 'access key of ',
  UpdateAccessKey: 'access key of ',
  CreateLoginProfile: 'password of ',
  UpdateLoginProfile: 'password of ',
  CreateServiceSpecificCredential: 'service-specific credential of ',
  CreateOpenIDConnectProvider: '',
  AddClientIDToOpenIDConnectProvider: 'client ID of ',
  CreateSAMLProvider: '',
  UpdateSAMLProvider: '',
  AddRoleToInstanceProfile: '',
};

/** Names of the events of IAM that are looked up. */
export const iamEventsOfWays: readonly string[] = Object.keys(events);

/** Which sessions are meant: those of roles of the account, and of one person or of everybody. */
export interface EndedSessions {
  readonly roleArns: readonly string[];
  /** By source identity; null for everybody's. */
  readonly person: string | null;
}

/**
 * The way in that an event made through one of the sessions, or through a session that was begun from one: the source
 * identity stays the same from session to session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 * @returns null for any other event, and for one that AWS refused
 */
export function wayLeftBy(event: HistoryEvent, { roleArns, person }: EndedSessions): WayLeft | null {
  const { actor, error, name, time, start, service } = event;
  if (error !== null || actor.type !== 'AssumedRole') return null;
  const isEnded = (role: string | null) => roleArns.some((arn) => isSameRole(role, arn));
  const isMeant =
    person === null
      ? isEnded(actor.roleArn) || actor.sourceIdentity !== null
      : actor.sourceIdentity === person;
  if (!isMeant) return null;
  const thing =
    service === 'iam' && isWayEvent(name)
      ? `${words[name]}${thingOf(event, events[name])}`
      : name === 'AssumeRole' && start !== null && !isEnded(start.roleArn)
        ? sessionOf(start)
        : null;
  return thing === null ? null : { event: name, thing, who: whoIs(event), time };
}

/**
 * The way in that a person's user made in the account that it is in, or a session that the user began: the lock of the user
 * ends neither. What the user did to its own keys and password, the lock ends.
 * @param ended ARNs of the roles whose sessions are ended
 * @returns null for any other event, and for one that AWS refused
 */
export function wayLeftByUser(
  event: HistoryEvent,
  { person, ended }: { readonly person: string; readonly ended: readonly string[] },
): WayLeft | null {
  const { actor, error, name, time, start, service, resources } = event;
  if (error !== null) return null;
  const isUser = actor.type === 'IAMUser' || actor.type === 'FederatedUser';
  const isMeant = (isUser && actor.userName === person) || actor.sourceIdentity === person;
  if (!isMeant) return null;
  if (name === 'AssumeRole') {
    if (start === null || ended.some((arn) => isSameRole(start.roleArn, arn))) return null;
    return { event: name, thing: sessionOf(start), who: whoIs(event), time };
  }
  if (service !== 'iam' || !isWayEvent(name)) return null;
  const type = events[name];
  const user = resources.find((one) => one.type === 'user');
  const isOwn = type === 'user' && (user === undefined || lastPart(user.name) === person);
  if (isOwn) return null;
  return { event: name, thing: `${words[name]}${thingOf(event, type)}`, who: whoIs(event), time };
}

/** A job of CI calls its session as it likes, after a person too, and is none. */
function whoIs({ actor }: HistoryEvent): string {
  const { sourceIdentity, userName, sessionName, principalId, provider } = actor;
  const name = sourceIdentity ?? userName ?? sessionName ?? principalId ?? 'unknown';
  return provider === null ? name : `job ${name}`;
}

function sessionOf({ roleArn }: NonNullable<HistoryEvent['start']>): string {
  return `session of role ${roleArn === null ? 'unknown' : lastPart(roleArn)}`;
}

function isWayEvent(name: string): name is keyof typeof events {
  return Object.hasOwn(events, name);
}

/** The name of the thing, as the event has it. */
function thingOf({ resources }: HistoryEvent, type: string): string {
  const found = resources.find((one) => one.type === type) ?? resources[0];
  return found === undefined ? `a ${type}` : `${found.type} ${lastPart(found.name)}`;
}
