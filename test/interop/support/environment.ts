/**
 * What every program under test is started with: nothing of the machine's own AWS configuration, proxies or
 * certificates, so that a test reaches the loopback and nothing else.
 *
 * @param home a temporary folder
 */
export function cleanEnv(home: string, extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: home,
    LC_ALL: 'C.UTF-8',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    DIVERST_SANDBOX_LATENCY: '0',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    CHECKPOINT_DISABLE: '1',
    // Terraform's provider spends a fifth of its time on collecting garbage of a start that is over at once.
    GOGC: '400',
    ...extra,
  };
}

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How every AWS tool learns of an endpoint and of who calls. */
export function awsEnv(endpoint: string, keys: Keys): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
  };
}
