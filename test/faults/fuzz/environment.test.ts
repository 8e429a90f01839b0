import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastAnswer } from '../../../src/credentials/fast-answer.ts';
import { cacheFolder } from '../../../src/credentials/request-key.ts';
import { mutations } from '../../support/cli.ts';
import fc from '../../support/properties.ts';
import { type TwoClients, twoClients } from '../../support/two-clients.ts';
import { garbage } from './support/garbage.ts';
import { expectReported, runs } from './support/reported.ts';

let clients: TwoClients;
let folder: string;
beforeAll(async () => {
  clients = await twoClients();
  folder = mkdtempSync(join(tmpdir(), 'diverst-fuzz-'));
  for (const name of ['work', 'home']) mkdirSync(join(folder, name));
});
afterAll(() => {
  clients.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Every variable that the program reads, and those of the SDK that decide who signs. */
const names = [
  ...[
    'HOME',
    'USERPROFILE',
    'LOCALAPPDATA',
    'XDG_CACHE_HOME',
    'XDG_STATE_HOME',
    'PATH',
    'SHELL',
    'TERM',
    'MSYSTEM',
  ],
  ...[
    'PSModulePath',
    'NO_COLOR',
    'FORCE_COLOR',
    'GITHUB_ENV',
    'SSH_CONNECTION',
    'SSH_TTY',
    'DISPLAY',
    'WAYLAND_DISPLAY',
  ],
  ...['DIVERST_SANDBOX', 'DIVERST_SANDBOX_LATENCY', 'DIVERST_CLIENT', 'DIVERST_ASSUMING', 'WSL_DISTRO_NAME'],
  ...[
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_REGION',
    'AWS_DEFAULT_REGION',
    'AWS_ENDPOINT_URL',
    'AWS_ROLE_ARN',
  ],
  ...['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_IAM', 'AWS_ROLE_SESSION_NAME', 'AWS_LOGIN_CACHE_DIRECTORY'],
  ...['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONFIG_FILE'],
  ...['AWS_SHARED_CREDENTIALS_FILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
  ...['AWS_SESSION_TOKEN', 'AWS_SECRET_ACCESS_KEY', 'AWS_SECURITY_TOKEN', '__proto__', 'constructor'],
  'DIVERST_BASE',
] as const;

const value = fc.oneof(
  { weight: 2, arbitrary: garbage },
  {
    weight: 1,
    arbitrary: fc.constantFrom('.', 'relative/folder', '/dev/null', '/nonexistent', '/proc/self', '0', '1'),
  },
);

/** No environment holds a NUL. A relative folder is one of the test's own. */
const environment = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 }),
    // What the program repeats to a person.
    fc.option(value, { nil: '' }),
  )
  .map(([given, client]) => ({ ...given, DIVERST_CLIENT: client }))
  .map((given): Record<string, string> => {
    const entries = Object.entries(given).map(
      ([name, text]) => [name, text.replaceAll('\u0000', '')] as const,
    );
    return Object.fromEntries(entries);
  });

const commands = fc.constantFrom<(readonly string[])[]>(
  ['client', 'assume', 'acme', '--format', 'credential-process'],
  ['client', 'assume', 'acme', '--format', 'credential-process', '--read-only'],
  ['client', 'assume', 'acme', '--format', 'json'],
  ['client', 'assume', 'acme', '--format', 'github'],
  ['client', 'assume', 'acme'],
  ['client', 'leave', 'acme'],
  ['client', 'list'],
  ['client', 'profile', 'acme'],
  ['client', 'show', 'acme'],
  ['__clients'],
);

describe('an environment of any values', () => {
  it('changes nothing but whose credentials are asked for, and no file beside the kept ones', async () => {
    const before = mutations(clients.organization.sandbox).length;
    const codes = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(environment, commands, async (given, argv) => {
        const env = { DIVERST_SANDBOX: '1', ...given, GITHUB_ENV: join(folder, 'home', 'github') };
        const result = await clients.run(argv, { env, cwd: join(folder, 'work') });
        codes.set(result.code, (codes.get(result.code) ?? 0) + 1);
        expectReported(result, { json: argv.includes('json') || argv.includes('credential-process') });
        if (argv[1] === 'assume' && result.code === 0 && argv.includes('credential-process'))
          expect(JSON.parse(result.stdout)).toMatchObject({ Version: 1, Expiration: expect.any(String) });
        expect(readdirSync(join(folder, 'work'))).toEqual([]);
        expect(mutations(clients.organization.sandbox)).toHaveLength(before);
      }),
      runs(400),
    );
    if (process.env.PROPERTY_RUNS === undefined) expect(codes.get(0)).toBeGreaterThan(100);
  });

  it('is looked at without a throw before the program is loaded, and answers nothing of another’s', () => {
    fc.assert(
      fc.property(environment, (env) => {
        const argv = ['client', 'assume', 'acme', '--format', 'credential-process'];
        // Nothing is kept for whoever asks AWS itself.
        expect(fastAnswer(argv, env, join(folder, 'work'), Date.now(), () => null)).toBeNull();
        const identity = {
          profile: null,
          region: null,
          config: null,
          sandbox: null,
          env,
          cwd: join(folder, 'work'),
        };
        expect(isAbsolute(cacheFolder(identity) ?? '/')).toBe(true);
      }),
      runs(500),
    );
  });

  const program = fileURLToPath(new URL('../../../bin/diverst.js', import.meta.url));

  it.skipIf(!existsSync(new URL('../../../dist/main.js', import.meta.url)))(
    'is borne by the built program',
    async () => {
      await fc.assert(
        fc.asyncProperty(environment, async (given) => {
          const env = {
            ...given,
            PATH: process.env.PATH,
            DIVERST_SANDBOX: '1',
            DIVERST_SANDBOX_STATE: join(folder, 'home', 'state.json'),
            DIVERST_SANDBOX_LATENCY: '0',
          };
          const args = [program, 'client', 'assume', 'acme', '--format', 'credential-process'];
          const result = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
            execFile(process.execPath, args, { env, cwd: join(folder, 'work') }, (error, stdout, stderr) =>
              resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
            );
          });
          // There is no such client in a new sandbox.
          expect([1, 64]).toContain(result.code);
          expectReported({ ...result, stderr: result.stderr.replace(/\u001b\[\d+m/g, '') });
          expect(result.stdout).toBe('');
          expect(readdirSync(join(folder, 'work'))).toEqual([]);
        }),
        { numRuns: 8 },
      );
    },
  );
});
