import { devNull } from 'node:os';
import type { Config } from '../config/load.ts';
import { homeIfAny } from '../credentials/home-folder.ts';
import type { OpenSeam, Role, Run, Seam, SigningProfile } from './run.ts';
import { keysOf, openStateFile } from './sandbox/state-file.ts';
import { isSandbox } from './sandbox/state-path.ts';

/** The one place that knows both of AWS and of the sandbox. */
export const openSeam: OpenSeam = async (run, role, config) => {
  if (isSandbox(run.globals, run.env)) return openSandboxSeam(run, role);
  // The SDK looks for a home folder whatever else is set, and fails without one; in this one there is nothing.
  if (homeIfAny(run.env) === null) run.env.HOME = devNull;
  return openAwsSeam(run, role, config);
};

async function openSandboxSeam(run: Run, role: Role): Promise<Seam> {
  const sandbox = await openStateFile(run);
  const profile = run.globals.profile ?? (role === 'management' ? 'root' : 'ops');
  return {
    profile: `${profile} (sandbox)`,
    transport: {
      credentials: keysOf(sandbox, profile),
      region: run.globals.region ?? sandbox.region,
      requestHandler: sandbox.requestHandler,
    },
  };
}

async function openAwsSeam(
  { globals, env, terminal, signal }: Run,
  role: Role,
  config: Config,
): Promise<Seam> {
  const { awsTransport } = await import('../aws/transport.ts');
  const profile = globals.profile ?? config.profiles[role] ?? undefined;
  if (profile !== undefined) adoptProfile(profile, env);
  // Keys of the environment belong to no profile; AWS_PROFILE wins over them.
  const signing = env.AWS_PROFILE || (env.AWS_ACCESS_KEY_ID ? null : 'default');
  return {
    profile: signing ?? 'none (keys of the environment)',
    ...(signing === null ? {} : { signing: signingProfile(signing) }),
    transport: awsTransport({
      region: globals.region ?? config.region,
      mfaCode: (serial) => terminal.askMfaCode(serial, signal),
    }),
  };
}

function signingProfile(name: string): SigningProfile {
  return {
    name,
    async mfaSerial() {
      const { mfaSerialOf } = await import('../aws/profile-settings.ts');
      return mfaSerialOf(name);
    },
  };
}

/**
 * The SDK honours a profile's `endpoint_url` through AWS_PROFILE only, not through its `profile` option, and keys of
 * the environment must not win over a profile that was named.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
function adoptProfile(profile: string, env: NodeJS.ProcessEnv): void {
  env.AWS_PROFILE = profile;
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[name];
}
