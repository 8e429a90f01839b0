import type { Task } from '../../../access/progress.ts';
import type { AccountNoun } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { type ManyResult, verdictOf } from '../../../views/exec-many.ts';
import { plural } from '../../../views/plural.ts';

/** A terminal for work in many accounts. */
export interface RunTerminal extends Terminal {
  /** Counts the accounts that are done, where their output does not show it. */
  countDone(noun: AccountNoun, total: number): Promise<DoneCount>;
}

export interface DoneCount {
  update(results: readonly ManyResult[]): void;
  /** Work that was stopped, or failed anywhere, does not end with a check mark. */
  end(results: readonly ManyResult[], isInterrupted: boolean): void;
}

/** Says once what would be said for each account, and keeps its progress out of the way of what is said and asked. */
export function runTerminal(terminal: Terminal): RunTerminal {
  const said = new Set<string>();
  let work: Task | null = null;
  const own: Pick<RunTerminal, 'err' | 'askMfaCode' | 'countDone'> = {
    err(text) {
      if (said.has(text)) return;
      said.add(text);
      work?.pause();
      terminal.err(text);
    },
    askMfaCode(serial, signal) {
      work?.pause();
      return terminal.askMfaCode(serial, signal);
    },
    async countDone(noun, total) {
      const begun = (await terminal.progress()).start(`run in ${plural(total, noun)}`);
      work = begun;
      return {
        update: (results) => begun.update(countText(results, total)),
        end(results, isInterrupted) {
          work = null;
          const isGood = results.length === total && results.every((one) => verdictOf(one) === 'succeeded');
          if (isGood) begun.done();
          else begun.fail(new Failure(isInterrupted ? 'interrupted' : 'failed', { what: 'ended early' }));
        },
      };
    },
  };
  // What the terminal tells of itself changes while it runs.
  return Object.create(terminal, Object.getOwnPropertyDescriptors(own));
}

function countText(results: readonly ManyResult[], total: number): string {
  const done = results.filter(({ end }) => end.kind !== 'not-run');
  const failed = done.filter((result) => verdictOf(result) !== 'succeeded').length;
  return `${done.length} of ${total} done${failed === 0 ? '' : `, ${failed} failed`}`;
}
