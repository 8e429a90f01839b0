import { randomUUID } from 'node:crypto';
import { authenticate } from './authenticate.ts';
import type { Authorize } from './authorization/authorize.ts';
import type { CallLog } from './call-log.ts';
import type { SandboxClock } from './clock.ts';
import type { EventHistory } from './cloudtrail/history.ts';
import { type CallAnswer, keptOfAnswer, recordCall } from './cloudtrail/recorder.ts';
import type { UserIdentity } from './cloudtrail/trail-event.ts';
import { userIdentityOf } from './cloudtrail/user-identity.ts';
import { execute } from './execute.ts';
import { FaultEffects, type Patience } from './fault-effects.ts';
import type { FaultCall, Faults } from './faults.ts';
import { type Caller, type Operation, SandboxError, type Timings } from './operation.ts';
import type { Rates } from './rates.ts';
import { stateUnusable, unknownOperation } from './refusals.ts';
import { Replicas } from './replicas.ts';
import type { Service } from './service.ts';
import { settle, unsettle } from './settle.ts';
import type { SandboxState } from './state.ts';
import { SandboxStateError, type Store } from './store.ts';
import { refuseForeign } from './wire/foreign.ts';
import { identify, readInput, type WireCall, type WireRequest } from './wire/request.ts';
import { type WireResponse, writeError, writeOutput } from './wire/response.ts';
import type { OperationSchema } from './wire/schema.ts';

export interface DispatcherParts {
  readonly store: Store;
  readonly clock: SandboxClock;
  readonly timings: Timings;
  readonly paths: boolean;
  readonly restructure: boolean;
  readonly services: readonly Service[];
  readonly authorize: Authorize;
  /** Null: calls are never throttled for their rate. */
  readonly rates: Rates | null;
  readonly faults: Faults;
  readonly log: CallLog;
  readonly history: EventHistory;
}

export interface CallOptions extends Patience {
  readonly sourceIp?: string;
}

/** An answer, and whether only the first half of it arrives. */
export interface Reply {
  readonly response: WireResponse;
  readonly truncated: boolean;
}

interface Prepared extends Signed {
  readonly input: Readonly<Record<string, unknown>>;
  readonly faultCall: FaultCall;
}

/** A request of which it is known who made it. */
interface Signed {
  readonly call: WireCall;
  readonly schema: OperationSchema;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly host: string;
  readonly identity: UserIdentity;
  readonly region: string;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
}

