import { createHash } from 'node:crypto';
import type { Caller, SandboxError } from '../operation.ts';
import { errorSchema, type Service } from '../service.ts';
import type { OperationSchema } from '../wire/schema.ts';
import { bucketEventName, bucketParameters } from './bucket-events.ts';
import type { EventHistory, HistoryEntry } from './history.ts';
import { recordedFields } from './recorded-fields.ts';
import {
  type EventResource,
  eventTimeOf,
  type Fields,
  type TrailEvent,
  type UserIdentity,
} from './trail-event.ts';

/** A call that was answered. */
export interface AnsweredCall {
  readonly service: Service;
  readonly schema: OperationSchema;
  readonly mutates: boolean;
  readonly caller: Caller;
  readonly identity: UserIdentity;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** Null when it could not be read. */
  readonly input: Readonly<Record<string, unknown>> | null;
  readonly answer: CallAnswer;
}

export type CallAnswer = { readonly output: unknown } | { readonly error: SandboxError };

/** Of what a policy refuses, events do not hold what was asked for. */
const refusals = new Set(['AccessDenied', 'AccessDeniedException']);

/** Takes a call into the history of the accounts in which AWS logs it. */
export function recordCall(history: EventHistory, call: AnsweredCall): void {
  const other = otherAccount(call);
  const shared = other === undefined ? undefined : uuidOf(`${call.requestId} shared`);
  const { accountId } = call.caller;
  const entries = [entryOf(accountId, call.identity, call, shared)];
  if (other !== undefined) {
    // The other account is not told who it was: only from which account, and by which id.
    const { principalId = '' } = call.identity;
    const stranger = { type: 'AWSAccount', principalId, accountId };
    entries.push(entryOf(other, stranger, call, shared));
  }
  history.append(entries);
}

function entryOf(
  accountId: string,
  identity: UserIdentity,
  call: AnsweredCall,
  sharedEventId: string | undefined,
): HistoryEntry {
  let made: TrailEvent | undefined;
  const { region, at, requestId } = call;
  return {
    accountId,
    region,
    at,
    key: requestId,
    ...(identity.accessKeyId === undefined ? {} : { signer: identity.accessKeyId }),
    event() {
      made ??= eventOf(accountId, identity, call, sharedEventId);
      return made;
    },
  };
}

/** Answers of calls that read can be large, and no event holds them: what is kept of an answer. */
export function keptOfAnswer(mutates: boolean, answer: CallAnswer): CallAnswer {
  return mutates || !('output' in answer) || opensSession(answer.output) ? answer : nothing;
}

const nothing: CallAnswer = { output: undefined };

function opensSession(output: unknown): boolean {
  return typeof output === 'object' && output !== null && 'Credentials' in output;
}

/**
 * AssumeRole is logged in the role's account too, where that is another one and the call has succeeded.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
function otherAccount(call: AnsweredCall): string | undefined {
  if (!('output' in call.answer)) return undefined;
  const accountId = assumedRole(call)?.split(':')[4];
  return accountId === call.caller.accountId ? undefined : accountId;
}

/** The ARN of the role that the call is about. */
function assumedRole({ schema, input }: AnsweredCall): string | undefined {
  const assumes = schema[2] === 'AssumeRole' || schema[2] === 'AssumeRoleWithWebIdentity';
  const arn = assumes ? input?.RoleArn : undefined;
  return typeof arn === 'string' ? arn : undefined;
}

function eventOf(
  recipientAccountId: string,
  userIdentity: UserIdentity,
  call: AnsweredCall,
  sharedEventID: string | undefined,
): TrailEvent {
  const { service, schema, answer } = call;
  const failed = 'error' in answer;
  const refused = failed && refusals.has(answer.error.code);
  const resources = failed ? undefined : resourcesOf(call);
  return {
    eventVersion: '1.11',
    userIdentity,
    eventTime: eventTimeOf(call.at),
    eventSource: `${service.name}.amazonaws.com`,
    eventName: service.name === 's3' ? bucketEventName(schema[2]) : schema[2],
    awsRegion: call.region,
    sourceIPAddress: call.sourceIp,
    userAgent: call.userAgent,
    ...(failed ? errorFields(service, answer.error) : {}),
    requestParameters: refused ? null : parametersOf(call),
    responseElements: failed ? null : recordedFields(schema[5], answer.output, service.name),
    ...(call.caller.session?.signIn === 'console' ? { sessionCredentialFromConsole: 'true' } : {}),
    requestID: call.requestId,
    eventID: uuidOf(`${call.requestId} ${recipientAccountId}`),
    // Sessions are kept nowhere, but one of a root user is a change to CloudTrail.
    readOnly: !call.mutates && schema[2] !== 'AssumeRoot',
    ...(resources === undefined ? {} : { resources }),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId,
    ...(sharedEventID === undefined ? {} : { sharedEventID }),
    eventCategory: 'Management',
  };
}

/**
 * What was asked for. What a session hands on to the next one counts as asked for too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html#stscloudtrailexample-assumerole
 */
function parametersOf(call: AnsweredCall): Fields | null {
  const { schema, input, service, caller } = call;
  const fields = recordedFields(schema[4], input, service.name);
  if (service.name === 's3') return bucketParameters(fields ?? {});
  const session = caller.kind === 'root' ? null : caller.session;
  if (session === null || assumedRole(call) === undefined) return fields;
  const { sourceIdentity, tags, transitiveTagKeys } = session;
  const incoming = transitiveTagKeys.map((key) => [key, tags[key] ?? '']);
  return {
    ...fields,
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(incoming.length === 0 ? {} : { incomingTransitiveTags: Object.fromEntries(incoming) }),
  };
}

function resourcesOf(call: AnsweredCall): readonly EventResource[] | undefined {
  const arn = assumedRole(call);
  if (arn === undefined) return undefined;
  return [{ accountId: arn.split(':')[4] ?? '', type: 'AWS::IAM::Role', ARN: arn }];
}

/** Errors go by the names of their shapes; a refusal is AccessDenied, whatever the protocol calls it. */
function errorFields(
  service: Service,
  { code, message }: SandboxError,
): Pick<TrailEvent, 'errorCode' | 'errorMessage'> {
  const errorCode = refusals.has(code) ? 'AccessDenied' : (errorSchema(service, code)?.[2] ?? code);
  return { errorCode, errorMessage: message };
}

/** @param text the same text gives the same id */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  // The digits that say: version 4, variant 1.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
