import { devNull } from 'node:os';
import type { Config } from '../config/load.ts';
import { homeIfAny } from '../credentials/home-folder.ts';
import type { OpenSeam, Role, Run, Seam } from './run.ts';
import { keysOf, openStateFile, sandboxProgram } from './sandbox/state-file.ts';
import { isSandbox } from './sandbox/state-path.ts';
import { findSigner } from './signing-profile.ts';
import { warn } from './tell.ts';

/** The one place that knows both of AWS and of the sandbox. */
export const openSeam: OpenSeam = async (run, role, config) => {
  if (isSandbox(run.globals, run.env)) return openSandboxSeam(run, role, config);
  // The SDK looks for a home folder whatever else is set, and fails without one; in this one there is nothing.
  if (homeIfAny(run.env) === null) run.env.HOME = devNull;
  return openAwsSeam(run, role, config);
};

async function openSandboxSeam(run: Run, role: Role, { structure, region }: Config): Promise<Seam> {
  const sandbox = await openStateFile(run);
  const profile = run.globals.profile ?? role;
  return {
    profile: `${profile} (sandbox)`,
    transport: {
      credentials: keysOf(sandbox, profile, sandboxProgram(run), structure),
      region: run.globals.region ?? region ?? sandbox.region,
      requestHandler: sandbox.requestHandler,
    },
  };
}

async function openAwsSeam(run: Run, role: Role, config: Config): Promise<Seam> {
  const { globals, env, terminal, signal } = run;
  warnOfSandboxState(run);
  const [{ awsTransport }, signer] = await Promise.all([
    import('../aws/transport.ts'),
    findSigner(globals, config, role, env),
  ]);
  const { name, chain } = signer;
  return {
    profile: name ?? 'none (keys of the environment)',
    ...(name === null
      ? {}
      : { signing: { name, mfaSerial: async () => chain?.[0]?.settings.get('mfa_serial') ?? null } }),
    transport: await awsTransport({
      // The SDK by itself does not read AWS_DEFAULT_REGION, which wins over a profile's region in the AWS CLI.
      region: globals.region ?? config.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || null),
      env,
      chain,
      keysOfEnvironment: name === null,
      mfaCode: (serial) => terminal.askMfaCode(serial, signal),
    }),
  };
}

/** It names the file of a sandbox that is not in use: what is meant as a trial would change AWS. */
function warnOfSandboxState({ env, terminal }: Run): void {
  if (!env.DIVERST_SANDBOX_STATE) return;
  warn(
    terminal,
    'DIVERST_SANDBOX_STATE is set, but this command works on AWS: add --sandbox, or unset DIVERST_SANDBOX_STATE',
  );
}
