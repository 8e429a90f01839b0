import {
  assumingVariable,
  expiresVariable,
  placeVariables,
  variablesOf,
} from '../credentials/environment.ts';
import type { AccountSession } from '../credentials/session.ts';

/**
 * Every variable from which an SDK or tool takes credentials, or learns whose they are: those of today's SDKs, of the
 * first Java SDK (AWS_ACCESS_KEY, AWS_SECRET_KEY) and of aws-vault (AWS_VAULT, AWS_SESSION_EXPIRATION).
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html#EVarSettings
 */
const credentialVariables =
  /^AWS_(ACCESS_KEY(_ID)?|SECRET_(ACCESS_)?KEY|SESSION_TOKEN|SECURITY_TOKEN|(DEFAULT_)?PROFILE|(CREDENTIAL|SESSION)_EXPIRATION|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_CREDENTIALS_\w+|CONTAINER_AUTHORIZATION_TOKEN\w*|CREDENTIAL_SCOPE|ACCOUNT_ID|BEARER_TOKEN_\w+|VAULT)$/;

const keyVariables: ReadonlySet<string> = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  expiresVariable,
]);

/** Where a child gets credentials from that are renewed while it runs. */
export interface CredentialsSource {
  readonly url: string;
  /** The value of the Authorization header. */
  readonly token: string;
}

/**
 * What a child inherits, in which every trace of other credentials has been replaced by the account's. The user's AWS
 * files stay: keys of the environment come before any profile in every SDK that AWS maintains, unless the command
 * itself names one.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
export function childEnvironment(inherited: NodeJS.ProcessEnv, session: AccountSession): NodeJS.ProcessEnv {
  return { ...scrubbed(inherited), ...Object.fromEntries(variablesOf(session)) };
}

/**
 * The same with the address of the credentials in place of the keys, which would win over it and end with the hour.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export function renewedEnvironment(
  inherited: NodeJS.ProcessEnv,
  session: AccountSession,
  source: CredentialsSource,
): NodeJS.ProcessEnv {
  const others = variablesOf(session).filter(([name]) => !keyVariables.has(name));
  return {
    ...scrubbed(inherited),
    ...Object.fromEntries(others),
    AWS_CONTAINER_CREDENTIALS_FULL_URI: source.url,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: source.token,
  };
}

/** Without credentials and without where they were: names are compared without case, as Windows does. */
function scrubbed(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !credentialVariables.test(name.toUpperCase()) &&
        ![...placeVariables, expiresVariable].includes(name.toUpperCase()) &&
        // Another account's session may be under way while this child starts.
        name !== assumingVariable,
    ),
  );
}
