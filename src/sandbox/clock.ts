/** Time as the sandbox sees it. */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: SandboxClock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Turns of the event loop without any activity after which nothing but a sleeper can happen next. */
const quietTurns = 5;

/**
 * A clock on which waiting takes no time. It stands still while anything runs; when the process has nothing left to
 * do but sleep, it jumps to the earliest wake-up. Work that sleeps side by side therefore overlaps as it would in
 * real time, in an order that depends on the program alone: equal wake-ups come in the order in which they were
 * asked for.
 *
 * Work that waits for something outside the process (a socket, a real timer) is not seen; reads of files are.
 */
export class VirtualClock implements SandboxClock {
  #now: number;
  #sleepers: Sleeper[] = [];
  #activity = 0;
  #watching = false;

  /** @param start epoch milliseconds; by default a moment at which credentials issued then are not yet expired */
  constructor(start: number = Date.UTC(2030, 0, 1)) {
    this.#now = start;
  }

  now(): number {
    this.#activity += 1;
    return this.#now;
  }

  /** Moves on by `ms` at once and wakes whoever slept until then or less. */
  advance(ms: number): void {
    this.#jump(this.#now + ms);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#activity += 1;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        wakeAt: this.#now + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.push(sleeper);
      this.#watch();
    });
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    let seen = this.#activity;
    let quiet = 0;
    const turn = () => {
      if (this.#sleepers.length === 0) {
        this.#watching = false;
        return;
      }
      const active = seen !== this.#activity || isReading();
      seen = this.#activity;
      quiet = active ? 0 : quiet + 1;
      if (quiet >= quietTurns) {
        quiet = 0;
        this.#jump(Math.min(...this.#sleepers.map((sleeper) => sleeper.wakeAt)));
      }
      setImmediate(turn);
    };
    setImmediate(turn);
  }

  #jump(to: number): void {
    this.#now = Math.max(this.#now, to);
    const due = this.#sleepers.filter((sleeper) => sleeper.wakeAt <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.wakeAt > this.#now);
    due.sort((a, b) => a.wakeAt - b.wakeAt);
    for (const sleeper of due) sleeper.wake();
  }
}

/** What was asked of the system (FSReqPromise, FSReqCallback, CloseReq, …) and comes back in a later turn. */
function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.includes('Req'));
}
