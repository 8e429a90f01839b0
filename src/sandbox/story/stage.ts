import type { AssumeRoleResponse } from '@aws-sdk/client-sts';
import { callerOfSession } from '../authenticate.ts';
import { authorize } from '../authorization/authorize.ts';
import { MemoryHistory } from '../cloudtrail/history.ts';
import { type ConsoleSignIn, consoleSignIn, type PutEvent, putEvents } from '../cloudtrail/put-events.ts';
import { recordCall, uuidOf } from '../cloudtrail/recorder.ts';
import { userIdentityOf } from '../cloudtrail/user-identity.ts';
import { execute } from '../execute.ts';
import { deriveSessionKeyId } from '../ids.ts';
import { type CallContext, type Caller, SandboxError } from '../operation.ts';
import { operationSchema, type Service } from '../service.ts';
import { type ServiceName, services } from '../services.ts';
import { openSession } from '../sessions.ts';
import { unsettle } from '../settle.ts';
import type { SandboxState } from '../state.ts';
import { instant } from '../timings.ts';

/** Who acts, and from where. */
export interface Actor {
  readonly caller: Caller;
  /** The access key that signs. */
  readonly keyId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** Where somebody sits, and with what they call AWS. */
export type Seat = Pick<Actor, 'sourceIp' | 'userAgent'>;

type Input = Readonly<Record<string, unknown>>;

/** What is asked of STS. */
export interface RoleWish {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly SourceIdentity?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** A call to a service that the sandbox does not have, as CloudTrail records it. */
export interface Elsewhere {
  /** `ecs` */
  readonly service: string;
  readonly name: string;
  readonly parameters: Input;
  readonly region: string;
  /** True for a call that changes nothing; false unless given. */
  readonly reads?: boolean;
}

/** How long a session of `aws login` counts: https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html */
const loginLasts = 12 * 3_600_000;

/**
 * Where the story happens: a state, and a clock that is put from one act to the next. Every act is the sandbox's own
 * operation with its own permissions, and leaves the event that such a call leaves, so that what an audit finds and what
 * the event history says of it agree.
 */
export class Stage {
  readonly history = new MemoryHistory();
  /** Operations that were carried out: what the making of a story costs. */
  calls = 0;
  #now: number;
  #count = 0;

