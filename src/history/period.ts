/** From when to when, both in epoch milliseconds and both included. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** How far CloudTrail's event history goes back, in days. */
export const historyDays = 90;

const day = 86_400_000;

/** The same in milliseconds. */
export const historySpan = historyDays * day;

const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: day, w: 7 * day };

/**
 * Reads when something begins or ends: `90m`, `24h`, `7d`, `2w` before now, a date, or a time as ISO 8601 has it. A date
 * or a time without a zone is of the local one.
 * @param edge a date alone is its first millisecond as a `start`, its last as an `end`
 * @param utc dates and times without a zone are of UTC
 * @returns epoch milliseconds; null for what is none of these
 */
export function readMoment(
  text: string,
  edge: 'start' | 'end',
  { now, utc }: { readonly now: number; readonly utc: boolean },
): number | null {
  const ago = /^(\d{1,5})([mhdw])$/.exec(text);
  if (ago !== null) return now - Number(ago[1]) * (units[ago[2] ?? ''] ?? 0);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (!date && time === null) return null;
  const iso = `${date ? `${text}T00:00:00` : text.replace(' ', 'T')}${utc && time?.[3] === undefined ? 'Z' : ''}`;
  const at = new Date(iso);
  // 31 April is none, though Date makes the first of May of it.
  const isSameDay = !date || (utc ? at.getUTCDate() : at.getDate()) === Number(text.slice(8));
  if (Number.isNaN(at.getTime()) || !isSameDay) return null;
  if (!date || edge === 'start') return at.getTime();
  // The day after, not a day later: a day on which the clocks change has another length.
  if (utc) at.setUTCDate(at.getUTCDate() + 1);
  else at.setDate(at.getDate() + 1);
  return at.getTime() - 1;
}
