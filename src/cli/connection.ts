import { devNull } from 'node:os';
import type { Config } from '../config/load.ts';
import { homeIfAny } from '../credentials/home-folder.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext, Connection, OpenConnection, ProfileKind } from './context.ts';
import { warn } from './notices.ts';
import { keysOf, openStateFile, sandboxProgram } from './sandbox/state-file.ts';
import { isSandbox } from './sandbox/state-path.ts';
import { findSigner } from './signing-profile.ts';
import { validRegion } from './valid-region.ts';

/** The one place that knows both AWS and the sandbox. */
export const openConnection: OpenConnection = async (context, kind, config) => {
  if (context.globals.profile === '')
    throw new Failure('usage', {
      what: '--profile has no name',
      fix: ['name an AWS profile: add --profile NAME', 'or leave out --profile'],
    });
  if (isSandbox(context.globals, context.env)) return openSandboxConnection(context, kind, config);
  // The SDK looks for a home folder whatever else is set, and fails without one; in this one there is nothing.
  if (homeIfAny(context.env) === null) context.env.HOME = devNull;
  return openAwsConnection(context, kind, config);
};

async function openSandboxConnection(
  context: CommandContext,
  kind: ProfileKind,
  { structure, region }: Config,
): Promise<Connection> {
  const sandbox = await openStateFile(context);
  const profile = context.globals.profile ?? kind;
  return {
    profile: `${profile} (sandbox)`,
    transport: {
      credentials: keysOf(sandbox, profile, sandboxProgram(context), structure),
      region: validRegion(context.globals.region ?? region) ?? sandbox.region,
      requestHandler: sandbox.requestHandler,
    },
  };
}

async function openAwsConnection(
  context: CommandContext,
  kind: ProfileKind,
  config: Config,
): Promise<Connection> {
  const { globals, env, terminal, signal } = context;
  warnOfSandboxState(context);
  const [{ awsTransport }, signer] = await Promise.all([
    import('../aws/network/transport.ts'),
    findSigner(globals, config, kind, env),
  ]);
  const { name, chain } = signer;
  return {
    profile: name ?? 'none (keys of the environment)',
    ...(name === null
      ? {}
      : { signing: { name, mfaSerial: async () => chain?.[0]?.settings.get('mfa_serial') ?? null } }),
    transport: await awsTransport({
      // The SDK by itself does not read AWS_DEFAULT_REGION, which wins over a profile's region in the AWS CLI.
      region: validRegion(
        globals.region ?? config.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || null),
      ),
      env,
      chain,
      keysOfEnvironment: name === null,
      mfaCode: (serial) => terminal.askMfaCode(serial, signal),
    }),
  };
}

/** It names the file of a sandbox that is not in use: what is meant as a trial would change AWS. */
function warnOfSandboxState({ env, terminal }: CommandContext): void {
  if (!env.DIVERST_SANDBOX_STATE) return;
  warn(
    terminal,
    'DIVERST_SANDBOX_STATE is set, but this command works on AWS: add --sandbox, or unset DIVERST_SANDBOX_STATE',
  );
}