  /** @param start epoch milliseconds */
  constructor(
    readonly state: SandboxState,
    start: number,
  ) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Puts the clock to a later moment. @throws Error for one that has passed */
  until(time: number): void {
    if (time < this.#now) throw new Error(`The story goes back in time, to ${new Date(time).toISOString()}.`);
    this.#now = time;
  }

  /** The user with the oldest of its active access keys. @throws Error where there is none */
  withKey(accountId: string, userName: string, seat: Seat): Actor {
    const key = Object.values(this.state.accessKeys).find(
      (one) => one.accountId === accountId && one.userName === userName && one.status === 'Active',
    );
    if (key === undefined) throw new Error(`${userName} has no access key.`);
    return { ...seat, keyId: key.id, caller: this.#user(accountId, userName, null) };
  }

  /** A user who has signed in with a password and, unless said otherwise, with MFA. */
  signedIn(accountId: string, userName: string, seat: Seat, mfa = true): Actor {
    const issuedAt = this.#now;
    const facts = { mfa, signIn: 'login' as const, tags: {}, transitiveTagKeys: [], policies: [] };
    const session = { ...facts, issuedAt, expiresAt: issuedAt + loginLasts };
    return { ...seat, keyId: this.#sessionKey(accountId), caller: this.#user(accountId, userName, session) };
  }

  /** A session of a role. @throws SandboxError where the role is refused */
  assume(actor: Actor, wish: RoleWish): Actor {
    const accountId = wish.RoleArn.split(':')[4] ?? '';
    const keyId = this.#sessionKey(accountId);
    const output = this.#perform(actor, 'sts', 'AssumeRole', { ...wish }, (made) => withKeyId(made, keyId));
    const { AccessKeyId = '', SessionToken = '' } = (output as AssumeRoleResponse).Credentials ?? {};
    const opened = openSession(this.state, AccessKeyId, SessionToken, this.#now);
    const caller =
      opened.kind === 'session' ? callerOfSession(this.state, opened.principal, opened.facts) : undefined;
    if (caller === undefined) throw new Error(`No session of ${wish.RoleArn} came back.`);
    return { ...actor, keyId, caller };
  }

  /**
   * Lets an operation happen now.
   *
   * @returns its output
   * @throws SandboxError where AWS refuses it, after it was recorded
   */
  act(actor: Actor, service: ServiceName, name: string, input: Input): unknown {
    return this.#perform(actor, service, name, input, (output) => output);
  }

  /** @param recorded what the event holds of the output */
  #perform(
    actor: Actor,
    serviceName: ServiceName,
    name: string,
    input: Input,
    recorded: (output: unknown) => unknown,
  ): unknown {
    const service: Service | undefined = services.find((one) => one.name === serviceName);
    const schema = service && operationSchema(service, name);
    const operation = service?.operations[name];
    if (!service || !schema || !operation) throw new Error(`There is no ${serviceName}:${name}.`);
    this.calls += 1;
    const { caller, keyId, sourceIp, userAgent } = actor;
    const requestId = this.#nextId('request');
    const identity = userIdentityOf(this.state, caller, keyId);
    const call = { service, schema, mutates: operation.mutates, caller, identity, region: 'us-east-1' };
    const record = { ...call, at: this.#now, requestId, sourceIp, userAgent, input };
    try {
      const context = this.#context(actor, requestId);
      const output = execute({ service, operation }, input, context, authorize);
      recordCall(this.history, { ...record, answer: { output: recorded(output) } });
      return output;
    } catch (error) {
      if (error instanceof SandboxError) recordCall(this.history, { ...record, answer: { error } });
      throw error;
    } finally {
      if (operation.mutates) unsettle(this.state);
    }
  }

  /** An attempt that a policy stops. @throws Error where none does */
  isRefused(attempt: () => unknown): void {
    try {
      attempt();
    } catch (error) {
      if (error instanceof SandboxError && error.code.startsWith('AccessDenied')) return;
      throw error;
    }
    throw new Error('The story means a call to be refused that is allowed.');
  }

  /** A call to another service of AWS. */
  elsewhere(actor: Actor, { service, name, parameters, region, reads = false }: Elsewhere): void {
    const { caller, keyId, sourceIp, userAgent } = actor;
    this.#put(caller.accountId, {
      eventSource: `${service}.amazonaws.com`,
      eventName: name,
      awsRegion: region,
      sourceIPAddress: sourceIp,
      userAgent,
      requestParameters: parameters,
      readOnly: reads,
      userIdentity: userIdentityOf(this.state, caller, keyId),
    });
  }

  /** Somebody at the sign-in page of the console. */
  signIn(accountId: string, signIn: Omit<ConsoleSignIn, 'time'>): void {
    const userId = this.state.iam[accountId]?.users[signIn.who.toLowerCase()]?.id;
    this.#put(accountId, consoleSignIn(accountId, userId, signIn));
  }

  /** What AWS's own operations cannot have left, or left before the story begins. */
  edit(change: (state: SandboxState) => void): void {
    change(this.state);
    unsettle(this.state);
  }

  #put(accountId: string, event: PutEvent): void {
    const eventID = this.#nextId('event');
    putEvents(this.history, accountId, [{ ...event, eventID }], this.#now);
  }

  #context({ caller, sourceIp }: Actor, requestId: string): CallContext {
    const { state, history } = this;
    const how = { host: '', region: 'us-east-1', paths: true, restructure: false };
    return { state, caller, now: this.#now, timings: instant, requestId, sourceIp, history, ...how };
  }

  #user(accountId: string, userName: string, facts: Parameters<typeof callerOfSession>[2] | null): Caller {
    const none = { issuedAt: 0, expiresAt: 0, mfa: false, tags: {}, transitiveTagKeys: [], policies: [] };
    const principal = { kind: 'user', accountId, userName } as const;
    const caller = callerOfSession(this.state, principal, facts ?? none);
    if (caller?.kind !== 'user') throw new Error(`There is no user ${userName}.`);
    return { ...caller, session: facts };
  }

  /** Of a session's own key, chance decides: this one follows from the secret, and opens nothing. */
  #sessionKey(accountId: string): string {
    return deriveSessionKeyId(this.state.secret, this.#nextId('session'), accountId);
  }

  #nextId(what: string): string {
    this.#count += 1;
    return uuidOf(`${this.state.secret} story ${what} ${this.#count}`);
  }
}

function withKeyId(output: unknown, AccessKeyId: string): unknown {
  const { Credentials, ...rest } = output as AssumeRoleResponse;
  return { ...rest, Credentials: { ...Credentials, AccessKeyId } };
}
