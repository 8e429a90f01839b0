import { VirtualClock } from '../../../src/sandbox/clock.ts';
import { openSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { watchSecrets } from '../../support/secrets.ts';
import { type Ended, Process, type ProcessOptions } from './process.ts';

/** Milliseconds of virtual time; short, so that a trace has few calls that only wait. */
const timings = {
  accountCreation: 600,
  accessRole: 600,
  propagation: 600,
  bucketPolicy: 600,
  organizationSetup: 3_000,
  closing: 1_000,
  policyType: 600,
};

/** What a world begins with. */
export type Start =
  | 'base'
  | 'empty'
  | {
      readonly state: SandboxState;
      /** Epoch milliseconds. */
      readonly now: number;
      /** What is in the event history of an account. */
      readonly events?: { readonly accountId: string; readonly events: Parameters<Sandbox['putEvents']>[1] };
    };

/** Which process sent a call. */
export interface Origin {
  readonly process: Process;
  /** Its number among all calls of the world that faults can meet, from 1. */
  readonly number: number;
}

/** A call that was answered in the world, with who sent it. */
export interface WorldCall {
  /** Number of the process. */
  readonly process: number;
  readonly service: string;
  readonly operation: string;
  /** The account that called. */
  readonly accountId: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `ok`, or the error's code, as the sandbox saw it. */
  readonly outcome: string;
  /** It changes something, and did. */
  readonly effective: boolean;
}

type Handle = Sandbox['requestHandler']['handle'];

/** AWS and the processes that use it, on one virtual clock. */
export class World {
  readonly clock: VirtualClock;
  readonly sandbox: Sandbox;
  readonly secrets: () => readonly string[];
  #sender: Process | null = null;
  /** By the place of a call in the sandbox's log. */
  readonly #origins = new Map<number, Origin>();
  readonly #creationsBefore: number;
  #processes = 0;

  constructor(start: Start = 'base') {
    const saved = typeof start === 'string' ? null : start;
    this.clock = new VirtualClock(saved?.now);
    this.sandbox = openSandbox({
      timings,
      rates: true,
      clock: this.clock,
      start: typeof start === 'string' ? start : 'empty',
    });
    if (saved) {
      this.sandbox.edit((state) => {
        for (const key of Object.keys(state)) delete (state as unknown as Record<string, unknown>)[key];
        Object.assign(state, structuredClone(saved.state));
      });
    }
    if (saved?.events) this.sandbox.putEvents(saved.events.accountId, saved.events.events);
    this.#creationsBefore = Object.keys(this.sandbox.state().creations).length;
    this.secrets = watchSecrets(this.sandbox);
    // Meets no call, and notes for each who sent it.
    this.sandbox.faults.add({ when: () => this.#note(), fault: { kind: 'throttle' } });
  }

  /** The state and the moment, to begin another world with. */
  save(): Start {
    return { state: structuredClone(this.sandbox.state()), now: this.clock.now() };
  }

  start(argv: readonly string[], options: ProcessOptions = {}): Process {
    this.#processes += 1;
    return new Process(this, this.#processes, argv, options);
  }

  /** Runs one command line to its end. */
  run(argv: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
    return this.start(argv, options).ended;
  }

  /** Takes a process's request to the sandbox, which asks what it meets before anything else can happen. */
  send(process: Process, ...request: Parameters<Handle>): ReturnType<Handle> {
    this.#sender = process;
    try {
      return this.sandbox.requestHandler.handle(...request);
    } finally {
      this.#sender = null;
    }
  }

  /** Where the call that has just come is from; for a fault's `when`. */
  newest(): Origin | undefined {
    return this.#origins.get(this.sandbox.calls.length - 1);
  }

  /** How many calls came that faults can meet. */
  get met(): number {
    return this.#origins.size;
  }

  /** The calls that faults can meet, in the order in which they came: all but those above the published rates. */
  calls(): readonly WorldCall[] {
    const creations = Object.values(this.sandbox.state().creations).slice(this.#creationsBefore);
    return this.sandbox.calls.flatMap((call, place) => {
      const origin = this.#origins.get(place);
      if (origin === undefined) return [];
      const { service, operation, accountId, input, outcome, mutates } = call;
      let effective = mutates && operation !== 'AssumeRole' && outcome === 'ok';
      // A creation that failed made nothing.
      if (effective && operation === 'CreateAccount')
        effective = creations.shift()?.failureReason === undefined;
      return [{ process: origin.process.id, service, operation, accountId, input, outcome, effective }];
    });
  }

  #note(): false {
    const process = this.#sender;
    if (process !== null)
      this.#origins.set(this.sandbox.calls.length - 1, { process, number: this.#origins.size + 1 });
    return false;
  }
}
