import type {
  Actor,
  CallOrigin,
  EventError,
  HistoryEvent,
  RawEvent,
  SessionStart,
  StartKind,
} from './event.ts';
import { type Fields, fieldsOf, flagOf, itemsOf, textOf, timeOf } from './fields.ts';
import { refusedResource, subjectsOf } from './subjects.ts';
import { toolOf } from './tool.ts';

/**
 * Reads CloudTrail's record of an event. A field that is missing or of another type is left out; a record is unreadable
 * only where it is no JSON object, or says neither what happened nor when.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 * @param region where it was looked up
 * @returns null for a record that cannot be read; never throws
 */
export function readEvent(raw: RawEvent, region: string): HistoryEvent | null {
  const record = parsed(raw.record);
  const name = textOf(record.eventName);
  const time = timeOf(record.eventTime) ?? raw.time;
  if (name === null || time === null) return null;
  return {
    id: textOf(record.eventID) ?? '',
    time,
    region: textOf(record.awsRegion) ?? region,
    service: (textOf(record.eventSource) ?? 'unknown').replace(/\.amazonaws\.com(\.cn)?$/, ''),
    name,
    readOnly: flagOf(record.readOnly) ?? false,
    actor: actorOf(record),
    from: originOf(record),
    resources: subjectsOf(record, raw.resources),
    error: errorOf(record),
    start: startOf(name, record),
  };
}

function parsed(text: string | null): Fields {
  if (text === null) return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function actorOf(record: Fields): Actor {
  const identity = fieldsOf(record.userIdentity);
  const context = fieldsOf(identity.sessionContext);
  const issuer = fieldsOf(context.sessionIssuer);
  const attributes = fieldsOf(context.attributes);
  const type = textOf(identity.type) ?? '';
  const assumed = /^arn:([a-z-]+):sts::(\d*):assumed-role\/([^/]+)\/(.+)$/.exec(textOf(identity.arn) ?? '');
  const [, partition, owner, role, session] = assumed ?? [];
  const issuerType = textOf(issuer.type);
  const issuerArn = issuerType === 'Role' ? textOf(issuer.arn) : null;
  const federated =
    type === 'FederatedUser' ? federatedName.exec(textOf(identity.arn) ?? '')?.[1] : undefined;
  return {
    // A session of GetFederationToken has the rights of whoever called it, and a name that this one chose.
    type: type === 'FederatedUser' && issuerType === 'Root' ? 'Root' : type,
    accountId: textOf(identity.accountId),
    userName: textOf(identity.userName) ?? (issuerType === 'IAMUser' ? textOf(issuer.userName) : null),
    principalId: textOf(identity.principalId),
    accessKeyId: textOf(identity.accessKeyId),
    invokedBy: textOf(identity.invokedBy),
    // Without the issuer the path of the role is not known.
    roleArn: issuerArn ?? (role === undefined ? null : `arn:${partition}:iam::${owner}:role/${role}`),
    sessionName: session ?? federated ?? null,
    sourceIdentity: textOf(context.sourceIdentity),
    provider:
      textOf(identity.identityProvider) ?? textOf(fieldsOf(context.webIdFederationData).federatedProvider),
    mfa: flagOf(attributes.mfaAuthenticated) ?? signInMfa(record),
    assumedRoot: flagOf(context.assumedRoot) === true,
    began: timeOf(attributes.creationDate),
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html */
const federatedName = /^arn:[a-z-]+:sts::\d*:federated-user\/(.+)$/;

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html */
function signInMfa(record: Fields): boolean | null {
  const used = textOf(fieldsOf(record.additionalEventData).MFAUsed);
  return used === null ? null : used === 'Yes';
}

function originOf(record: Fields): CallOrigin {
  const address = textOf(record.sourceIPAddress);
  const isAddress = address !== null && /^[\da-f.:]+$/i.test(address) && /[.:]/.test(address);
  const invokedBy = textOf(fieldsOf(record.userIdentity).invokedBy);
  const service = invokedBy ?? (isAddress ? null : address);
  return {
    address: isAddress ? address : null,
    service: service?.replace(/\.amazonaws\.com(\.cn)?$/, '') ?? null,
    tool: toolOf(record),
  };
}

/** A sign-in that failed has no error code of its own: its answer says so. */
function errorOf(record: Fields): EventError | null {
  const message = textOf(record.errorMessage);
  const code = textOf(record.errorCode);
  if (code !== null) return { kind: kindOfError(code), code, message };
  const outcome = textOf(fieldsOf(record.responseElements)[textOf(record.eventName) ?? '']);
  return outcome === 'Failure' ? { kind: 'refused', code: outcome, message } : null;
}

/** Each service has its own codes; those of EC2 begin with `Client.`. */
function kindOfError(code: string): EventError['kind'] {
  if (/Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/i.test(code)) return 'throttled';
  return /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|AuthFailure/i.test(code)
    ? 'refused'
    : 'failed';
}

const startKinds: Readonly<Record<StartKind, true>> = {
  AssumeRole: true,
  AssumeRoleWithSAML: true,
  AssumeRoleWithWebIdentity: true,
  AssumeRoot: true,
  ConsoleLogin: true,
};

function isStart(name: string): name is StartKind {
  return Object.hasOwn(startKinds, name);
}

function startOf(name: string, record: Fields): SessionStart | null {
  if (!isStart(name)) return null;
  const asked = fieldsOf(record.requestParameters);
  const given = fieldsOf(record.responseElements);
  const duration = Number(textOf(asked.durationSeconds) ?? Number.NaN);
  return {
    kind: name,
    accessKeyId: textOf(fieldsOf(given.credentials).accessKeyId),
    roleArn: textOf(asked.roleArn) ?? refusedResource(record),
    sessionName: textOf(asked.roleSessionName),
    sourceIdentity: textOf(given.sourceIdentity) ?? textOf(asked.sourceIdentity),
    tags: tagsOf(asked.tags ?? asked.principalTags),
    duration: Number.isFinite(duration) ? duration : null,
  };
}

/** As a list of pairs, which AssumeRole has, or as an object. */
function tagsOf(value: unknown): Readonly<Record<string, string>> {
  const pairs = Array.isArray(value)
    ? itemsOf(value).map((one) => [textOf(fieldsOf(one).key), textOf(fieldsOf(one).value)] as const)
    : Object.entries(fieldsOf(value)).map(([key, text]) => [key, textOf(text)] as const);
  return Object.fromEntries(pairs.flatMap(([key, text]) => (key === null ? [] : [[key, text ?? '']])));
}
