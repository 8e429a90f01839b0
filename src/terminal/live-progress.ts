import ora from 'ora';
import type { Progress } from '../access/progress.ts';
import type { Clock } from '../clock.ts';
import { escapeName } from '../views/escape.ts';
import type { Paint } from '../views/paint.ts';
import { textWidth, withinWidth } from '../views/text-width.ts';
import { wrapped } from '../views/wrapped.ts';
import { elapsed, elapsedAfter } from './elapsed.ts';
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
  // A line that is drawn over itself has one row: what does not fit is cut.
  const line = ({ title, detail, begun }: Running) => {
    const time = elapsed(clock.now() - begun);
    const words = `${title}${detail && `: ${detail}`}`;
    const most = (stream.columns || Number.POSITIVE_INFINITY) - time.length - '· '.length - 2;
    const kept = textWidth(words) <= most ? words : `${withinWidth(words, most - 1)}…`;
    return `${kept.slice(0, title.length)}${paint.dim(kept.slice(title.length))} ${paint.dim(time)}`;
  };
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
  const finish = (one: Running, mark: string, text?: string, ended?: string) => {
    running.splice(running.indexOf(one), 1);
    spinner.stop();
    const time = elapsedAfter(' ', clock.now() - one.begun);
    const title = ended === undefined ? one.title : escapeName(ended);
    const words = text ? `: ${escapeName(text)}` : '';
    const lines = wrapped(`${mark} `, `${title}${words}${time}`, stream.columns || null, 2);
    // Colors do not continue across a break.
    const shown =
      lines.length > 1 ? lines : [`${mark} ${title}${words && paint.dim(words)}${time && paint.dim(time)}`];
    stream.write(`${shown.join('\n')}\n`);
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
        done: (text, ended) => finish(one, paint.good('✓'), text, ended),
        fail: (error) => finish(one, paint.bad('✗'), failedHow(error)),
      };
    },
  };
}
