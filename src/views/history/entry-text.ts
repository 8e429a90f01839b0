import type { Entry } from '../../history/entry.ts';
import { lastPart } from '../../history/subjects.ts';
import { formatDuration } from '../../model/duration.ts';
import type { Paint } from '../paint.ts';
import { historyLine } from './line.ts';
import { DayHeadings, type Times } from './time.ts';
import { fromText, outcomeText, paintOf, whoText } from './words.ts';

const widths = { who: 20, how: 20 };

/** Lines of who entered, as the entries come, newest first. */
export class EntryText {
  private readonly days: DayHeadings;

  constructor(
    private readonly times: Times,
    private readonly paint: Paint,
    /** Columns of the terminal that it is for; null leaves lines as long as they are. */
    private readonly width: number | null = null,
  ) {
    this.days = new DayHeadings(times, paint);
  }

  entry(entry: Entry): string {
    const { event, who, recordedIn } = entry;
    const { start, error } = event;
    const length = start?.duration ? `for ${formatDuration(start.duration)}` : '';
    const reason = start?.tags.Reason;
    const cells = [
      this.times.clock(event.time),
      whoText(who).padEnd(widths.who),
      howText(entry).padEnd(widths.how),
      fromText(event.from),
      error === null ? length : `${outcomeText(event)}${recordedIn === 'ops' ? ' (recorded in Ops)' : ''}`,
      who.mfa === true ? 'MFA' : '',
      reason ? `because: ${reason}` : '',
    ];
    const shown = cells.filter((cell) => cell !== '');
    return `${this.days.before(event.time)}${historyLine(shown, this.width, paintOf(entry, this.paint))}`;
  }
}

/** `role acme-production`, `console sign-in`. */
function howText({ event: { start } }: Entry): string {
  if (start?.roleArn == null) return 'console sign-in';
  return `role ${lastPart(start.roleArn)}`;
}
