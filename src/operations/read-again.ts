import type { Progress } from '../access/progress.ts';
import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { Step } from '../plan/change.ts';
import { changeTitle } from '../plan/changes/table.ts';

/** What one reading found, and the steps that AWS does not show yet. */
interface Look<T> {
  readonly found: T;
  readonly missing: readonly Step[];
}

/**
 * Reads everything again until nothing is missing: IAM and Organizations are eventually consistent.
 * @param look gives null if something that was created does not show at all
 * @returns what the first reading found that missed nothing
 * @throws Failure that names what is missing, once that took too long
 */
export async function readAgain<T>(
  { wait, progress }: { readonly wait: WaitOptions; readonly progress: Progress },
  look: () => Promise<Look<T> | null>,
): Promise<T> {
  const task = progress.start('verify the result');
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
    task.done('everything matches the plan', 'verified');
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
    `AWS to show every change${titles && `: ${titles}`}`,
    'Either AWS is slow to show what diverst wrote, or another admin or program has changed it since.',
  );
}
