import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ExecDeps, runExec } from '../../src/cli/account/exec-run.ts';
import type { CommandContext } from '../../src/cli/context.ts';
import type { AccountSession } from '../../src/credentials/session.ts';
import { acmeSession, clientRun, errorOf } from '../support/client-run.ts';

const minute = 60_000;
const end = Date.parse(acmeSession.expiration);
const next: AccountSession = { ...acmeSession, accessKeyId: 'ASIANEXT', expiration: '2030-01-01T02:00:00Z' };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'diverst-home-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

interface Answer {
  readonly status: number | undefined;
  readonly keyId: string | undefined;
}

/** Asks for credentials as an SDK in the child would, with what its environment holds. */
function askAsChild(env: NodeJS.ProcessEnv): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { Authorization: env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' };
    request(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '', { headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, keyId: JSON.parse(body || '{}').AccessKeyId }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** Runs `child` in the place of the command. */
async function refreshed(
  child: (env: NodeJS.ProcessEnv, clock: { at: number }) => Promise<void>,
  renew: (
    options: Parameters<ExecDeps['openAccountSession']>[2],
    context: CommandContext,
  ) => Promise<AccountSession> = async () => next,
  env: NodeJS.ProcessEnv = {},
) {
  const clock = { at: end - 60 * minute, now: () => clock.at, sleep: async () => undefined };
  const { context, shown } = clientRun({ env: { HOME: home, ...env }, clock });
  let opened = 0;
  const deps: ExecDeps = {
    openAccountSession: async (_noun, _name, options, quiet) =>
      opened++ === 0 ? acmeSession : renew(options, quiet),
    runChild: async (command) => {
      await child(command.env, clock);
      return { kind: 'ended', code: 0 };
    },
  };
  await runExec(
    { noun: 'client', name: 'acme' },
    ['terraform'],
    { refresh: true, duration: '1h', minTtl: '5m' },
    context,
    deps,
  );
  return { shown, opened };
}

describe('client exec --refresh', () => {
  it('gives the command an address in place of keys, and the client’s name', async () => {
    const { shown } = await refreshed(async (env) => {
      expect(Object.keys(env).sort()).toEqual([
        'AWS_CONFIG_FILE',
        'AWS_CONTAINER_AUTHORIZATION_TOKEN',
        'AWS_CONTAINER_CREDENTIALS_FULL_URI',
        'AWS_SHARED_CREDENTIALS_FILE',
        'DIVERST_BASE',
        'DIVERST_CLIENT',
        'HOME',
      ]);
      expect(await askAsChild(env)).toEqual({ status: 200, keyId: acmeSession.accessKeyId });
    });
    expect(shown).toEqual({ out: '', err: '' });
  });

  it('renews with fifteen minutes left, whatever --min-ttl says, and asks the cache for as much', async () => {
    const asked: unknown[] = [];
    await refreshed(
      async (env, clock) => {
        clock.at = end - 15 * minute;
        expect((await askAsChild(env)).keyId).toBe(acmeSession.accessKeyId);
        clock.at += 1_000;
        expect((await askAsChild(env)).keyId).toBe('ASIANEXT');
        expect((await askAsChild(env)).keyId).toBe('ASIANEXT');
      },
      async (options) => {
        asked.push(options.minTtl);
        return next;
      },
    );
    expect(asked).toEqual(['900s']);
  });

  it('reports a renewal that failed once, and hands out what is valid until it ends', async () => {
    const { shown } = await refreshed(
      async (env, clock) => {
        clock.at = end - minute;
        expect(await askAsChild(env)).toEqual({ status: 200, keyId: acmeSession.accessKeyId });
        clock.at = end;
        expect((await askAsChild(env)).status).toBe(503);
        expect((await askAsChild(env)).status).toBe(503);
      },
      async () => {
        throw new Error('no network');
      },
    );
    expect(shown.err).toBe('! the credentials of acme could not be renewed: no network\n');
  });

  it('neither asks nor shows progress while the command has the terminal', async () => {
    const { shown } = await refreshed(
      async (env, clock) => {
        clock.at = end - minute;
        await askAsChild(env);
      },
      async (_options, { terminal, signal }) => {
        (await terminal.progress()).start('assume the role').done();
        terminal.err('a note');
        expect(terminal.interactive).toBe(false);
        return terminal.askMfaCode('serial', signal).then(() => next);
      },
    );
    expect(shown.err).toMatch(
      /^! the credentials of acme could not be renewed: an MFA code is needed[^\n]*\n$/,
    );
  });

  it('gives the command AWS files of its own, without any profile that gives credentials', async () => {
    const config = join(home, 'config');
    const credentials = join(home, 'credentials');
    writeFileSync(config, '[default]\nregion: eu-west-1\ncredential_process: get\n[profile x]\nregion = y\n');
    writeFileSync(credentials, '[default]\naws_access_key_id: AKIAOPS\naws_secret_access_key: ops\n');
    let own = '';
    const { shown } = await refreshed(
      async (env) => {
        own = env.AWS_CONFIG_FILE ?? '';
        expect(readFileSync(own, 'utf8')).toBe('[default]\nregion = eu-west-1\n');
        expect(readFileSync(env.AWS_SHARED_CREDENTIALS_FILE ?? '', 'utf8')).toBe('');
        expect(statSync(dirname(own)).mode & 0o077).toBe(0);
      },
      undefined,
      { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials },
    );
    expect(shown.err).toBe(
      '! your AWS profiles are hidden from the command: one of them could take the place of the client’s credentials\n',
    );
    expect(existsSync(dirname(own))).toBe(false);
  });

  it('says nothing where nothing is hidden', async () => {
    const config = join(home, 'config');
    writeFileSync(config, '[default]\nregion = eu-west-1\n');
    const { shown } = await refreshed(async () => {}, undefined, { AWS_CONFIG_FILE: config });
    expect(shown.err).toBe('');
  });

  it('closes the address with the command', async () => {
    let left: NodeJS.ProcessEnv = {};
    await refreshed(async (env) => {
      left = env;
    });
    expect(String(await errorOf(askAsChild(left)))).toContain('ECONNREFUSED');
  });
});
