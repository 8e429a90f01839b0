import type { Progress, Task } from '../access/progress.ts';
import { AwsError } from '../aws/errors/aws-error.ts';
import type { Change, ChangeStatus, Step } from '../plan/change.ts';
import { changeTitle } from '../plan/changes/table.ts';

export interface ChangeResult {
  readonly change: Change;
  readonly status: ChangeStatus;
}

export type OfKind<K extends Change['kind']> = Extract<Change, { readonly kind: K }>;

/** What came of one change: false when it was so already. */
export interface Done {
  readonly applied: boolean;
  /** Said behind the finished line. */
  readonly text?: string;
}

/** Keeps what became of each change of a plan, and tells each while it is worked on. */
export class Ledger {
  private readonly statuses = new Map<Change, ChangeStatus>();

  constructor(
    private readonly steps: readonly Step[],
    private readonly progress: Progress,
  ) {
    for (const { change, state } of steps)
      this.statuses.set(change, state === 'satisfied' ? 'unchanged' : 'not-applied');
  }

  /** The changes of a kind that are to be applied. */
  of<K extends Change['kind']>(kind: K): readonly OfKind<K>[] {
    return this.steps
      .filter(({ state }) => state === 'needed')
      .map(({ change }) => change)
      .filter((change): change is OfKind<K> => change.kind === kind);
  }

  /**
   * @param work is given what it says when a call took effect: what fails afterwards leaves the change in doubt, and
   *   what is found to be so when it is tried again was done by this run
   * @throws whatever `work` throws, once it is kept what that means for the change
   */
  async run<C extends Change>(
    change: C,
    work: (change: C, task: Task, wrote: () => void) => Promise<Done>,
  ): Promise<void> {
    const task = this.progress.start(changeTitle(change));
    let written = false;
    const wrote = () => {
      written = true;
      this.doubt(change, true);
    };
    try {
      const done = await work(change, task, wrote);
      const applied = done.applied || written;
      this.statuses.set(change, applied ? 'applied' : 'unchanged');
      task.done(applied ? done.text : 'already done by another run');
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
