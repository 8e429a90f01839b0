import type { Progress } from '../access/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import { elapsed } from './elapsed.ts';
import { failedHow } from './failed-how.ts';

/** Milliseconds between two lines that count: a log need not have each step, and short work none. */
const interval = 5_000;

/** Such as `3 of 14 accounts`. */
const isCount = (text: string) => /\d of \d/.test(text);

/** Progress off a terminal: a plain line when work begins, one when it ends, and a few on long work between them. */
export function plainProgress(write: (text: string) => void, clock: Clock): Progress {
  return {
    start(given) {
      const title = escapeName(given);
      const begun = clock.now();
      let shown = '';
      let shownAt = begun;
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
        done: (text) =>
          write(`✓ ${title}: done${text ? `, ${text}` : ''} (${elapsed(clock.now() - begun)})\n`),
        fail: (error) =>
          write(`✗ ${title}: ${failedHow(error)} (${elapsed(clock.now() - begun)})
`),
      };
    },
  };
}
