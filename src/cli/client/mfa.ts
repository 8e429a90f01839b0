import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Aws, Credentials, MfaCode, StsApi } from '../../aws/api.ts';
import { hasCode } from '../../aws/aws-error.ts';
import { askerKey, cacheFolder } from '../../credentials/request-key.ts';
import { formatExpiration } from '../../credentials/session.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import { readPrincipal } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import type { Run } from '../run.ts';
import { askerOf } from './asker.ts';

/** Seconds that one code serves: the longest useful day, well below the 36 hours of GetSessionToken. */
const sessionDuration = 43_200;
/** Seconds that must be left of it. */
const minTtl = 3_600;

/** How MFA enters an AssumeRole: as a session that was opened with a code, or as a code of its own. */
export type OpenedMfa =
  | { readonly sts: StsApi; readonly code?: undefined }
  | { readonly sts?: undefined; readonly code: MfaCode };

/**
 * MFA for the caller. A session serves every client for twelve hours, but roles assumed with it last an hour at most;
 * a code serves one call of any length.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export async function openMfa(
  aws: Aws,
  identity: string,
  kind: 'session' | 'code',
  run: Run,
): Promise<OpenedMfa> {
  if (kind === 'code') return { code: await askCode(await serialOf(aws, identity), run) };
  const asker = askerOf(run);
  const note = (text: string) => run.terminal.err(`! ${text}\n`);
  const cache = new SessionCache(cacheFolder(asker), () => run.clock.now(), note);
  const key = JSON.stringify([askerKey(asker), 'mfa']);
  // A session of the user's own is kept like one of a client's role; the device stands where the role would.
  const kept = await cache.get(
    { client: 'mfa', key, minTtl },
    async () => {
      const serial = await serialOf(aws, identity);
      const session = await openWithCode(aws, await askCode(serial, run));
      const { accessKeyId, secretAccessKey, sessionToken, expiration } = session;
      const { accountId } = readPrincipal(identity);
      const ends = formatExpiration(expiration);
      return {
        client: 'mfa',
        accountId,
        roleArn: serial,
        accessKeyId,
        secretAccessKey,
        sessionToken,
        expiration: ends,
        region: null,
      };
    },
    run.signal,
  );
  return { sts: aws.stsWith({ ...kept, expiration: new Date(kept.expiration) }) };
}

/** @throws Failure for a code that AWS does not take */
async function openWithCode(aws: Aws, code: MfaCode): Promise<Credentials> {
  try {
    return await aws.sts.getSessionToken(sessionDuration, code);
  } catch (error) {
    if (!hasCode(error, 'AccessDenied', 'AccessDeniedException')) throw error;
    throw new Failure(
      'failed',
      {
        what: `AWS did not take the MFA code of ${code.serial}`,
        why: 'It was mistyped, is too old, or was used before: a code is good for one call.',
        fix: ['wait for the next code and run the same command again'],
        facts: [`AWS says: ${error.message}`],
      },
      { cause: error },
    );
  }
}

async function serialOf(aws: Aws, identity: string): Promise<string> {
  const caller = readPrincipal(identity);
  const devices = caller.kind === 'user' ? await aws.iam().listMfaDevices(caller.name) : [];
  const [only] = devices;
  if (only && devices.length === 1) return only;
  throw new Failure('failed', {
    what:
      devices.length === 0
        ? `${identity} has no MFA device`
        : `${identity} has ${devices.length} MFA devices`,
    why: 'The clients’ roles demand MFA.',
    fix:
      devices.length === 0
        ? ['register one in the IAM console: Security credentials, Assign MFA device']
        : [`keep one of them: ${devices.join(', ')}`],
  });
}

async function askCode(serial: string, run: Run): Promise<MfaCode> {
  const command = run.env.DIVERST_MFA_PROCESS;
  const code = command ? await codeOf(command, run) : await run.terminal.askMfaCode(serial, run.signal);
  if (/^\d{6}$/.test(code)) return { serial, code };
  throw new Failure('failed', {
    what: 'what was given is not an MFA code',
    why: command ? 'DIVERST_MFA_PROCESS must print six digits and nothing else.' : 'A code has six digits.',
    fix: ['run the same command again'],
  });
}

/** Runs the command that the user has set up, in the user's shell, and takes what it prints. */
async function codeOf(command: string, { env, signal }: Run): Promise<string> {
  const shell = process.platform === 'win32' ? ['cmd', '/d', '/s', '/c'] : ['/bin/sh', '-c'];
  const [program = '', ...args] = [...shell, command];
  try {
    const { stdout } = await promisify(execFile)(program, args, { env, signal, timeout: 60_000 });
    return stdout.trim();
  } catch {
    signal.throwIfAborted();
    // What it printed, and its own words, may hold the secret behind the codes: neither is passed on.
    throw new Failure('failed', {
      what: 'DIVERST_MFA_PROCESS failed',
      fix: ['run that command by itself and see what it says'],
    });
  }
}
