import { roleName } from '../../model/account-kind.ts';
import type { Structure } from '../../model/structure.ts';
import type { TrailsReading } from '../../model/trail.ts';
import type { Finding } from '../finding.ts';

/** Where CloudTrail keeps what happened to the thing that a finding is about, and which events of it are meant. */
export interface Trace {
  /** Whose event history has it. */
  readonly accountId: string;
  /** Where; null for the region in which IAM and Organizations are recorded. */
  readonly region: string | null;
  /** In words: `role acme-production`. */
  readonly thing: string;
  /** What is asked of LookupEvents, which takes one attribute: the thing by its name, or events by theirs. */
  readonly lookup:
    | { readonly by: 'resource'; readonly name: string }
    | { readonly by: 'events'; readonly names: readonly string[] };
  /** Names of the events that can have made the finding. */
  readonly events: readonly string[];
  /** Whose events they are: other services have users, roles and groups, too. As IAM names it: `iam`. */
  readonly services: readonly string[];
  /** A name or id that the event's request or answer holds, such as an account's; null where any event of the thing will do. */
  readonly mentions: string | null;
}

export interface TraceContext {
  readonly structure: Structure;
  readonly managementAccountId: string;
  /** Null where there is no Ops. */
  readonly opsAccountId: string | null;
  readonly trails: TrailsReading;
}

export type Tracer = (finding: Finding, context: TraceContext) => Trace | null;

/** What the finding is about leaves no event of its own, or is no thing in AWS. */
export const nothing: Tracer = () => null;

export const trustEvents = ['UpdateAssumeRolePolicy', 'CreateRole'];
export const rolePolicyEvents = [
  'AttachRolePolicy',
  'DetachRolePolicy',
  'PutRolePolicy',
  'DeleteRolePolicy',
  'CreateRole',
];
export const groupEvents = [
  'PutGroupPolicy',
  'DeleteGroupPolicy',
  'AttachGroupPolicy',
  'DetachGroupPolicy',
  'CreateGroup',
  'DeleteGroup',
  'UpdateGroup',
];
export const userEvents = [
  'CreateUser',
  'UpdateUser',
  'PutUserPolicy',
  'AttachUserPolicy',
  'DetachUserPolicy',
  'DeleteUserPolicy',
  'AddUserToGroup',
  'RemoveUserFromGroup',
  'CreateAccessKey',
  'UpdateAccessKey',
  'CreateLoginProfile',
  'EnableMFADevice',
  'DeactivateMFADevice',
];
const eventsOfHolder: Readonly<Record<string, readonly string[]>> = {
  group: groupEvents,
  user: userEvents,
  role: [...rolePolicyEvents, ...trustEvents],
};

/** The client's or environment's own role. */
export function ownRole(events: readonly string[]): Tracer {
  return ({ place }, { structure }) => {
    if (place.kind !== 'client' && place.kind !== 'environment') return null;
    return inAccount(place.accountId, 'role', roleName(structure.kinds[place.kind], place.name), events);
  };
}

/** A role that stands behind the account in the subject: `acme/acme-ci`, `acme/acme-ci/ReadOnlyAccess`. */
export function ciRole(events: readonly string[]): Tracer {
  return ({ subject, place }) => inAccount(place.accountId, 'role', subject.split('/')[1] ?? subject, events);
}

/** The role that has the policy of the subject: the account's own in `acme/some-policy`, a CI role in `acme/acme-ci/…`. */
export function roleOfPolicy(events: readonly string[]): Tracer {
  return (finding, context) => {
    const isOfCi = finding.subject.split('/').length > 2;
    return (isOfCi ? ciRole(events) : ownRole(events))(finding, context);
  };
}

const providerEvents = [
  'CreateOpenIDConnectProvider',
  'DeleteOpenIDConnectProvider',
  'AddClientIDToOpenIDConnectProvider',
  'RemoveClientIDFromOpenIDConnectProvider',
];

/** The OIDC provider whose name stands behind the account in the subject. */
export const ofProvider: Tracer = ({ subject, place }) => {
  if (place.accountId === null) return null;
  const name = subject.slice(subject.indexOf('/') + 1);
  return {
    accountId: place.accountId,
    region: null,
    thing: `OIDC provider ${name}`,
    lookup: { by: 'events', names: providerEvents },
    events: providerEvents,
    services: ['iam'],
    mentions: name,
  };
};

/** The thing whose name the subject ends with: `acme/other-role`. */
export function named(type: 'role' | 'user' | 'group', events: readonly string[]): Tracer {
  return ({ subject, place }) => inAccount(place.accountId, type, lastOf(subject), events);
}

/** The group that the subject begins with: `production/some-policy`. */
export const groupOfPolicy: Tracer = ({ subject, place }) =>
  inAccount(place.accountId, 'group', subject.split('/')[0] ?? subject, groupEvents);

/** A user, group or role, as the subject says: `group/production`. */
export const holder: Tracer = ({ subject, place }) => {
  const [type = '', ...name] = subject.split('/');
  return inAccount(place.accountId, type, name.join('/'), eventsOfHolder[type] ?? []);
};

