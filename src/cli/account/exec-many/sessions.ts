import { AwsError } from '../../../aws/errors/aws-error.ts';
import type { AccountSession } from '../../../credentials/session.ts';
import { Failure } from '../../../model/failure.ts';
import { CodeFailure } from '../../../operations/account/mfa-failure.ts';

/** Accounts, or codes, that are tried before an identity counts as one without access to any account. */
const tries = 3;

/**
 * Sessions for a run. Until the first account gave one, accounts are asked one after the other: a caller with wrong
 * credentials is noticed after few, and a person is asked for one MFA code. A code that was mistyped says nothing of the
 * account that it was typed for: the same one is tried again.
 */
export class RunSessions {
  private proven = false;
  private refusals = 0;
  private turn: Promise<void> = Promise.resolve();

  /**
   * @param isStopped whether nothing further begins
   * @param wrongCaller called with what keeps the caller out of every account, and stops the run
   * @param again called with why a code is asked for again
   */
  constructor(
    private readonly obtain: (name: string) => Promise<AccountSession>,
    private readonly isStopped: () => boolean,
    private readonly wrongCaller: (error: unknown) => void,
    private readonly again: (error: CodeFailure, refusals: number) => void,
  ) {}

  /** @returns null where the run was stopped before this account had its turn */
  async open(name: string): Promise<AccountSession | null> {
    if (this.proven) return this.obtain(name);
    const before = this.turn;
    let done = () => {};
    this.turn = new Promise((resolve) => {
      done = resolve;
    });
    await before;
    try {
      return await this.tried(name);
    } finally {
      done();
    }
  }

  private async tried(name: string): Promise<AccountSession | null> {
    if (this.isStopped()) return null;
    try {
      const session = await this.obtain(name);
      this.proven = true;
      return session;
    } catch (error) {
      this.refusals += 1;
      if (this.proven) throw error;
      if (error instanceof CodeFailure && this.refusals < tries) {
        this.again(error, this.refusals);
        return this.tried(name);
      }
      if (concernsAll(error) || this.refusals >= tries) this.wrongCaller(error);
      throw error;
    }
  }
}

/** Nobody can be asked for a code, or what was configured cannot be used: it is the same for every account. */
function concernsAll(error: unknown): boolean {
  return error instanceof Failure ? error.kind !== 'failed' : !(error instanceof AwsError);
}

/** An error in one line. */
export async function reasonOf(error: unknown, profile: string | undefined): Promise<string> {
  const shown =
    error instanceof AwsError
      ? (await import('../../../aws/errors/explain.ts')).explain(error, { profile })
      : error;
  if (shown instanceof Failure) {
    const { what, why } = shown.text;
    return why === undefined ? what : `${what}. ${why}`;
  }
  return shown instanceof Error ? shown.message : String(shown);
}
