import type { Profile } from '../aws/profiles/aws-profiles.ts';
import type { NamedProfile } from '../aws/profiles/profile-chain.ts';
import type { Config } from '../config/load.ts';
import { Failure } from '../model/failure.ts';
import type { ProfileKind } from './context.ts';
import type { Globals } from './globals.ts';

/** The credentials that sign requests to AWS. */
export interface Signer {
  /** The profile; null where keys of the environment sign. */
  readonly name: string | null;
  /** That profile and those that it takes its credentials from; null where the SDK's own chain finds them. */
  readonly chain: readonly Profile[] | null;
}

type Naming = Parameters<typeof namedProfile>;

/**
 * The profile that was named for a role, and by what; null where none was. AWS documents AWS_PROFILE; the AWS CLI and
 * boto3 honor AWS_DEFAULT_PROFILE as well.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html#file-format-profile
 */
function namedProfile(
  globals: Pick<Globals, 'profile'>,
  config: Pick<Config, 'profiles' | 'file'>,
  kind: ProfileKind,
  env: NodeJS.ProcessEnv,
): NamedProfile | null {
  if (globals.profile !== undefined) return { name: globals.profile, origin: '--profile' };
  const configured = config.profiles[kind];
  if (configured !== null)
    return { name: configured, origin: `profiles.${kind} in ${config.file ?? 'the configuration'}` };
  if (env.AWS_PROFILE) return { name: env.AWS_PROFILE, origin: 'AWS_PROFILE' };
  if (env.AWS_DEFAULT_PROFILE) return { name: env.AWS_DEFAULT_PROFILE, origin: 'AWS_DEFAULT_PROFILE' };
  return null;
}

/**
 * Finds out who signs, and makes the environment say so: the SDK honors a profile's `endpoint_url` through AWS_PROFILE
 * only, not through its `profile` option.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 * @throws Failure where the profile that was named cannot sign: no other identity takes its place
 */
export async function findSigner(...naming: Naming): Promise<Signer> {
  const [, , , env] = naming;
  const [{ readAwsProfiles }, { givesCredentials, profileChain }] = await Promise.all([
    import('../aws/profiles/aws-profiles.ts'),
    import('../aws/profiles/profile-chain.ts'),
  ]);
  const files = readAwsProfiles(env);
  const named = namedProfile(...naming);
  // Keys of the environment belong to no profile; a profile that is named wins over them.
  if (named === null && env.AWS_ACCESS_KEY_ID) {
    refuseHalfKey(env);
    return { name: null, chain: null };
  }
  const usual = files.profiles.get('default');
  if (named === null && !(usual && givesCredentials(usual))) return { name: 'default', chain: null };
  // To name the default profile where there is none is to name nothing.
  const isUsual = named?.name === 'default' && usual === undefined;
  const chain = isUsual ? null : profileChain(named ?? { name: 'default', origin: null }, files);
  if (named !== null) adoptProfile(named.name, env, chain?.at(-1) ?? null);
  return { name: named?.name ?? 'default', chain };
}

/** The settings of the profile that signs, where the AWS files have it; nothing is refused here. */
export async function signingSettings(...naming: Naming): Promise<Profile | null> {
  const [, , , env] = naming;
  const { readAwsProfiles } = await import('../aws/profiles/aws-profiles.ts');
  return readAwsProfiles(env).profiles.get(namedProfile(...naming)?.name ?? 'default') ?? null;
}

/** Keys of the environment must not win over a profile that was named, unless it is them that it takes. */
function adoptProfile(name: string, env: NodeJS.ProcessEnv, giver: Profile | null): void {
  env.AWS_PROFILE = name;
  if (giver?.settings.get('credential_source') === 'Environment') return;
  for (const key of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) delete env[key];
}

/** Half an access key signs nothing, and the SDK's chain would continue to another identity. */
function refuseHalfKey(env: NodeJS.ProcessEnv): void {
  if (env.AWS_SECRET_ACCESS_KEY) return;
  throw new Failure('failed', {
    what: 'cannot sign with the access key of the environment: AWS_SECRET_ACCESS_KEY is not set',
    why: 'AWS_ACCESS_KEY_ID is set, and an access key has two parts.',
    fix: [
      'set AWS_SECRET_ACCESS_KEY too',
      'or use a profile: add --profile NAME, after unset AWS_ACCESS_KEY_ID',
    ],
  });
}
