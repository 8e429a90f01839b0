import { isoTime } from '../../history/time.ts';

/** `2026-11-24 13:02 UTC`. @param at epoch milliseconds */
export function Time({ at }: { at: number }) {
  const iso = isoTime(at);
  return <time dateTime={iso}>{`${iso.slice(0, 16).replace('T', ' ')} UTC`}</time>;
}
