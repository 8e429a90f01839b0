import type { Progress, Task } from '../access/progress.ts';
import { AwsError } from '../aws/errors/aws-error.ts';
import type { Change, ChangeKind, ChangeStatus, OfKind, Step } from '../plan/change.ts';
import { changeTitle } from '../plan/changes/table.ts';

export interface ChangeResult {
  readonly change: Change;
  readonly status: ChangeStatus;
}

/** The result of one change: false if nothing had to be changed. */
export interface Done {
  readonly applied: boolean;
  /** Shown at the end of the finished line. */
  readonly text?: string;
}

/** What an executor says while it works. */
export interface Report {
  readonly task: Task;
  /** To be called when a call took effect, or may have: what fails afterwards leaves the change in doubt. */
  readonly wrote: () => void;
}

/** How changes of each of some kinds are made: a kind that is left out does not compile. */
export type Executors<K extends ChangeKind, Tools> = {
  readonly [P in K]: (change: OfKind<P>, tools: Tools, report: Report) => Promise<Done>;
};

/** Keeps what became of each change of a plan, and reports each while it is worked on. */
export class Ledger {
  private readonly statuses = new Map<Change, ChangeStatus>();

  constructor(
    private readonly steps: readonly Step[],
    private readonly progress: Progress,
  ) {
    for (const { change, state } of steps)
      this.statuses.set(change, state === 'satisfied' ? 'unchanged' : 'not-applied');
  }

  /**
   * Makes a change by the executor of its kind. What is found to be so already, once a call of this run may have taken
   * effect, was done by this run.
   * @throws whatever the executor throws, once it is kept what that means for the change
   */
  async execute<K extends ChangeKind, Tools>(
    executors: Executors<K, Tools>,
    change: OfKind<K>,
    tools: Tools,
  ): Promise<void> {
    const task = this.progress.start(changeTitle(change));
    let written = false;
    const wrote = () => {
      written = true;
      this.doubt(change, true);
    };
    try {
      const done = await executors[change.kind](change, tools, { task, wrote });
      const applied = done.applied || written;
      this.statuses.set(change, applied ? 'applied' : 'unchanged');
      task.done(applied ? done.text : 'no change: another run had already done this');
    } catch (error) {
      if (error instanceof AwsError && error.inDoubt) this.doubt(change, true);
      task.fail(error);
      throw error;
    }
  }

  /** Something was sent, and it may or may not come of it what is wanted. */
  doubt(change: Change, inDoubt: boolean): void {
    this.statuses.set(change, inDoubt ? 'in-doubt' : 'not-applied');
  }

  /** Takes over what somebody else kept of some of the changes. */
  record(results: readonly ChangeResult[]): void {
    for (const { change, status } of results) this.statuses.set(change, status);
  }

  status(change: Change): ChangeStatus {
    return this.statuses.get(change) ?? 'not-applied';
  }

  /** One for each step, in the plan's order. */
  results(): readonly ChangeResult[] {
    return this.steps.map(({ change }) => ({ change, status: this.status(change) }));
  }
}
