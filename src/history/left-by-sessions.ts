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
  CreateLoginProfile: 'user',
  UpdateLoginProfile: 'user',
  CreateOpenIDConnectProvider: 'OIDC provider',
  CreateSAMLProvider: 'SAML provider',
  AddRoleToInstanceProfile: 'instance profile',
} as const;

const words: Readonly<Record<keyof typeof events, string>> = {
  CreateRole: '',
  UpdateAssumeRolePolicy: 'trust policy of ',
  CreateUser: '',
  CreateAccessKey: 'access key of ',
  CreateLoginProfile: 'password of ',
  UpdateLoginProfile: 'password of ',
  CreateOpenIDConnectProvider: '',
  CreateSAMLProvider: '',
  AddRoleToInstanceProfile: '',
};

/** Names of the events of IAM that are looked up. */
export const iamEventsOfWays: readonly string[] = Object.keys(events);

/** Which sessions are meant: those of a role of the account, and of one person or of everybody. */
export interface EndedSessions {
  readonly roleArn: string;
  /** By source identity; null for everybody's. */
  readonly person: string | null;
}

/**
 * The way in that an event made through one of the sessions, or through a session that was begun from one: the source
 * identity stays the same from session to session.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 * @returns null for any other event, and for one that AWS refused
 */
export function wayLeftBy(event: HistoryEvent, { roleArn, person }: EndedSessions): WayLeft | null {
  const { actor, error, name, time, start, service } = event;
  if (error !== null || actor.type !== 'AssumedRole') return null;
  const isOfRole = isSameRole(actor.roleArn, roleArn);
  const isMeant =
    person === null ? isOfRole || actor.sourceIdentity !== null : actor.sourceIdentity === person;
  if (!isMeant) return null;
  const thing =
    service === 'iam' && isWayEvent(name)
      ? `${words[name]}${thingOf(event, events[name])}`
      : name === 'AssumeRole' && start !== null && !isSameRole(start.roleArn, roleArn)
        ? `session of role ${start.roleArn === null ? 'unknown' : lastPart(start.roleArn)}`
        : null;
  if (thing === null) return null;
  const who = actor.sourceIdentity ?? actor.sessionName ?? actor.principalId ?? 'unknown';
  return { event: name, thing, who, time };
}

function isWayEvent(name: string): name is keyof typeof events {
  return Object.hasOwn(events, name);
}

/** The name of the thing, as the event has it. */
function thingOf({ resources }: HistoryEvent, type: string): string {
  const found = resources.find((one) => one.type === type) ?? resources[0];
  return found === undefined ? `a ${type}` : `${found.type} ${lastPart(found.name)}`;
}
