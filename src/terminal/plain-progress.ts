import type { Progress } from '../apply/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import { elapsed } from './elapsed.ts';
import { failedHow } from './failed-how.ts';

/** Progress off a terminal: a plain line when work begins and one when it ends. */
export function plainProgress(write: (text: string) => void, clock: Clock): Progress {
  return {
    start(given) {
      const title = escapeName(given);
      const begun = clock.now();
      let told = '';
      write(`… ${title}\n`);
      return {
        update(said) {
          const text = escapeName(said);
          if (text === told) return;
          told = text;
          write(`  ${title}: ${text}\n`);
        },
        done: (text) =>
          write(`✓ ${title}: done${text ? `, ${text}` : ''} (${elapsed(clock.now() - begun)})\n`),
        fail: (error) =>
          write(`✗ ${title}: ${failedHow(error)} (${elapsed(clock.now() - begun)})
`),
      };
    },
  };
}
