import { readRoleArn } from '../model/arn.ts';
import type { KeptSession } from './session.ts';

/** The hosts of one partition's console. */
export interface ConsoleHosts {
  readonly signIn: string;
  readonly console: string;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html names the partitions. */
const hosts: ReadonlyMap<string, ConsoleHosts> = new Map([
  ['aws', { signIn: 'signin.aws.amazon.com', console: 'console.aws.amazon.com' }],
  ['aws-us-gov', { signIn: 'signin.amazonaws-us-gov.com', console: 'console.amazonaws-us-gov.com' }],
  ['aws-cn', { signIn: 'signin.amazonaws.cn', console: 'console.amazonaws.cn' }],
]);

/** The console of the partition that a role is in; null where none is known. */
export function consoleHosts(roleArn: string): ConsoleHosts | null {
  return consoleOf(readRoleArn(roleArn)?.partition ?? '');
}

/** The console of a partition, such as `aws-cn`; null where none is known. */
export function consoleOf(partition: string): ConsoleHosts | null {
  return hosts.get(partition) ?? null;
}

/** Whether a name can be a service's place in the console, such as `ec2` or `systems-manager`. */
export function isServiceName(text: string): boolean {
  return /^[a-z0-9-]+$/.test(text);
}

/**
 * Where a sign-in token is asked for. SessionDuration is left out, so that the console session lasts as long as the
 * credentials: AWS takes it only with those that AssumeRole gave to the long-term key of an IAM user, which is not how
 * they come after MFA, nor through a profile that assumes a role itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html
 * @returns a URL that holds the credentials: never to be shown
 */
export function signinTokenUrl(
  { signIn }: ConsoleHosts,
  session: Pick<KeptSession, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>,
): URL {
  const { accessKeyId, secretAccessKey, sessionToken } = session;
  const keys = { sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken };
  return federationUrl(signIn, { Action: 'getSigninToken', Session: JSON.stringify(keys) });
}

/**
 * The URL that signs a browser in. A secret, valid for fifteen minutes.
 * @param issuer where the console leads to when the session has ended
 */
export function loginUrl(
  { signIn }: ConsoleHosts,
  parts: { readonly issuer: string; readonly destination: string; readonly signinToken: string },
): URL {
  return federationUrl(signIn, {
    Action: 'login',
    Issuer: parts.issuer,
    Destination: parts.destination,
    SigninToken: parts.signinToken,
  });
}

/** The page of a service in the console, or its start page. */
export function consoleDestination(
  { console }: ConsoleHosts,
  service: string | null,
  region: string | null,
): string {
  const url = new URL(`https://${console}/${service ?? 'console'}/home`);
  if (region !== null) url.searchParams.set('region', region);
  return url.href;
}

/** Every value percent-encoded, a space too: the endpoint's reading of a plus sign is not documented. */
function federationUrl(host: string, values: Readonly<Record<string, string>>): URL {
  const query = Object.entries(values).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return new URL(`https://${host}/federation?${query.join('&')}`);
}
