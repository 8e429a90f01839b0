import type { Clock } from '../clock.ts';
import type { KeptSession } from '../credentials/session.ts';

/** After a renewal that failed, milliseconds in which what is still valid is handed out without another try. */
const pause = 30_000;

export interface RenewingOptions {
  readonly clock: Pick<Clock, 'now'>;
  /** Renewed when less than this is left, in milliseconds. */
  readonly margin: number;
  renew(): Promise<KeptSession>;
  /** Called with a renewal that failed. */
  failed(error: unknown): void;
}

/** A session that is renewed before it ends, by one renewal at a time however many ask. */
export class RenewingSession {
  readonly #options: RenewingOptions;
  #current: KeptSession;
  #renewal: Promise<void> | null = null;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(first: KeptSession, options: RenewingOptions) {
    this.#current = first;
    this.#options = options;
  }

  /**
   * A session that has not ended.
   * @throws what the renewal threw, when nothing valid is left
   */
  async get(): Promise<KeptSession> {
    const { clock, margin } = this.#options;
    if (this.#left() < margin && (clock.now() >= this.#notBefore || this.#left() <= 0)) {
      this.#renewal ??= this.#renew().finally(() => {
        this.#renewal = null;
      });
      await this.#renewal;
    }
    return this.#current;
  }

  async #renew(): Promise<void> {
    const { clock, renew, failed } = this.#options;
    try {
      this.#current = await renew();
    } catch (error) {
      failed(error);
      if (this.#left() <= 0) throw error;
      this.#notBefore = clock.now() + pause;
    }
  }

  #left(): number {
    return Date.parse(this.#current.expiration) - this.#options.clock.now();
  }
}
