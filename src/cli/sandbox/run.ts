import { rmSync } from 'node:fs';
import { cacheFolder } from '../../credentials/request-key.ts';
import { Failure } from '../../model/failure.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { askerOf } from '../client/asker.ts';
import type { Run } from '../run.ts';
import { tell } from '../tell.ts';
import { keysOf, openStateFile } from './state-file.ts';
import { stateFile } from './state-path.ts';

const profiles = ['root', 'ops'] as const;

/** Serves until the run is interrupted, which is how it is meant to end. */
export async function serve(options: { readonly port: string }, run: Run): Promise<void> {
  const { terminal, globals, signal } = run;
  const port = validPort(options.port, 0);
  const sandbox = await openStateFile(run);
  const { serveSandbox } = await import('../../sandbox/http.ts');
  const server = await serveSandbox(sandbox, { port }).catch((error: unknown) => {
    throw new Failure(
      'failed',
      {
        what: `port ${port} on 127.0.0.1 cannot be used`,
        why: error instanceof Error ? error.message : String(error),
        fix: ['choose another: --port PORT, or --port 0 for a free one'],
      },
      { cause: error },
    );
  });
  try {
    if (globals.json) {
      terminal.out(
        `${JSON.stringify({ endpoint: server.endpoint, region: sandbox.region, profiles: sandbox.profiles })}\n`,
      );
    } else {
      for (const profile of profiles) {
        if (sandbox.profiles[profile] === undefined) continue;
        terminal.out(`# profile ${profile}\n${envLines(sandbox, profile, server.endpoint)}`);
      }
      tell(terminal, `serving ${stateFile(run)} on ${server.endpoint}; Ctrl-C stops it`);
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
  } finally {
    await server.close();
  }
}

export async function printEnv(options: { readonly port: string }, run: Run): Promise<void> {
  const { terminal, globals } = run;
  const port = validPort(options.port, 1);
  const profile = globals.profile ?? 'root';
  const sandbox = await openStateFile(run);
  const endpoint = `http://127.0.0.1:${port}`;
  if (globals.json) {
    terminal.out(`${JSON.stringify({ endpoint, region: sandbox.region, ...keysOf(sandbox, profile) })}\n`);
  } else terminal.out(envLines(sandbox, profile, endpoint));
}

export async function reset(options: { readonly empty?: boolean }, run: Run): Promise<void> {
  const file = stateFile(run);
  const { resetSandbox } = await import('../../sandbox/sandbox.ts');
  resetSandbox(file, { empty: options.empty === true });
  // Sessions of the sandbox before mean nothing to the new one.
  const sessions = cacheFolder(askerOf(run));
  if (sessions !== null) rmSync(sessions, { recursive: true, force: true });
  if (run.globals.json)
    run.terminal.out(`${JSON.stringify({ stateFile: file, empty: options.empty === true })}\n`);
  else
    tell(run.terminal, `new sandbox in ${file}${options.empty ? ', with one account and nothing else' : ''}`);
}

function envLines(sandbox: Sandbox, profile: string, endpoint: string): string {
  const { accessKeyId, secretAccessKey } = keysOf(sandbox, profile);
  return [
    `export AWS_ENDPOINT_URL=${endpoint}`,
    `export AWS_REGION=${sandbox.region} AWS_DEFAULT_REGION=${sandbox.region}`,
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    'unset AWS_PROFILE AWS_SESSION_TOKEN',
    '',
  ].join('\n');
}

function validPort(text: string, least: number): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= least && port <= 65_535) return port;
  throw new Failure('usage', {
    what: `--port ${JSON.stringify(text)} is not a port`,
    fix: [`give a whole number from ${least} to 65535`],
  });
}