/** The sandbox's one entrance: takes a request to its operation and an operation's result back into a response. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #replicas: Replicas;
  readonly #effects: FaultEffects;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#replicas = new Replicas(parts.store, parts.clock);
    this.#effects = new FaultEffects(parts.clock);
  }

  /**
   * Answers one request. What AWS would answer with an error comes back as a response too.
   *
   * @throws ConnectionReset and RequestTimeout for injected faults, what a fault's hook throws, and the abort
   *   signal's reason
   */
  async handle(request: WireRequest, options: CallOptions = {}): Promise<Reply> {
    const reply = await this.#reply(request, options);
    if (request.method !== 'HEAD') return reply;
    // https://www.rfc-editor.org/rfc/rfc9110#name-head
    return { ...reply, response: { ...reply.response, body: new Uint8Array() } };
  }

  async #reply(request: WireRequest, options: CallOptions): Promise<Reply> {
    const { clock, timings } = this.#parts;
    const requestId = randomUUID();
    if (timings.call > 0) await clock.sleep(timings.call, options.signal);
    const call = this.identify(request);
    if (call === undefined) {
      return { response: refuseForeign(request, requestId, this.#parts.services), truncated: false };
    }
    try {
      const prepared = this.#prepare(this.#authenticate(call, request, requestId, options), request);
      return await this.#answer(prepared, options);
    } catch (thrown) {
      const error = thrown instanceof SandboxStateError ? stateUnusable(thrown) : thrown;
      if (!(error instanceof SandboxError)) throw error;
      return { response: writeError(call.service, error, requestId), truncated: false };
    }
  }

  /** What a request asks for; undefined for a service that the sandbox does not answer. */
  identify(request: WireRequest): WireCall | undefined {
    return identify(request, this.#parts.services);
  }

  /** Who calls: what comes before that is in nobody's event history. */
  #authenticate(call: WireCall, request: WireRequest, requestId: string, options: CallOptions): Signed {
    const { clock, store } = this.#parts;
    const { service, scope } = call;
    const { operations } = service;
    const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (call.schema === undefined || operation === undefined) {
      throw unknownOperation(service, call.operation);
    }
    const now = clock.now();
    const state = store.read();
    settle(state, now);
    const { identify } = operation as Operation<Readonly<Record<string, unknown>>>;
    const caller =
      identify === undefined
        ? authenticate(state, service, request, now, realNowFor(now))
        : identify(readInput(call, call.schema, request), { state, now });
    return {
      call,
      schema: call.schema,
      operation,
      caller,
      host: request.headers['host'] ?? '',
      identity: userIdentityOf(state, caller, scope?.accessKeyId ?? ''),
      region: service.endpoint === 'global' ? 'us-east-1' : (scope?.region ?? regionOfHost(request)),
      requestId,
      sourceIp: options.sourceIp ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    };
  }

  /** Everything up to the point from which faults can meet the call. */
  #prepare(signed: Signed, request: WireRequest): Prepared {
    const { clock, rates } = this.#parts;
    const { call, operation, caller, region } = signed;
    const { service } = call;
    const input = this.#readInput(signed, request);
    const faultCall = {
      service: service.name,
      operation: call.operation,
      accountId: caller.accountId,
      input,
    };
    const now = clock.now();
    if (rates !== null && !rates.take(service, call.operation, caller.accountId, region, now)) {
      const throttled = service.throttled();
      this.#parts.log.start(faultCall, operation.mutates, now).end(throttled.code);
      this.#record(signed, input, { error: throttled });
      throw throttled;
    }
    return { ...signed, input, faultCall };
  }

  #readInput(signed: Signed, request: WireRequest): Readonly<Record<string, unknown>> {
    try {
      return readInput(signed.call, signed.schema, request);
    } catch (error) {
      if (error instanceof SandboxError) this.#record(signed, null, { error });
      throw error;
    }
  }

  #record(signed: Signed, input: Prepared['input'] | null, answer: CallAnswer): void {
    const { call, schema, operation, caller, identity, region, requestId, sourceIp, userAgent } = signed;
    recordCall(this.#parts.history, {
      service: call.service,
      schema,
      mutates: operation.mutates,
      caller,
      identity,
      region,
      at: this.#parts.clock.now(),
      requestId,
      sourceIp,
      userAgent,
      input,
      answer: keptOfAnswer(operation.mutates, answer),
    });
  }

  async #answer(prepared: Prepared, options: CallOptions): Promise<Reply> {
    const { clock, faults, log } = this.#parts;
    const { call, schema, operation, faultCall, requestId } = prepared;
    const entry = log.start(faultCall, operation.mutates, clock.now());
    const met = faults.meet(faultCall);
    try {
      for (const fault of met) await this.#effects.before(fault, call.service, faultCall, options);
      for (const fault of met)
        if (fault.kind === 'stale') this.#replicas.fallBehind(call.service.name, fault.milliseconds);
      const response = this.#run(prepared, (error) => writeError(call.service, error, requestId));
      this.#record(prepared, prepared.input, response);
      const { outcome, wire } =
        'error' in response
          ? { outcome: response.error.code, wire: response.wire }
          : { outcome: 'ok', wire: writeOutput(call.service, schema, response.output, requestId) };
      entry.end(outcome);
      for (const fault of met) await this.#effects.after(fault, faultCall, options);
      return { response: wire, truncated: met.some((fault) => fault.kind === 'truncated') };
    } catch (error) {
      entry.end(error instanceof SandboxError ? error.code : codeOf(error));
      throw error;
    }
  }

  #run(
    prepared: Prepared,
    write: (error: SandboxError) => WireResponse,
  ): { readonly output: unknown } | { readonly error: SandboxError; readonly wire: WireResponse } {
    const { clock, store } = this.#parts;
    const { call, operation } = prepared;
    try {
      const output = operation.mutates
        ? store.update((state) => this.#change(prepared, state, clock.now()))
        : this.#execute(prepared, this.#replicas.read(call.service.name), clock.now());
      return { output };
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      return { error, wire: write(error) };
    }
  }

  #change(prepared: Prepared, state: SandboxState, now: number): unknown {
    try {
      return this.#execute(prepared, state, now);
    } finally {
      unsettle(state);
    }
  }

  #execute(
    { call, operation, caller, host, input, requestId, sourceIp, region }: Prepared,
    state: SandboxState,
    now: number,
  ): unknown {
    const { timings, paths, restructure, authorize, history } = this.#parts;
    const more = { requestId, sourceIp, host, region, history, paths, restructure };
    const context = { state, caller, now, timings, ...more };
    return execute({ service: call.service, operation }, input, context, authorize);
  }
}

/** Of a request that no signature places: `sts.eu-central-1.amazonaws.com`; the global endpoint is in us-east-1. */
function regionOfHost({ headers }: WireRequest): string {
  return /^[a-z]+\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com/.exec(headers['host'] ?? '')?.[1] ?? 'us-east-1';
}

/**
 * The time against which a signature's is held. The SDK signs with the machine's time, so under a clock that is
 * elsewhere there is nothing to hold it against.
 */
function realNowFor(now: number): number | null {
  const real = Date.now();
  return Math.abs(now - real) < 60_000 ? real : null;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'error';
}
