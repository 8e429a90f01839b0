/** `2026-11-24 13:02 UTC`: a time for people, by the minute. */
export function utcMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
