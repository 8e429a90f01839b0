import { existsSync } from 'node:fs';
import type { Credentials } from '../../aws/api.ts';
import { endOf } from '../../credentials/session.ts';
import type { SessionCache } from '../../credentials/session-cache.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { readPrincipal } from '../../model/arn.ts';
import type { MfaSession, MfaSource } from '../../operations/account/caller-mfa.ts';
import { mfaDevice } from '../../operations/account/mfa-device.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import type { Session } from '../open-session.ts';
import { restart } from './assume-deadline.ts';
import { type LockBudget, mfaEntry, mfaLock } from './lock-budget.ts';
import { canGiveCodes, MfaCodes } from './mfa-codes.ts';

/** Seconds that must be left of a session that a code opened. */
const minTtl = 3_600;

/** What codes come from and go to. */
export interface MfaSourceOptions {
  /** The kind of account whose role demands a code. */
  readonly noun: AccountNoun;
  readonly session: Session;
  readonly cache: SessionCache;
  readonly budget: LockBudget;
  /** The command that asks on a terminal. */
  readonly asking: string;
  /** Whether a session that a code opened may be kept. */
  readonly keeps: boolean;
}

/** Codes from the terminal or a command; of several processes one asks at a time, and the time of a person is not AWS's. */
export function mfaSource(options: MfaSourceOptions, context: CommandContext): MfaSource {
  const { noun, session, cache, budget, asking, keeps } = options;
  const { signal, clock } = context;
  const request = () => ({ ...mfaEntry(context), minTtl, lockWait: budget.forCode() });
  let codes: MfaCodes | null = null;
  return {
    async nextCode(identity) {
      // Others may have been waited for.
      restart(session.limits, context);
      codes ??= new MfaCodes(await deviceOf(noun, identity, session, context), asking, context);
      const code = await codes.next();
      restart(session.limits, context);
      return code;
    },
    async alone(work) {
      // Whoever can ask nobody has nothing to wait for.
      if (!canGiveCodes(context)) return work();
      sayWaiting(context);
      return cache.alone(request(), work, signal);
    },
    session: keeps ? keptSession : null,
  };

  // It is kept like one of an account's role; the device stands where the role would.
  async function keptSession(open: () => Promise<MfaSession>): Promise<Credentials> {
    sayWaiting(context);
    const renew = async () => {
      const { identity, serial, credentials, duration } = await open();
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      const keys = { accessKeyId, secretAccessKey, sessionToken };
      const { accountId } = readPrincipal(identity);
      const expiration = endOf(credentials.expiration, duration, clock.now());
      return { accountId, roleArn: serial, ...keys, expiration, region: null };
    };
    const kept = await cache.get(request(), renew, signal);
    restart(session.limits, context);
    return { ...kept, expiration: new Date(kept.expiration) };
  }
}

function deviceOf(
  noun: AccountNoun,
  identity: string,
  { aws, signing }: Session,
  { terminal, signal }: CommandContext,
): Promise<string> {
  const choose = (serials: readonly string[]) => {
    const choices = serials.map((value) => ({ value, hint: '' }));
    return terminal.choose('Which MFA device?', choices, signal);
  };
  return mfaDevice(identity, { noun, aws, signing, choose: terminal.interactive ? choose : null });
}

function sayWaiting(context: CommandContext): void {
  const lock = mfaLock(context);
  if (lock !== null && existsSync(lock))
    warn(context.terminal, 'waiting for another process, which is asking for an MFA code');
}
