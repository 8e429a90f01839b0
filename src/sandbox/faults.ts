import type { ServiceName } from './services.ts';

/** A call as fault rules see it. */
export interface FaultCall {
  readonly service: string;
  readonly operation: string;
  /** The account that calls. */
  readonly accountId: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What goes wrong. `before`: the call has no effect; `after`: it has, but its caller does not hear of it. */
export type Fault =
  | { readonly kind: 'throttle' }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly message?: string;
      readonly status?: number;
      readonly members?: Readonly<Record<string, unknown>>;
      /** Lower-cased names; e.g. a `date` that is not the caller's. */
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks: `handle` rejects with ECONNRESET, as a socket would. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** The call takes longer, by the sandbox's clock. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Only the caller's abort signal or request timeout ends the call. */
  | { readonly kind: 'noReply'; readonly when: 'before' | 'after' }
  /** The call has its effect; half of the answer arrives and then the connection breaks. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'http500'; readonly when: 'before' | 'after' }
  /** The call has its effect, which no call that only reads sees for that long: nor what is changed meanwhile. */
  | { readonly kind: 'stale'; readonly milliseconds: number }
  /** The test's own code runs at that point; it may throw, or end the process. */
  | {
      readonly kind: 'hook';
      before?(call: FaultCall): void | Promise<void>;
      after?(call: FaultCall): void | Promise<void>;
    };

/** Which calls a fault meets: those that fit all of what is given. */
export interface FaultRule {
  readonly service?: ServiceName;
  readonly operation?: string;
  readonly accountId?: string;
  /** The first of the matching calls that it meets, from 1. */
  readonly nth?: number;
  /** How many calls it meets from then on; 1 unless given. */
  readonly times?: number;
  when?(call: FaultCall): boolean;
  /** Where it depends on the call, it is asked for when it meets one. */
  readonly fault: Fault | ((call: FaultCall) => Fault);
}

/** The faults that are still to come. */
export class Faults {
  #rules: { readonly rule: FaultRule; matched: number }[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /** @returns takes the rule away again */
  add(rule: FaultRule): () => void {
    const entry = { rule, matched: 0 };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  clear(): void {
    this.#rules = [];
  }

  /** The faults that this call meets, in the order of their rules; counts the call for each rule it fits. */
  meet(call: FaultCall): readonly Fault[] {
    const met: Fault[] = [];
    for (const entry of this.#rules) {
      if (!fits(entry.rule, call)) continue;
      entry.matched += 1;
      const first = entry.rule.nth ?? 1;
      if (entry.matched >= first && entry.matched < first + (entry.rule.times ?? 1))
        met.push(typeof entry.rule.fault === 'function' ? entry.rule.fault(call) : entry.rule.fault);
    }
    return met;
  }
}

function fits(rule: FaultRule, call: FaultCall): boolean {
  return (
    (rule.service === undefined || rule.service === call.service) &&
    (rule.operation === undefined || rule.operation === call.operation) &&
    (rule.accountId === undefined || rule.accountId === call.accountId) &&
    (rule.when === undefined || rule.when(call))
  );
}

/** What a broken connection looks like to an HTTP client on Node. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
  readonly code = 'ECONNRESET';

  constructor() {
    super('read ECONNRESET');
  }
}

/** What the SDK's own handler rejects with when its `requestTimeout` has passed. */
export class RequestTimeout extends Error {
  override readonly name = 'TimeoutError';
  readonly code = 'ETIMEDOUT';

  constructor(milliseconds: number) {
    super(`The request got no answer within its timeout of ${milliseconds} ms.`);
  }
}
