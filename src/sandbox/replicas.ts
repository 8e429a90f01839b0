import type { SandboxClock } from './clock.ts';
import type { SandboxState } from './state.ts';
import type { Store } from './store.ts';

interface Replica {
  readonly state: SandboxState;
  /** Epoch milliseconds. */
  readonly until: number;
}

/** What each service's reads are answered from: the state, or for a while one that has fallen behind it. */
export class Replicas {
  readonly #store: Store;
  readonly #clock: SandboxClock;
  readonly #behind = new Map<string, Replica>();

  constructor(store: Store, clock: SandboxClock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Reads of the service see nothing that happens from now on, for so many milliseconds. */
  fallBehind(service: string, milliseconds: number): void {
    const state = structuredClone(this.read(service));
    this.#behind.set(service, { state, until: this.#clock.now() + milliseconds });
  }

  read(service: string): SandboxState {
    const replica = this.#behind.get(service);
    if (replica !== undefined && this.#clock.now() < replica.until) return replica.state;
    return this.#store.read();
  }
}
