const minute = 60_000;

/**
 * Until when credentials are valid, and for how long that is: `valid until 07:00 UTC (59 min)`. The day stands there if it
 * is another one.
 * @param expiration RFC 3339, UTC
 * @param now epoch milliseconds
 */
export function validityText(expiration: string, now: number): string {
  const left = Date.parse(expiration) - now;
  const at = timeText(expiration, now);
  return left > 0
    ? `valid until ${at} UTC (${spanText(left)})`
    : `expired at ${at} UTC (${spanText(-left)} ago)`;
}

function timeText(moment: string, now: number): string {
  const [day = '', time = ''] = moment.split('T');
  const shown = time.slice(0, 5);
  return new Date(now).toISOString().startsWith(day) ? shown : `${day} ${shown}`;
}

/** Whole minutes: what is left of one counts. */
function spanText(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / minute);
  const hours = Math.floor(minutes / 60);
  return hours < 2 ? `${minutes} min` : `${hours} h ${minutes % 60} min`;
}
