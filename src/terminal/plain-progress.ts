import type { Progress } from '../access/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import { wrapped } from '../views/wrapped.ts';
import { elapsedAfter } from './elapsed.ts';
import { failedHow } from './failed-how.ts';

/** Milliseconds between two lines that count: a log does not need each step, and nothing of short work. */
const interval = 5_000;

/** Such as `3 of 14 accounts`. */
const isCount = (text: string) => /\d of \d/.test(text);

/**
 * Progress without animation: a line when work begins, one when it ends, and a few in between for long work.
 * @param width columns of the terminal; null without one
 */
export function plainProgress(
  write: (text: string) => void,
  clock: Clock,
  width: number | null = null,
): Progress {
  const line = (mark: string, text: string) => write(`${wrapped(`${mark} `, text, width, 2).join('\n')}\n`);
  return {
    start(given) {
      const title = escapeName(given);
      const begun = clock.now();
      let shown = '';
      let shownAt = begun;
      const time = () => elapsedAfter(' (', clock.now() - begun, ')');
      line('…', title);
      return {
        update(said) {
          const text = escapeName(said);
          if (text === shown || (isCount(text) && clock.now() - shownAt < interval)) return;
          shown = text;
          shownAt = clock.now();
          line(' ', `${title}: ${text}`);
        },
        pause: () => {},
        done: (text, ended) =>
          line('✓', `${escapeName(ended ?? title)}: ${text ? escapeName(text) : 'done'}${time()}`),
        fail: (error) => line('✗', `${title}: ${failedHow(error)}${time()}`),
      };
    },
  };
}
