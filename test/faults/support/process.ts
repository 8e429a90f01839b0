import { setMaxListeners } from 'node:events';
import type { Clock } from '../../../src/clock.ts';
import { Failure } from '../../../src/model/failure.ts';
import { type CliOptions, runCli } from '../../support/cli.ts';
import type { World } from './world.ts';

export interface Exited {
  readonly kind: 'exit';
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `endless`: past every limit of its own. */
export type Ended = Exited | { readonly kind: 'died' } | { readonly kind: 'endless' };

/** Milliseconds that a call is held up on its way there and back; by the call's number in its process, from 1. */
export type Delay = (number: number) => { readonly there: number; readonly back: number };

export interface ProcessOptions extends Pick<CliOptions, 'env' | 'cwd' | 'mfaCode'> {
  readonly delay?: Delay;
  /** Milliseconds after which it counts as one that never ends; twice the `--timeout` of most unless given. */
  readonly bound?: number;
}

/** Milliseconds of a call, unless set otherwise. */
const roundTrip: ReturnType<Delay> = { there: 50, back: 0 };

/** One run of the program, which can die at any call: nothing that it would do afterwards happens. */
export class Process {
  readonly ended: Promise<Ended>;
  readonly #interruption = new AbortController();
  readonly #cutOff: Promise<Ended>;
  #cut: (how: Ended) => void = () => undefined;
  /** How many calls it had sent when it was interrupted, and when; null while it was not. */
  interruption: { readonly calls: number; readonly at: number } | null = null;
  #dead = false;
  #calls = 0;
  readonly #begun: number;

  constructor(
    private readonly world: World,
    readonly id: number,
    readonly argv: readonly string[],
    private readonly options: ProcessOptions,
  ) {
    this.#begun = world.clock.now();
    // As in `main`: each call under way listens to it.
    setMaxListeners(0, this.#interruption.signal);
    this.#cutOff = new Promise((resolve) => {
      this.#cut = resolve;
    });
    this.ended = this.#run();
  }

  /** As SIGKILL does: what was sent is sent, and nothing comes after it. */
  kill(): void {
    this.#end('died');
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.interruption ??= { calls: this.#calls, at: this.world.clock.now() };
    this.#interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
  }

  async #run(): Promise<Ended> {
    const { world, options } = this;
    const { env, cwd, mfaCode } = options;
    const sandbox = Object.create(world.sandbox, { requestHandler: { value: this.#handler() } });
    const exited = runCli({ sandbox, clock: this.#clock(), secrets: world.secrets }, this.argv, {
      signal: this.#interruption.signal,
      ...(env ? { env } : {}),
      ...(cwd ? { cwd } : {}),
      ...(mfaCode ? { mfaCode } : {}),
    }).then(({ code, stdout, stderr }): Ended => ({ kind: 'exit', code, stdout, stderr }));
    return Promise.race([exited, this.#cutOff]);
  }

  #end(kind: 'died' | 'endless'): void {
    this.#dead = true;
    this.#cut({ kind });
  }

  #handler() {
    const { world } = this;
    const { requestHandler } = world.sandbox;
    const handle: typeof requestHandler.handle = async (request, options) => {
      this.#calls += 1;
      const { there, back } = this.options.delay?.(this.#calls) ?? roundTrip;
      await world.clock.sleep(there);
      await this.#alive();
      try {
        return await world.send(this, request, options);
      } finally {
        if (back > 0) await world.clock.sleep(back);
        await this.#alive();
      }
    };
    return {
      handle,
      metadata: requestHandler.metadata,
      updateHttpClientConfig: requestHandler.updateHttpClientConfig.bind(requestHandler),
      httpHandlerConfigs: requestHandler.httpHandlerConfigs.bind(requestHandler),
      destroy: () => undefined,
    };
  }

  #clock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.now(),
      sleep: async (milliseconds, signal) => {
        try {
          await clock.sleep(milliseconds, signal);
          if (clock.now() - this.#begun > (this.options.bound ?? 240_000)) this.#end('endless');
        } finally {
          await this.#alive();
        }
      },
    };
  }

  /** Never resolves in a process that is dead. */
  #alive(): Promise<void> {
    return this.#dead ? new Promise(() => undefined) : Promise.resolve();
  }
}
