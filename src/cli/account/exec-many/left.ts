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
 * @throws Failure of kind `usage` where no run of the command is known, or one is still under way
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
      what: 'cannot use --failed: diverst has no record of an earlier run of this command',
      why: '--failed needs a run with exactly the same words after --, by the same IAM user, in the last 30 days.',
      fix: [
        `run the command first with --all, --label or the names of ${noun}s`,
        'if you have run the command, check that the words after -- are the same',
      ],
    });
  }
  const runner = unfinished.runner();
  if (runner !== null) {
    throw new Failure('usage', {
      what: `cannot use --failed: process ${runner.pid} is still running this command`,
      why: `--failed would run the command a second time in ${noun}s where it runs now or is about to run.`,
      fix: [
        'wait until that process has ended, then run the same command again',
        'or press Ctrl-C in the terminal of that process',
      ],
    });
  }
  const found = chosen.filter(({ name }) => names.includes(name));
  const others = names.filter((name) => !found.some((one) => one.name === name));
  if (names.length === 0) say(terminal, 'nothing failed in the last run, so diverst has nothing to run');
  else if (found.length === 0) say(terminal, `nothing failed in the last run in the ${noun}s that you chose`);
  else if (others.length > 0)
    warn(terminal, `left out, because you did not choose them or have no access: ${foldedNames(others)}`);
  return found;
}

/** What a run has still to do, kept while it runs: one that is killed can be continued with `--failed` as well. */
export class LeftOver {
  private isTold = false;
  private runs = true;

  /**
   * @param names where the command is going to run
   * @param granted names of every account that it could run for: of others nothing is kept any more
   */
  constructor(
    private readonly unfinished: UnfinishedRuns,
    names: readonly string[],
    granted: readonly string[],
    private readonly terminal: CommandContext['terminal'],
  ) {
    unfinished.sweep();
    // What an earlier run has left elsewhere is still to be done.
    this.change((earlier) => [...earlier.filter((name) => granted.includes(name)), ...names]);
  }

  /** The run is over. */
  end(): void {
    this.runs = false;
    this.change((left) => left);
  }

  done(name: string): void {
    this.change((left) => left.filter((one) => one !== name));
  }

  /** It failed; another run of the same command may have said meanwhile that it is done. */
  undone(name: string): void {
    this.change((left) => [...left, name]);
  }

  private change(edit: (left: readonly string[]) => readonly string[]): void {
    const why = this.unfinished.change(edit, this.runs);
    if (why === null || this.isTold) return;
    this.isTold = true;
    warn(this.terminal, `diverst cannot record this run for --failed: ${why}`);
  }
}
