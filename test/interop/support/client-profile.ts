import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Ended, run } from './children.ts';
import {
  type InitObject,
  initClient,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './diverst.ts';
import { cleanEnv } from './environment.ts';

const program = fileURLToPath(new URL('../../../bin/diverst.js', import.meta.url));

/** A person of Ops at a machine: home with AWS files, `diverst` on the PATH, and a sandbox in the place of AWS. */
export interface Desk {
  readonly workshop: Workshop;
  readonly served: ServedSandbox;
  readonly acme: InitObject;
  /** Runs a program that finds AWS, and whose keys it is to use only by a profile. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The same, which must succeed. @returns stdout */
  ok(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<string>;
  leave(): Promise<void>;
}

/** Profiles through which a program gets the client's session. */
export const profiles = {
  /** Written by `client profile --write`; diverst signs with the profile `ops`, at the endpoint. */
  written: 'acme',
  /** Made by hand; diverst reads the sandbox's file. */
  byHand: 'acme-by-hand',
} as const;

/** @param configuration text of the configuration file, which the sandbox begins with; none unless given */
export async function openDesk(configuration?: string): Promise<Desk> {
  const workshop = openWorkshop();
  const { folder } = workshop;
  let served: ServedSandbox | undefined;
  try {
    if (configuration !== undefined) writeFileSync(join(folder, 'diverst.config.yaml'), configuration);
    served = await serveSandbox(workshop);
    const { endpoint, stateFile, stop } = served;
    const acme = await initClient(workshop, 'acme', ['--sandbox-state', stateFile]);
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    // As npm installs it.
    symlinkSync(program, join(bin, 'diverst'));
    const PATH = [bin, process.env['PATH'] ?? '', dirname(process.execPath)].join(delimiter);
    const start = (command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
      run(
        command,
        args,
        { env: cleanEnv(folder, { AWS_ENDPOINT_URL: endpoint, PATH, ...env }), cwd: folder },
        90_000,
      );
    const ok: Desk['ok'] = async (command, args, env) => {
      const { code, stdout, stderr } = await start(command, args, env);
      expect(code, stdout + stderr).toBe(0);
      return stdout;
    };
    const { accessKeyId, secretAccessKey } = served.profiles.ops;
    const aws = join(folder, '.aws');
    mkdirSync(aws, { mode: 0o700 });
    writeFileSync(
      join(aws, 'credentials'),
      `[ops]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      { mode: 0o600 },
    );
    const words = [process.execPath, program, '--sandbox-state', stateFile, 'client', 'assume', 'acme'];
    const byHand = [...words, '--format', 'credential-process', '--no-input'].map(inQuotes).join(' ');
    writeFileSync(
      join(aws, 'config'),
      `# my own\n[profile ops]\nregion = us-east-1\n\n[profile ${profiles.byHand}]\nregion = us-east-1\ncredential_process = ${byHand}\n`,
      { mode: 0o600 },
    );
    await ok('diverst', [
      ...['--profile', 'ops', '--region', 'us-east-1'],
      ...['client', 'profile', profiles.written, '--write', '--file', join(aws, 'config')],
    ]);
    return {
      workshop,
      served,
      acme,
      run: start,
      ok,
      async leave() {
        await stop();
        workshop.remove();
      },
    };
  } catch (error) {
    await served?.stop();
    workshop.remove();
    throw error;
  }
}

/** The kept sessions of acme, of whoever signs with a profile. */
export function keptSessions({ workshop }: Desk): readonly string[] {
  return readdirSync(join(workshop.folder, '.cache', 'diverst')).filter((name) => name.startsWith('acme-'));
}

/** Who a session of acme is to AWS. */
export function clientIdentity({ acme }: Desk, sessionName = 'ops-user'): string {
  return `arn:aws:sts::${acme.account.id}:assumed-role/acme-production/${sessionName}`;
}

function inQuotes(word: string): string {
  return /^[\w/.:=-]+$/.test(word) ? word : `"${word}"`;
}
