import { type AwsSection, nameAfter, profileOfHeader, readAwsFile } from './aws-file.ts';

/**
 * Settings that say how and where AWS is called, and not as whom. What is not in this list stays out, so that a
 * setting of tomorrow that gives credentials does too.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const harmless = new Set([
  ...['account_id_endpoint_mode', 'auth_scheme_preference', 'ca_bundle', 'defaults_mode'],
  ...['disable_host_prefix_injection', 'disable_request_compression', 'endpoint_discovery_enabled'],
  ...['endpoint_url', 'ignore_configured_endpoint_urls', 'max_attempts', 'output', 'parameter_validation'],
  ...['region', 'request_checksum_calculation', 'request_min_compression_size_bytes'],
  ...['response_checksum_validation', 'retry_mode', 's3', 'sdk_ua_app_id', 'services'],
  ...['sigv4a_signing_region_set', 'sts_regional_endpoints', 'tcp_keepalive', 'use_dualstack_endpoint'],
  'use_fips_endpoint',
]);

function isHarmless(name: string): boolean {
  return harmless.has(name) || /^(cli|s3)_[a-z0-9_]+$/.test(name);
}

/** A configuration file of the default profile's harmless settings alone. */
export interface HarmlessConfig {
  readonly text: string;
  /** Whether the given one holds anything else. */
  readonly leavesOut: boolean;
}

/** @param text of the user's configuration file */
export function harmlessConfig(text: string): HarmlessConfig {
  const { sections, problems } = readAwsFile(text);
  let leavesOut = problems.length > 0;
  const lines: string[] = [];
  for (const section of sections) {
    const header = headerOf(section);
    if (header === null) {
      leavesOut = true;
      continue;
    }
    const isProfile = header === '[default]';
    lines.push(header);
    for (const [name, value] of section.settings) {
      if (isProfile && isHarmless(name)) lines.push(`${name} = ${value}`);
      else leavesOut = true;
    }
    for (const [name, below] of section.nested) {
      if (below.size === 0) continue;
      if (isProfile ? isHarmless(name) : /^\w+$/.test(name)) {
        lines.push(`${name} =`);
        for (const [key, value] of below) if (/^\w+$/.test(key)) lines.push(`  ${key} = ${value}`);
      } else leavesOut = true;
    }
  }
  return { text: lines.map((line) => `${line}\n`).join(''), leavesOut };
}

/** Of the default profile, or of endpoints that it may refer to. */
function headerOf({ header }: AwsSection): string | null {
  if (profileOfHeader(header) === 'default') return '[default]';
  const services = nameAfter('services', header);
  return services !== null && /^[\w.-]+$/.test(services) ? `[services ${services}]` : null;
}
