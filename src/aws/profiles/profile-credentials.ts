import { fromIni } from '@aws-sdk/credential-providers';
import { memoize } from '@smithy/core/config';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Profile } from './aws-profiles.ts';
import { ProfileError } from './profile-error.ts';

type FromIniOptions = NonNullable<Parameters<typeof fromIni>[0]>;

/** Milliseconds before their end at which credentials are renewed: the SDK's own number. */
const margin = 300_000;

/**
 * Credentials of a profile, and of nothing else: where it gives none, the SDK's chain would continue to a container's or
 * a machine's own, and another identity would sign.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @param chain the profile and those that it takes its credentials from
 */
export function profileCredentials(
  chain: readonly Profile[],
  options: FromIniOptions,
): AwsCredentialIdentityProvider {
  const [{ name: profile = 'default' } = {}] = chain;
  const provider = fromIni({ ...options, profile });
  return once(async () => {
    try {
      return await provider();
    } catch (error) {
      throw isProviderError(error) ? new ProfileError(explained(error, profile, chain)) : error;
    }
  });
}

/** Asks once for what lasts, and of callers that come at the same time for all of them. */
export function once(provider: AwsCredentialIdentityProvider): AwsCredentialIdentityProvider {
  const ends = ({ expiration }: AwsCredentialIdentity) => expiration !== undefined;
  const isOver = ({ expiration }: AwsCredentialIdentity) =>
    expiration !== undefined && expiration.getTime() - Date.now() < margin;
  return memoize(provider, isOver, ends);
}

/** Errors of this side; those of a service that was asked keep their own meaning. */
function isProviderError(error: unknown): error is Error {
  if (!(error instanceof Error) || '$metadata' in error) return false;
  return /ProviderError$|^(Type)?Error$/.test(error.name) && !('code' in error);
}

function explained(error: Error, profile: string, chain: readonly Profile[]): Failure {
  const settings = chain.at(-1)?.settings ?? new Map<string, string>();
  const giver = chain.at(-1)?.name ?? profile;
  const what = `cannot sign with profile ${profile}`;
  const has = (prefix: string) => [...settings.keys()].some((key) => key.startsWith(prefix));
  if (settings.has('credential_process')) {
    const [, reported] = /^Command failed: [^\n]*\n([\s\S]*)$/.exec(error.message) ?? [];
    const reason =
      reported === undefined ? error.message.replace(/^Command failed: .*$/s, '') : reported.trim();
    return new Failure('failed', {
      what: `${what}: the credential_process of profile ${giver} failed`,
      ...(reason === '' ? {} : { why: reason.slice(0, 600) }),
      fix: [
        `show the command of the credential_process: aws configure get credential_process --profile ${shellWord(giver)}`,
        'then run that command on its own, and read what it reports',
      ],
    });
  }
  if (has('sso_') || has('login_')) {
    const command = has('sso_') ? 'aws sso login' : 'aws login';
    return new Failure('failed', {
      what: `${what}: you have not signed in, or the sign-in has ended`,
      why: error.message,
      fix: [`sign in, then run the same command again: ${command} --profile ${shellWord(giver)}`],
    });
  }
  return new Failure('failed', {
    what: `${what}: it gave no credentials`,
    why: error.message,
    fix: [`correct the settings of profile ${giver}`, 'or use another profile: add --profile NAME'],
  });
}