export const accessRole =
  (events: readonly string[]): Tracer =>
  ({ place }, { structure }) =>
    inAccount(place.accountId, 'role', structure.accessRole, events);

/** What the group in Ops may do in an account: its policies that speak of the account's role. */
export const grantOfAccount: Tracer = ({ place }, { structure, opsAccountId }) => {
  if (place.kind !== 'client' && place.kind !== 'environment') return null;
  const kind = structure.kinds[place.kind];
  return inAccount(opsAccountId, 'group', kind.group, groupEvents, roleName(kind, place.name));
};

/** A grant by the role's ARN, or a policy of the group by its name. */
export const grantInGroup: Tracer = ({ subject, place, noun }, { structure }) => {
  const group = structure.kinds[noun ?? 'client'].group;
  return subject.startsWith('arn:')
    ? inAccount(place.accountId, 'group', group, groupEvents, lastOf(subject))
    : inAccount(place.accountId, 'group', group, groupEvents, subject.slice(subject.indexOf('/') + 1));
};

/** What was done to an account by Organizations, in the management account. */
export function ofAccount(events: readonly string[]): Tracer {
  return ({ place }, { managementAccountId }) =>
    place.accountId === null
      ? null
      : {
          accountId: managementAccountId,
          region: null,
          thing: `account ${place.name}`,
          lookup: { by: 'events', names: events },
          events,
          services: ofOrganization,
          mentions: place.accountId,
        };
}

const ofOrganization = ['organizations', 'account'];

const unitEvents = ['CreateOrganizationalUnit', 'UpdateOrganizationalUnit'];

export const unit: Tracer = ({ subject }, { managementAccountId }) => ({
  accountId: managementAccountId,
  region: null,
  thing: `OU ${lastOf(subject)}`,
  lookup: { by: 'events', names: unitEvents },
  events: unitEvents,
  services: ofOrganization,
  mentions: lastOf(subject),
});

/** What was done to the organization's trail, where it is at home; to all of them, where none is left. */
export function ofTrail(events: readonly string[]): Tracer {
  return ({ subject }, { managementAccountId, trails }) => {
    if (trails.kind !== 'read') return null;
    const trail = trails.trails.find(({ name }) => name === subject);
    return {
      accountId: managementAccountId,
      region: trail?.homeRegion ?? trails.region,
      thing: trail === undefined ? 'a trail' : `trail ${trail.name}`,
      lookup: { by: 'events', names: events },
      events,
      services: ['cloudtrail'],
      mentions: trail?.name ?? null,
    };
  };
}

/** What was done to the policies of the organization. */
export function ofPolicies(events: readonly string[], mentions: string | null = null): Tracer {
  return (_finding, { managementAccountId }) => ({
    accountId: managementAccountId,
    region: null,
    thing: 'a policy of the organization',
    lookup: { by: 'events', names: events },
    events,
    services: ofOrganization,
    mentions,
  });
}

/** What was done to the organization as a whole, in the management account. */
export function ofWhole(events: readonly string[], mentionsSubject: boolean): Tracer {
  return ({ subject }, { managementAccountId }) => ({
    accountId: managementAccountId,
    region: null,
    thing: mentionsSubject ? subject : 'the organization',
    lookup: { by: 'events', names: events },
    events,
    services: ofOrganization,
    mentions: mentionsSubject ? subject : null,
  });
}

/** Features of root access, which are switched in the management account. */
export const rootManagement: Tracer = (_finding, { managementAccountId }) => ({
  accountId: managementAccountId,
  region: null,
  thing: 'central management of root credentials',
  lookup: { by: 'events', names: rootManagementEvents },
  events: rootManagementEvents,
  services: ['iam', 'organizations'],
  mentions: null,
});

const rootManagementEvents = [
  'DisableOrganizationsRootCredentialsManagement',
  'EnableOrganizationsRootCredentialsManagement',
  'DisableAWSServiceAccess',
];

/** What was done to an account's root user: by events, since its name stands in none of them. */
export function ofRootUser(events: readonly string[]): Tracer {
  return ({ place }) =>
    place.accountId === null
      ? null
      : {
          accountId: place.accountId,
          region: null,
          thing: `root user of ${place.name}`,
          lookup: { by: 'events', names: events },
          events,
          services: ['iam', 'signin'],
          mentions: null,
        };
}

export const moved = ofAccount(['MoveAccount', 'CreateAccount']);
export const boundaryEvents = ['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary', 'CreateRole'];

function inAccount(
  accountId: string | null,
  type: string,
  name: string,
  events: readonly string[],
  mentions: string | null = null,
): Trace | null {
  if (accountId === null || events.length === 0) return null;
  return {
    accountId,
    region: null,
    thing: `${type} ${name}`,
    lookup: { by: 'resource', name },
    events,
    services: ['iam'],
    mentions,
  };
}

function lastOf(subject: string): string {
  return subject.slice(subject.lastIndexOf('/') + 1);
}
