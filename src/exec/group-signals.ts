import type { ChildGroup } from './child-group.ts';
import type { SignalSource } from './signals.ts';

/** What the programs that run side by side get of the signals of this process. */
export interface PassedSignals {
  /** Programs that run now. */
  readonly groups: Set<ChildGroup>;
  /** Called once, with the first signal that asks this process to end. */
  interrupted(name: NodeJS.Signals): void;
}

/** What asks a process to end. */
const ending: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK']);

/**
 * Passes signals on to programs in groups of their own, which no key of the terminal reaches. The first that asks to
 * end is passed on as it is, so that each can end in order; the second kills them. On Windows the console gives Ctrl-C
 * to every program by itself: the first is not passed on.
 * https://learn.microsoft.com/windows/console/ctrl-c-and-ctrl-break-signals
 * @returns gives the signals back
 */
export function passSignals(
  source: SignalSource,
  { groups, interrupted }: PassedSignals,
  platform: NodeJS.Platform = process.platform,
): () => void {
  let count = 0;
  const send = (name: NodeJS.Signals) => {
    for (const group of groups) group.signal(name);
  };
  return source.take(takenOn(platform), (name) => {
    if (name === 'SIGTSTP') {
      // A group without a terminal ignores SIGTSTP.
      // https://pubs.opengroup.org/onlinepubs/9799919799/functions/V2_chap02.html#tag_16_04_03
      send('SIGSTOP');
      process.kill(process.pid, 'SIGSTOP');
    } else if (!ending.has(name)) send(name);
    else {
      count += 1;
      for (const one of endingSignals(name, count, platform)) send(one);
      if (count === 1) interrupted(name);
    }
  });
}

function endingSignals(
  name: NodeJS.Signals,
  count: number,
  platform: NodeJS.Platform,
): readonly NodeJS.Signals[] {
  if (count > 1) return ['SIGKILL'];
  // What was stopped does not see what it was sent.
  return platform === 'win32' ? [] : [name, 'SIGCONT'];
}

function takenOn(platform: NodeJS.Platform): readonly NodeJS.Signals[] {
  if (platform === 'win32') return ['SIGINT', 'SIGBREAK'];
  return ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGTSTP', 'SIGCONT'];
}
