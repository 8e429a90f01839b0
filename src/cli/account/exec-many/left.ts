import type { UnfinishedRuns } from '../../../credentials/unfinished-runs.ts';
import type { AccountNoun } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import type { GrantedAccount } from '../../../model/granted-accounts.ts';
import { foldedNames } from '../../../views/exec-many.ts';
import type { CommandContext } from '../../context.ts';
import { say, warn } from '../../notices.ts';

/**
 * Of the accounts that are chosen, those where the same command failed or did not run last time; says where there is
 * none.
 * @throws Failure of kind `usage` where no run of the command is known
 */
export function leftLastTime(
  noun: AccountNoun,
  chosen: readonly GrantedAccount[],
  unfinished: UnfinishedRuns,
  { terminal }: CommandContext,
): readonly GrantedAccount[] {
  const names = unfinished.read();
  if (names === null) {
    throw new Failure('usage', {
      what: 'diverst knows of no earlier run of this command',
      why: '--failed needs a run of exactly the same words after --, by the same IAM user, in the last 30 days.',
      fix: [
        `run it first without --failed: with --all, --label or names of ${noun}s`,
        'if you have run it, check that the words after -- are the same',
      ],
    });
  }
  const found = chosen.filter(({ name }) => names.includes(name));
  const others = names.filter((name) => !found.some((one) => one.name === name));
  if (names.length === 0) say(terminal, 'nothing failed last time, so there is nothing to run');
  else if (found.length === 0) say(terminal, `nothing failed last time in the ${noun}s that you chose`);
  else if (others.length > 0)
    warn(terminal, `left out, because you did not choose them or have no access: ${foldedNames(others)}`);
  return found;
}

/** What a run has still to do, kept while it runs: one that is killed can be continued with `--failed` as well. */
export class LeftOver {
  private readonly pending: Set<string>;
  private readonly over = new Set<string>();
  private isTold = false;

  /**
   * @param names where the command is going to run
   * @param granted names of every account that it could run for: of others nothing is kept any more
   */
  constructor(
    private readonly unfinished: UnfinishedRuns,
    names: readonly string[],
    private readonly granted: ReadonlySet<string>,
    private readonly terminal: CommandContext['terminal'],
  ) {
    unfinished.sweep();
    this.pending = new Set(names);
    this.keep();
  }

  done(name: string): void {
    this.pending.delete(name);
    this.over.add(name);
    this.keep();
  }

  /** What an earlier run, or another one beside this, has left elsewhere is still to be done. */
  private keep(): void {
    const elsewhere = (this.unfinished.read() ?? []).filter(
      (name) => this.granted.has(name) && !this.over.has(name),
    );
    const why = this.unfinished.write([...new Set([...elsewhere, ...this.pending])].sort());
    if (why === null || this.isTold) return;
    this.isTold = true;
    warn(this.terminal, `--failed will not know of this run: ${why}`);
  }
}
