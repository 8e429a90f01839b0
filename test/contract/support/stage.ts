import type { CreateAccountStatus } from '@aws-sdk/client-organizations';
import type { Caller, CallerConfig, Keys } from './caller.ts';
import { refusalOf } from './outcome.ts';
import type { MadeAccount, OrganizationFacts, Run } from './run.ts';

/** What one case works with, and what it has to tidy up. */
export class Stage {
  readonly #run: Run;
  readonly #caseNumber: number;
  readonly #undo: { readonly what: string; readonly undo: () => Promise<unknown> }[] = [];

  constructor(run: Run, caseNumber: number) {
    this.#run = run;
    this.#caseNumber = caseNumber;
  }

  /** The administrator of the management account who runs the contract. */
  get management(): Caller {
    return this.#run.management;
  }

  /** @throws where the account has no organization yet */
  get organization(): OrganizationFacts {
    const { organization } = this.#run;
    if (organization === null) throw new Error('the account has no organization');
    return organization;
  }

  get memberId(): string {
    return this.#run.memberId;
  }

  /** The member account's access role. */
  member(): Promise<Caller> {
    return this.#run.member();
  }

  /** The account that the cases of a run share: each more would stay for good. */
  newAccount(): Promise<MadeAccount> {
    return this.#run.newAccount();
  }

  creationEnd(id: string): Promise<CreateAccountStatus> {
    return this.#run.creationEnd(id);
  }

  as(keys: Keys): Caller {
    return this.#run.target.connect({ credentials: keys });
  }

  with(config: CallerConfig): Caller {
    return this.#run.target.connect(config);
  }

  /** A name that no other case and no other run uses. */
  name(stem: string): string {
    return `contract-${this.#run.id}-${this.#caseNumber}-${stem}`;
  }

  email(stem: string): string {
    return this.#run.target.email(this.name(stem));
  }

  /** Epoch milliseconds. */
  now(): number {
    return this.#run.target.clock.now();
  }

  sleep(milliseconds: number): Promise<void> {
    return this.#run.target.clock.sleep(milliseconds);
  }

  /** Undone when the case ends, however it ends, the last one first. */
  tidy(what: string, undo: () => Promise<unknown>): void {
    this.#undo.push({ what, undo });
  }

  /** @returns what could not be undone, and why */
  async tidyUp(): Promise<string[]> {
    const left: string[] = [];
    for (const { what, undo } of this.#undo.reverse()) {
      try {
        await this.settled(undo, isGone);
      } catch (error) {
        if (!isGone(error)) left.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    this.#undo.length = 0;
    return left;
  }

  /**
   * A call made again while it is refused, for as long as a change may take to spread.
   *
   * @param final says which refusals are not waited out
   */
  async settled<T>(call: () => Promise<T>, final: (error: unknown) => boolean = () => false): Promise<T> {
    for (const pause of this.#run.pauses()) {
      try {
        return await call();
      } catch (error) {
        if (refusalOf(error) === null || final(error)) throw error;
        await this.sleep(pause);
      }
    }
    return await call();
  }

  /** A reading made again until it is as it should be, for as long as a change may take to spread. */
  async until<T>(call: () => Promise<T>, fits: (value: T) => boolean): Promise<T> {
    for (const pause of this.#run.pauses()) {
      const value = await call();
      if (fits(value)) return value;
      await this.sleep(pause);
    }
    return await call();
  }
}

/** What is to be undone is undone already. */
function isGone(error: unknown): boolean {
  return /^(NoSuchEntity|NoSuchBucket|OrganizationalUnitNotFound|TargetNotFound|TrailNotFound|Policy(NotFound|NotAttached|TypeNotEnabled))/.test(
    refusalOf(error)?.refused ?? '',
  );
}
