import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Ended, launch, run, type Server, said, stop } from './children.ts';
import { cleanEnv, type Keys } from './environment.ts';

const program = fileURLToPath(new URL('../../../bin/diverst.js', import.meta.url));

/** A folder that is the home and the working directory of what is started in it. */
export interface Workshop {
  readonly folder: string;
  remove(): void;
}

export function openWorkshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-interop-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The built program, as a process of its own. */
export function diverst(
  { folder }: Workshop,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return run(process.execPath, [program, ...args], { env: cleanEnv(folder, env), cwd: folder });
}

/** What `client init --json` prints, as far as the tests look at it. */
export interface InitObject {
  readonly client: string;
  readonly created: boolean;
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string };
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: string };
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
}

/** Runs `client init NAME --yes --json`, expects it to succeed, and reads its object. */
export async function initClient(
  workshop: Workshop,
  name: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<InitObject> {
  const ended = await diverst(workshop, ['client', 'init', name, '--yes', '--json', ...args], env);
  expect(ended, ended.stderr).toMatchObject({ code: 0, signal: null });
  return JSON.parse(ended.stdout) as InitObject;
}

/** How each change of a run ended, by its kind. */
export function statuses({ changes }: InitObject): Record<string, string> {
  return Object.fromEntries(changes.map(({ kind, status }) => [kind, status]));
}

/** What a client's first run makes, whatever the account's number. */
export function madeObject(name: string, accountId: string, sandbox: boolean) {
  return {
    client: name,
    created: true,
    account: { id: accountId, name, email: `aws+${name}@example.com`, path: 'Envs/Production' },
    role: { name: `${name}-production`, arn: `arn:aws:iam::${accountId}:role/${name}-production` },
    ciRoles: [],
    grant: { group: 'production', policy: `assume-${name}-production`, kind: 'inline' },
    changes: [
      { kind: 'create-account', target: name, status: 'applied' },
      { kind: 'move-account', target: `${name} → Envs/Production`, status: 'applied' },
      { kind: 'create-role', target: `${name}-production`, status: 'applied' },
      { kind: 'attach-policy', target: `${name}-production ← AdministratorAccess`, status: 'applied' },
      { kind: 'grant-access', target: `production ← assume-${name}-production`, status: 'applied' },
    ],
    sandbox,
    // Keys of the environment belong to no profile.
    profile: sandbox ? 'management' : null,
    caller: expect.stringMatching(/^arn:aws:iam::\d{12}:user\//),
  };
}

/** The line that `sandbox serve --json` writes. */
interface Announcement {
  readonly endpoint: string;
  readonly region: string;
  readonly profiles: { readonly management: Keys; readonly ops: Keys };
}

export interface ServedSandbox extends Announcement {
  readonly stateFile: string;
  stop(): Promise<Ended>;
}

/** Starts `sandbox serve` on a free port, with a state file of its own. */
export async function serveSandbox({ folder }: Workshop): Promise<ServedSandbox> {
  const stateFile = join(folder, 'sandbox.json');
  const args = [program, 'sandbox', 'serve', '--port', '0', '--json', '--sandbox-state', stateFile];
  const server: Server = launch(process.execPath, args, { env: cleanEnv(folder), cwd: folder });
  try {
    const [line] = await said(server, /^\{.*\}\n/m);
    return { ...(JSON.parse(line) as Announcement), stateFile, stop: () => stop(server) };
  } catch (error) {
    await stop(server);
    throw error;
  }
}
