import ora from 'ora';
import type { Progress } from '../access/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import type { Paint } from '../views/paint.ts';
import { wrapped } from '../views/wrapped.ts';
import { elapsed } from './elapsed.ts';
import { failedHow } from './failed-how.ts';

interface Running {
  readonly title: string;
  readonly begun: number;
  detail: string;
}

/**
 * Progress on a terminal: one line for each piece of work, with a spinner and the time so far; what has ended stays
 * as a line above those that still run.
 */
export function liveProgress(stream: NodeJS.WriteStream, clock: Clock, paint: Paint): Progress {
  const running: Running[] = [];
  const line = ({ title, detail, begun }: Running) =>
    `${title}${detail ? paint.dim(`: ${detail}`) : ''} ${paint.dim(elapsed(clock.now() - begun))}`;
  // ora turns one spinner; further lines carry its mark and move with it.
  const spinner = ora({
    stream,
    // The signal handler of the run must hear Ctrl-C itself.
    discardStdin: false,
    suffixText: () =>
      running
        .slice(1)
        .map((one) => `\n${paint.dim('·')} ${line(one)}`)
        .join(''),
  });
  const show = () => {
    const [first] = running;
    if (first) {
      spinner.text = line(first);
      if (!spinner.isSpinning) spinner.start();
    } else if (spinner.isSpinning) spinner.stop();
  };
  const timer = setInterval(show, 100);
  timer.unref();
  const finish = (one: Running, mark: string, text: string | undefined) => {
    running.splice(running.indexOf(one), 1);
    spinner.stop();
    const time = elapsed(clock.now() - one.begun);
    const start = `${mark} `;
    const plain = wrapped(start, `${one.title}${text ? `: ${text}` : ''} ${time}`, stream.columns || null, 2);
    const result = text ? paint.dim(`: ${text}`) : '';
    // Colours do not go across a break.
    const lines = plain.length > 1 ? plain : [`${start}${one.title}${result} ${paint.dim(time)}`];
    stream.write(`${lines.join('\n')}\n`);
    show();
  };
  return {
    start(given) {
      const title = escapeName(given);
      const one: Running = { title, begun: clock.now(), detail: '' };
      running.push(one);
      show();
      return {
        update(text) {
          one.detail = escapeName(text);
          show();
        },
        pause: () => spinner.stop(),
        done: (text) => finish(one, paint.good('✓'), text),
        fail: (error) => finish(one, paint.bad('✗'), failedHow(error)),
      };
    },
  };
}
