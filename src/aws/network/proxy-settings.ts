import { readFileSync } from 'node:fs';
import { Failure } from '../../model/failure.ts';

export type Scheme = 'http' | 'https';

/**
 * The proxy for URLs of a scheme, as the AWS CLI finds it: HTTPS_PROXY or HTTP_PROXY, of which the lower-case
 * spelling wins, also where it is empty. ALL_PROXY is not read.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-proxy.html
 * @throws Failure where the value is no address of an HTTP proxy; it may hold a password, and is not shown
 */
export function proxyFor(scheme: Scheme, env: NodeJS.ProcessEnv): URL | null {
  const [variable = '', value = ''] = variableOf(env, `${scheme}_proxy`) ?? [];
  if (value === '') return null;
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value.replace(/^\/\//, '')}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url;
  throw new Failure('failed', {
    what: `cannot connect through the proxy of ${variable}`,
    why: 'The value is not the address of an HTTP proxy.',
    fix: [`set ${variable} to an address such as http://proxy.example.com:3128`],
  });
}

/**
 * Whether a host is reached without the proxy: NO_PROXY lists hosts and domains, each with everything below it, with
 * or without a leading dot, or `*` for all. This machine itself never needs a proxy.
 */
export function isDirect(host: string, port: number, env: NodeJS.ProcessEnv): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (name === 'localhost' || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name)) return true;
  const [, list = ''] = variableOf(env, 'no_proxy') ?? [];
  return list.split(',').some((item) => {
    const entry = item.trim().toLowerCase();
    if (entry === '*') return true;
    const domain = entry.replace(/^\*?\.+/, '').replace(/^\[|\]$/g, '');
    if (domain === '') return false;
    return [name, `${name}:${port}`].some((one) => one === domain || one.endsWith(`.${domain}`));
  });
}

function variableOf(env: NodeJS.ProcessEnv, lower: string): readonly [string, string] | null {
  for (const name of [lower, lower.toUpperCase()]) {
    const value = env[name];
    if (value !== undefined) return [name, value.trim()];
  }
  return null;
}

/**
 * The certificates of authorities that are trusted in place of Node's own: those of AWS_CA_BUNDLE, or of the profile's
 * `ca_bundle`. Null where neither is set.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 * @throws Failure where the file holds none
 */
export function trustedAuthorities(
  env: NodeJS.ProcessEnv,
  profile: { readonly name: string; readonly settings: ReadonlyMap<string, string> } | null,
): string | null {
  const ofProfile = profile?.settings.get('ca_bundle');
  const named = env.AWS_CA_BUNDLE || ofProfile;
  if (!named) return null;
  const origin = env.AWS_CA_BUNDLE ? 'AWS_CA_BUNDLE' : `ca_bundle of profile ${profile?.name}`;
  // Windows names the home folder in another variable.
  const home = env.HOME ?? env.USERPROFILE ?? '~';
  const file = named.startsWith('~/') ? home + named.slice(1) : named;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw noAuthorities(origin, file, error instanceof Error ? error.message : String(error));
  }
  if (!/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text))
    throw noAuthorities(origin, file, 'The file holds no certificate in PEM format.');
  return text;
}

function noAuthorities(origin: string, file: string, why: string): Failure {
  return new Failure('failed', {
    what: `cannot read the certificates that ${origin} names: ${file}`,
    why,
    fix: [`set ${origin} to a PEM file with the certificates of the authorities that you trust`],
  });
}
