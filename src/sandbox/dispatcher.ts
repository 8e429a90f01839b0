import { randomUUID } from 'node:crypto';
import { authenticate } from './authenticate.ts';
import type { Authorize } from './authorization/authorize.ts';
import type { CallLog } from './call-log.ts';
import type { SandboxClock } from './clock.ts';
import { ConnectionReset, type Fault, type FaultCall, type Faults, RequestTimeout } from './faults.ts';
import { type CallContext, type Caller, type Operation, SandboxError, type Timings } from './operation.ts';
import type { Rates } from './rates.ts';
import { accessDenied, stateUnusable, unknownOperation } from './refusals.ts';
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
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after which a call without a reply is given up. */
  readonly requestTimeout?: number;
  readonly sourceIp?: string;
}

/** An answer, and whether only the first half of it arrives. */
export interface Reply {
  readonly response: WireResponse;
  readonly truncated: boolean;
}

interface Prepared {
  readonly call: WireCall;
  readonly schema: OperationSchema;
  readonly operation: Operation;
  readonly caller: Caller;
  readonly input: Readonly<Record<string, unknown>>;
  readonly faultCall: FaultCall;
}

/** The sandbox's one entrance: takes a request to its operation and an operation's result back into a response. */
export class Dispatcher {
  readonly #parts: DispatcherParts;
  readonly #replicas: Replicas;

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
    this.#replicas = new Replicas(parts.store, parts.clock);
  }

  /**
   * Answers one request. What AWS would answer with an error comes back as a response too.
   *
   * @throws ConnectionReset and RequestTimeout for injected faults, what a fault's hook throws, and the abort
   *   signal's reason
   */
  async handle(request: WireRequest, options: CallOptions = {}): Promise<Reply> {
    const { clock, timings } = this.#parts;
    const requestId = randomUUID();
    if (timings.call > 0) await clock.sleep(timings.call, options.signal);
    const call = this.identify(request);
    if (call === undefined) {
      return { response: refuseForeign(request, requestId, this.#parts.services), truncated: false };
    }
    try {
      const prepared = this.#prepare(call, request);
      return await this.#answer(prepared, requestId, options);
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

  /** Everything up to the point from which faults can meet the call. */
  #prepare(call: WireCall, request: WireRequest): Prepared {
    const { clock, rates, store } = this.#parts;
    const { service } = call;
    const { name, operations } = service;
    const operation = Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (call.schema === undefined || operation === undefined) {
      throw unknownOperation(service, call.operation);
    }
    const now = clock.now();
    const state = store.read();
    settle(state, now);
    const caller = authenticate(state, service, request, now, realNowFor(now));
    const input = readInput(call, call.schema, request);
    const faultCall = { service: name, operation: call.operation, accountId: caller.accountId, input };
    if (rates !== null && !rates.take(service, call.operation, caller.accountId, now)) {
      const throttled = service.throttled();
      this.#parts.log.start(faultCall, operation.mutates, now).end(throttled.code);
      throw throttled;
    }
    return { call, schema: call.schema, operation, caller, input, faultCall };
  }

  async #answer(prepared: Prepared, requestId: string, options: CallOptions): Promise<Reply> {
    const { clock, faults, log } = this.#parts;
    const { call, schema, operation, faultCall } = prepared;
    const entry = log.start(faultCall, operation.mutates, clock.now());
    const met = faults.meet(faultCall);
    try {
      for (const fault of met) await this.#before(fault, call.service, faultCall, options);
      for (const fault of met)
        if (fault.kind === 'stale') this.#replicas.fallBehind(call.service.name, fault.milliseconds);
      const response = this.#run(prepared, requestId, options, (error) =>
        writeError(call.service, error, requestId),
      );
      const { outcome, wire } =
        'error' in response
          ? { outcome: response.error.code, wire: response.wire }
          : { outcome: 'ok', wire: writeOutput(call.service, schema, response.output, requestId) };
      entry.end(outcome);
      for (const fault of met) await this.#after(fault, faultCall, options);
      return { response: wire, truncated: met.some((fault) => fault.kind === 'truncated') };
    } catch (error) {
      entry.end(error instanceof SandboxError ? error.code : codeOf(error));
      throw error;
    }
  }

  #run(
    prepared: Prepared,
    requestId: string,
    options: CallOptions,
    write: (error: SandboxError) => WireResponse,
  ): { readonly output: unknown } | { readonly error: SandboxError; readonly wire: WireResponse } {
    const { clock, store } = this.#parts;
    const { call, operation } = prepared;
    try {
      const output = operation.mutates
        ? store.update((state) => this.#change(prepared, state, clock.now(), requestId, options))
        : this.#execute(prepared, this.#replicas.read(call.service.name), clock.now(), requestId, options);
      return { output };
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      return { error, wire: write(error) };
    }
  }

  #change(
    prepared: Prepared,
    state: SandboxState,
    now: number,
    requestId: string,
    options: CallOptions,
  ): unknown {
    try {
      return this.#execute(prepared, state, now, requestId, options);
    } finally {
      unsettle(state);
    }
  }

  #execute(
    { call, operation, caller, input }: Prepared,
    state: SandboxState,
    now: number,
    requestId: string,
    options: CallOptions,
  ): unknown {
    const { timings, paths, restructure, authorize } = this.#parts;
    settle(state, now);
    const context: CallContext = {
      state,
      caller,
      now,
      timings,
      requestId,
      sourceIp: options.sourceIp ?? '127.0.0.1',
      paths,
      restructure,
    };
    // The table holds operations of every input; the wire layer has read this one by the operation's own schema.
    const typed = operation as Operation<Readonly<Record<string, unknown>>>;
    for (const permission of typed.permissions(input, context)) {
      // A root user is limited by nothing in its own account, and identity policies cannot be attached to it.
      if (caller.kind === 'root') break;
      const decision = authorize(state, caller, permission, now, context.sourceIp);
      if (decision.allowed || (permission.granted === true && decision.explicit !== true)) continue;
      const denied = accessDenied(call.service, caller, permission, decision.reason);
      if (permission.dependency !== true) throw denied;
      throw new SandboxError('AccessDeniedForDependencyException', denied.message, 400, {
        Reason: 'ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE',
      });
    }
    return typed.run(input, context);
  }

  async #before(fault: Fault, service: Service, call: FaultCall, options: CallOptions): Promise<void> {
    switch (fault.kind) {
      case 'throttle':
        throw service.throttled();
      case 'error':
        throw new SandboxError(
          fault.code,
          fault.message ?? fault.code,
          fault.status ?? 400,
          fault.members ?? {},
          fault.headers ?? {},
        );
      case 'delay':
        await this.#delay(fault.milliseconds, options);
        return;
      case 'hook':
        await fault.before?.(call);
        return;
      case 'reset':
      case 'noReply':
      case 'http500':
        if (fault.when === 'before') await this.#breakOff(fault.kind, options);
        return;
      case 'truncated':
      case 'stale':
        return;
    }
  }

  async #after(fault: Fault, call: FaultCall, options: CallOptions): Promise<void> {
    if (fault.kind === 'hook') await fault.after?.(call);
    else if ('when' in fault && fault.when === 'after') await this.#breakOff(fault.kind, options);
  }

  async #breakOff(kind: 'reset' | 'noReply' | 'http500', options: CallOptions): Promise<never> {
    if (kind === 'reset') throw new ConnectionReset();
    if (kind === 'http500') {
      throw new SandboxError('InternalFailure', 'The request processing has failed.', 500);
    }
    return this.#silence(options);
  }

  /** A reply that is later than the caller's timeout is as good as none. */
  async #delay(milliseconds: number, options: CallOptions): Promise<void> {
    const timeout = options.requestTimeout ?? 0;
    if (timeout > 0 && milliseconds >= timeout) await this.#silence(options);
    await this.#parts.clock.sleep(milliseconds, options.signal);
  }

  async #silence({ signal, requestTimeout }: CallOptions): Promise<never> {
    if (requestTimeout !== undefined && requestTimeout > 0) {
      await this.#parts.clock.sleep(requestTimeout, signal);
      throw new RequestTimeout(requestTimeout);
    }
    return new Promise<never>((_, reject) => {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
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
