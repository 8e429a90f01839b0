import type { Run } from '../../history/runs.ts';
import { escapeName } from '../escape.ts';
import type { Paint } from '../paint.ts';
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
  ) {
    this.days = new DayHeadings(times, paint);
  }

  run({ latest, count, since, targets }: Run): string {
    const { event } = latest;
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
      ...(count > 1 && since !== event.time ? [`since ${this.times.clock(since)}`] : []),
    ];
    const line = escapeName(cells.filter((cell) => cell !== '').join('  ')).trimEnd();
    return `${this.days.before(event.time)}${paintOf(latest, this.paint)(line)}\n`;
  }
}

function targetKind(type: string | undefined): string {
  return type === undefined ? 'things' : `${type.replace(/^AWS::/, '')}s`.replace(/ys$/, 'ies');
}
