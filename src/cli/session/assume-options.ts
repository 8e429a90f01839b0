import type { Command } from 'commander';
import { defaultDuration, defaultMinTtl } from '../../credentials/request-key.ts';

/** The options that `client assume` and `client exec` share, as commander gives them. */
export interface AssumeOptions {
  readonly duration?: string;
  readonly minTtl?: string;
  readonly readOnly?: boolean;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
  readonly sessionName?: string;
  readonly reason?: string;
  readonly roleArn?: string;
  readonly breakGlass?: boolean;
}

export function addAssumeOptions(command: Command): Command {
  return command
    .option('--duration <time>', 'how long the credentials last, 15m to 12h', defaultDuration)
    .option('--min-ttl <time>', 'renew cached credentials that end sooner than this', defaultMinTtl)
    .option('--read-only', 'only let the session read (AWS managed policy ReadOnlyAccess)')
    .option('--no-cache', 'neither use nor keep cached credentials')
    .option('--session-name <name>', 'name of the session in CloudTrail (default: your IAM user name)')
    .option('--reason <text>', 'why, as a session tag in CloudTrail')
    .option('--role-arn <arn>', 'the client’s role, where your groups may not be read')
    .option(
      '--break-glass',
      'emergency: from the management account through its access role; needs --reason',
    );
}
