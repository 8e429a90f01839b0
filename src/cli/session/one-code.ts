import type { Credentials } from '../../aws/api.ts';
import type { Clock } from '../../clock.ts';
import type { MfaSource } from '../../operations/account/caller-mfa.ts';

/** Milliseconds that must be left of the session that a code opened. */
const enough = 3_600_000;

/**
 * Codes for many accounts in one run: the session that the first code opens serves them all, also where nothing may be
 * kept in the cache.
 */
export function oneCode(mfa: MfaSource, clock: Pick<Clock, 'now'>): MfaSource {
  const first: NonNullable<MfaSource['session']> =
    mfa.session ?? ((open) => mfa.alone(async () => (await open()).credentials));
  // One after the other: of many that begin at once, the first is asked for a code.
  let latest: Promise<Credentials | null> = Promise.resolve(null);
  return {
    nextCode: (identity) => mfa.nextCode(identity),
    alone: (work) => mfa.alone(work),
    session(open) {
      const lasts = (kept: Credentials | null): kept is Credentials =>
        kept !== null && kept.expiration.getTime() - clock.now() > enough;
      const next = latest.catch(() => null).then((kept) => (lasts(kept) ? kept : first(open)));
      latest = next;
      return next;
    },
  };
}
