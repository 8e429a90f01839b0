export type DurationCheck =
  | { readonly ok: true; readonly seconds: number }
  | { readonly ok: false /** Can follow "… is not a duration: ". */; readonly problem: string };

/** Hours, minutes and seconds in this order, each at most once; a number with no unit is seconds and stands alone. */
const PATTERN = /^(?:(\d+)|(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?)$/;

/** Far past every bound of AWS, and small enough for a timer's milliseconds. */
const LONGEST = 31 * 24 * 3600;

/** Reads `15m`, `1h30m`, `900s` or `900` as whole seconds. Bounds are the caller's affair. Never throws. */
export function parseDuration(text: string): DurationCheck {
  const match = PATTERN.exec(text);
  if (match === null) return { ok: false, problem: 'write it like 15m, 1h30m, 900s or 900 (seconds)' };
  const [, bare, hours, minutes, seconds] = match;
  const total =
    Number(bare ?? 0) + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  return total <= LONGEST
    ? { ok: true, seconds: total }
    : { ok: false, problem: 'it is longer than 31 days' };
}

/** `5400` → `1h30m`, `65` → `1m5s`, `0` → `0s`. Fractions of a second are dropped; less than nothing is nothing. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const text = `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${rest > 0 ? `${rest}s` : ''}`;
  return text === '' ? '0s' : text;
}
