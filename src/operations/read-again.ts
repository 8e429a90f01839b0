import type { Progress } from '../access/progress.ts';
import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { Step } from '../plan/change.ts';
import { changeTitle } from '../plan/changes/table.ts';

/** What a look at everything found, and the steps that are still to be done by it. */
interface Look<T> {
  readonly found: T;
  readonly missing: readonly Step[];
}

/**
 * Reads everything again until nothing is missing: IAM and Organizations are eventually consistent.
 * @param look gives null where something that was made does not show at all
 * @returns what the look found that missed nothing
 * @throws Failure that names what is missing, once that took too long
 */
export async function readAgain<T>(
  { wait, progress }: { readonly wait: WaitOptions; readonly progress: Progress },
  look: () => Promise<Look<T> | null>,
): Promise<T> {
  const task = progress.start('read everything again');
  let missing: readonly Step[] = [];
  try {
    const complete = await poll(
      wait,
      { first: 500, longest: 4_000, onlyReads: true },
      async () => {
        const seen = await look();
        missing = seen?.missing ?? missing;
        return seen?.missing.length === 0 ? seen : null;
      },
      wait.clock.now() + waits.readAgain,
    );
    if (complete === null) throw notShown(wait, missing);
    task.done('all as planned');
    return complete.found;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}

function notShown(wait: WaitOptions, missing: readonly Step[]): Error {
  const titles = missing.map(({ change }) => changeTitle(change)).join('; ');
  return gaveUp(
    wait,
    `AWS to show everything as planned${titles && `: ${titles}`}`,
    'AWS shows late what was written, or somebody else has changed it meanwhile.',
  );
}
