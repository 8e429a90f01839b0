import { describe, expect, it } from 'vitest';
import type { AccountSession } from '../../src/credentials/session.ts';
import { RenewingSession } from '../../src/exec/renewing-session.ts';
import { acmeSession } from '../support/client-run.ts';

const end = Date.parse(acmeSession.expiration);
const minute = 60_000;
const next: AccountSession = {
  ...acmeSession,
  accessKeyId: 'ASIANEXT',
  expiration: '2030-01-01T02:00:00Z',
};

function renewing(renew: () => Promise<AccountSession>) {
  const clock = { at: end - 60 * minute, now: () => clock.at };
  const failures: unknown[] = [];
  let renewals = 0;
  const session = new RenewingSession(acmeSession, {
    clock,
    margin: 15 * minute,
    renew: () => {
      renewals++;
      return renew();
    },
    failed: (error) => failures.push(error),
  });
  return { clock, session, failures, renewals: () => renewals };
}

describe('RenewingSession', () => {
  it('gives the same session while fifteen minutes are left, and another after that', async () => {
    const { clock, session, renewals } = renewing(async () => next);
    clock.at = end - 15 * minute;
    expect(await session.get()).toBe(acmeSession);
    expect(renewals()).toBe(0);
    clock.at += 1;
    expect(await session.get()).toBe(next);
    expect(await session.get()).toBe(next);
    expect(renewals()).toBe(1);
  });

  it('renews once for all who ask at the same time', async () => {
    let finish = (_session: AccountSession) => {};
    const { clock, session, renewals } = renewing(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    clock.at = end - minute;
    const asked = Array.from({ length: 20 }, () => session.get());
    finish(next);
    expect(new Set(await Promise.all(asked))).toEqual(new Set([next]));
    expect(renewals()).toBe(1);
  });

  it('gives what is still valid when a renewal fails, and tries again half a minute later', async () => {
    let fails = true;
    const { clock, session, failures, renewals } = renewing(async () => {
      if (fails) throw new Error('no network');
      return next;
    });
    clock.at = end - 10 * minute;
    expect(await session.get()).toBe(acmeSession);
    expect(await session.get()).toBe(acmeSession);
    expect(failures).toEqual([new Error('no network')]);
    expect(renewals()).toBe(1);
    fails = false;
    clock.at += 30_000;
    expect(await session.get()).toBe(next);
  });

  it('fails once nothing valid is left, and recovers', async () => {
    let fails = true;
    const { clock, session } = renewing(async () => {
      if (fails) throw new Error('no network');
      return next;
    });
    clock.at = end - 1;
    expect(await session.get()).toBe(acmeSession);
    clock.at = end;
    await expect(session.get()).rejects.toThrow('no network');
    await expect(session.get()).rejects.toThrow('no network');
    fails = false;
    expect(await session.get()).toBe(next);
  });
});
