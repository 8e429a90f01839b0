import type { Progress } from '../access/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import { elapsedAfter } from './elapsed.ts';
import { failedHow } from './failed-how.ts';

/** Milliseconds between two lines that count: a log does not need each step, and nothing of short work. */
const interval = 5_000;

/** Such as `3 of 14 accounts`. */
const isCount = (text: string) => /\d of \d/.test(text);

/** Progress without a terminal: a line when work begins, one when it ends, and a few in between for long work. */
export function plainProgress(write: (text: string) => void, clock: Clock): Progress {
  return {
    start(given) {
      const title = escapeName(given);
      const begun = clock.now();
      let shown = '';
      let shownAt = begun;
      const time = () => elapsedAfter(' (', clock.now() - begun, ')');
      write(`… ${title}\n`);
      return {
        update(said) {
          const text = escapeName(said);
          if (text === shown || (isCount(text) && clock.now() - shownAt < interval)) return;
          shown = text;
          shownAt = clock.now();
          write(`  ${title}: ${text}\n`);
        },
        pause: () => {},
        done: (text, ended) =>
          write(`✓ ${escapeName(ended ?? title)}: ${text ? escapeName(text) : 'done'}${time()}\n`),
        fail: (error) => write(`✗ ${title}: ${failedHow(error)}${time()}\n`),
      };
    },
  };
}
