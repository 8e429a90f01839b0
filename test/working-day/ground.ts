import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { type Served, serveState } from '../support/served.ts';
import { opsOf } from '../support/state.ts';

const program = fileURLToPath(new URL('../../bin/diverst.js', import.meta.url));

export const clients = ['acme', 'globex', 'initech'] as const;
export const environments = ['staging', 'tools'] as const;

/** Where a person works: a home with AWS files and the configuration of the README, and AWS in a process beside it. */
export interface Ground {
  readonly home: string;
  /** Where the configuration is. */
  readonly work: string;
  /** Of a shell that was just opened. */
  readonly env: NodeJS.ProcessEnv;
  /** The person's answer when a code is asked for. */
  typesCode(code: string): void;
  /** Codes that were asked for so far. */
  codes(): number;
  /** The client or environment that a shell with these variables works in, as STS says; null with no credentials in it. */
  clientOf(env: Readonly<Record<string, string>>): Promise<string | null>;
  /** Nothing answers until it comes back, at the same address. */
  network(up: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** How a person reaches AWS. */
export type Mode = 'AWS profiles' | 'sandbox';

export async function openGround(mode: Mode): Promise<Ground> {
  const home = mkdtempSync(join(tmpdir(), 'diverst-day-'));
  const work = join(home, 'work');
  for (const folder of [work, join(home, '.aws'), join(home, 'bin')]) mkdirSync(folder);
  const state = join(home, 'sandbox.json');
  await writeMadeClients(state, clients, environments);
  giveDevice(state);
  let served: Served = await serveState(state);
  const { endpoint } = served;
  // STS for the test itself, which asks it whether the network is there or not.
  const probe = await serveState(state);
  writeAwsFiles(home, served);
  writeFileSync(join(work, 'diverst.config.yaml'), configuration(mode));
  const shim = join(home, 'bin', 'diverst');
  writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(shim, 0o755);
  const code = join(home, 'code');
  const asked = join(home, 'asked');
  writeFileSync(code, '123456');
  return {
    home,
    work,
    env: {
      PATH: [join(home, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: home,
      TERM: 'dumb',
      AWS_EC2_METADATA_DISABLED: 'true',
      DIVERST_MFA_PROCESS: `echo asked >>'${asked}'; cat '${code}'`,
      ...(mode === 'sandbox'
        ? { DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: state, DIVERST_SANDBOX_LATENCY: '0' }
        : {}),
    },
    typesCode: (text) => writeFileSync(code, text),
    codes: () => (existsSync(asked) ? readFileSync(asked, 'utf8').split('\n').length - 1 : 0),
    clientOf: (env) => clientOf(env, probe.endpoint),
    async network(up) {
      if (up) served = await serveState(state, Number(new URL(endpoint).port));
      else await served.stop();
    },
    async remove() {
      await Promise.all([served.stop(), probe.stop()]);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function giveDevice(state: string): void {
  const content: SandboxState = JSON.parse(readFileSync(state, 'utf8'));
  const { ops, user } = opsOf(content);
  user.mfaDevices = [`arn:aws:iam::${ops.id}:mfa/phone`];
  writeFileSync(state, JSON.stringify(content));
}

function writeAwsFiles(home: string, { management, ops, endpoint }: Served): void {
  const keys = (name: string, { accessKeyId, secretAccessKey }: Served['ops']) =>
    `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  writeFileSync(join(home, '.aws', 'credentials'), `${keys('management', management)}${keys('ops', ops)}`);
  writeFileSync(
    join(home, '.aws', 'config'),
    ['management', 'ops'].map((name) => `[profile ${name}]\nendpoint_url = ${endpoint}\n`).join(''),
  );
}

/** As the README has it, with MFA turned on. */
function configuration(mode: Mode): string {
  const profiles = mode === 'sandbox' ? '' : 'profiles:\n  management: management\n  ops: ops\n';
  const named = `environment:\n  accounts: [${environments.join(', ')}]\n  email: aws+{environment}@example.com\n`;
  return `${profiles}region: eu-central-1\nclient:\n  email: aws+{client}@example.com\n  role:\n    requireMfa: true\n${named}`;
}

/** Credentials of the environment are all that a tool takes here, wherever it gets others. */
async function clientOf(env: Readonly<Record<string, string>>, endpoint: string): Promise<string | null> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_PROFILE } = env;
  if (AWS_PROFILE !== undefined) return `profile ${AWS_PROFILE}`;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return null;
  const sts = new STSClient({
    endpoint,
    region: 'eu-central-1',
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
    },
  });
  try {
    const { Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return /:assumed-role\/(.+)-(?:production|environment)\//.exec(Arn)?.[1] ?? Arn;
  } finally {
    sts.destroy();
  }
}
