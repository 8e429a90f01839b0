import type { Run } from '../../history/runs.ts';
import type { Paint } from '../paint.ts';
import { historyLine } from './line.ts';
import { DayHeadings, type Times } from './time.ts';
import { fromText, outcomeText, paintOf, targetText, whatText, whoText } from './words.ts';

/** Columns, so that a line fits into 80 where its words are of the usual length; longer ones push the rest on. */
const widths = { who: 10, what: 22, target: 16 };

/** Lines of a history, as its runs come, newest first: a heading for each day, a line for each run. */
export class HistoryText {
  private readonly days: DayHeadings;

  constructor(
    private readonly times: Times,
    private readonly paint: Paint,
    /** Columns of the terminal that it is for; null leaves lines as long as they are. */
    private readonly width: number | null = null,
  ) {
    this.days = new DayHeadings(times, paint);
  }

  run({ latest, count, since, targets }: Run): string {
    const { event } = latest;
    const earlier = this.times.clock(since);
    const many = count === 1 ? '' : ` ×${count}`;
    const cells = [
      this.times.clock(event.time),
      whoText(latest.who).padEnd(widths.who),
      `${whatText(event)}${many}`.padEnd(widths.what),
      (targets > 1
        ? `${targets} ${targetKind(latest.event.resources[0]?.type)}`
        : targetText(event.resources)
      ).padEnd(widths.target),
      fromText(event.from),
      outcomeText(event),
      ...(earlier === this.times.clock(event.time) ? [] : [`since ${earlier}`]),
    ];
    const shown = cells.filter((cell) => cell !== '');
    return `${this.days.before(event.time)}${historyLine(shown, this.width, paintOf(latest, this.paint))}`;
  }
}

function targetKind(type: string | undefined): string {
  return type === undefined ? 'things' : `${type.replace(/^AWS::/, '')}s`.replace(/ys$/, 'ies');
}
