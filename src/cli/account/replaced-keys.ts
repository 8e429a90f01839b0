import { AwsError } from '../../aws/errors/aws-error.ts';
import { placeOf } from '../../credentials/environment.ts';
import type { ShellEnvironment } from '../../credentials/environment-change.ts';
import { refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';

/**
 * Says where the credentials went, if none were found because an account's session took the place of the user's own keys.
 * @param env that the command worked in: a profile that signs stands in it
 */
export function withReplacedKeys(
  error: unknown,
  { inherited, base }: ShellEnvironment,
  env: NodeJS.ProcessEnv,
): unknown {
  const isMissing = error instanceof AwsError && error.code === 'CredentialsProviderError';
  if (!isMissing || base.replacedKey === null || env.AWS_PROFILE) return error;
  const place = placeOf(inherited);
  const where = place === null ? 'an account' : refText(place);
  return new Failure(
    'failed',
    {
      what: 'cannot sign: diverst found no AWS credentials of your own',
      why:
        `This shell had your own keys (${base.replacedKey}) until it entered ${where}. diverst never stores ` +
        'the keys of a person, so it cannot use them here.',
      fix: [
        'use an AWS profile: add --profile NAME, or set profiles.ops in diverst.config.yaml',
        'or set your own keys in this shell again',
        'or run the command in another shell',
      ],
    },
    { cause: error },
  );
}
