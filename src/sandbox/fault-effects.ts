import type { SandboxClock } from './clock.ts';
import { ConnectionReset, type Fault, type FaultCall, RequestTimeout } from './faults.ts';
import { SandboxError } from './operation.ts';
import type { Service } from './service.ts';

/** How long its caller waits for an answer. */
export interface Patience {
  readonly signal?: AbortSignal;
  /** Milliseconds after which a call without a reply is given up. */
  readonly requestTimeout?: number;
}

/** What faults do to a call, before it has its effect and after. */
export class FaultEffects {
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** @throws what the caller is to see in the place of an answer */
  async before(fault: Fault, service: Service, call: FaultCall, options: Patience): Promise<void> {
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

  /** @throws what the caller is to see in the place of the answer */
  async after(fault: Fault, call: FaultCall, options: Patience): Promise<void> {
    if (fault.kind === 'hook') await fault.after?.(call);
    else if ('when' in fault && fault.when === 'after') await this.#breakOff(fault.kind, options);
  }

  async #breakOff(kind: 'reset' | 'noReply' | 'http500', options: Patience): Promise<never> {
    if (kind === 'reset') throw new ConnectionReset();
    if (kind === 'http500') {
      throw new SandboxError('InternalFailure', 'The request processing has failed.', 500);
    }
    return this.#silence(options);
  }

  /** A reply that is later than the caller's timeout is as good as none. */
  async #delay(milliseconds: number, options: Patience): Promise<void> {
    const timeout = options.requestTimeout ?? 0;
    if (timeout > 0 && milliseconds >= timeout) await this.#silence(options);
    await this.#clock.sleep(milliseconds, options.signal);
  }

  async #silence({ signal, requestTimeout }: Patience): Promise<never> {
    if (requestTimeout !== undefined && requestTimeout > 0) {
      await this.#clock.sleep(requestTimeout, signal);
      throw new RequestTimeout(requestTimeout);
    }
    return new Promise<never>((_, reject) => {
      if (signal?.aborted) reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}
