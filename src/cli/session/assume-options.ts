import type { OptionValues } from '@commander-js/extra-typings';
import { defaultDuration, defaultMinTtl } from '../../credentials/request-key.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import type { TypedCommand } from '../typed-command.ts';

/** The options that `assume`, `exec` and `console` of every kind share, as commander gives them. */
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

export function addAssumeOptions<Args extends unknown[], Options extends OptionValues>(
  command: TypedCommand<Args, Options>,
  noun: AccountNoun,
): TypedCommand<Args, Options & ReturnType<ReturnType<typeof defineAssumeOptions>['opts']>> {
  // Inferred on a command without options: the compiler takes minutes to add them to unknown ones.
  const bare = command as unknown as TypedCommand;
  return defineAssumeOptions(bare, noun) as unknown as ReturnType<typeof addAssumeOptions<Args, Options>>;
}

function defineAssumeOptions(command: TypedCommand, noun: AccountNoun) {
  return command
    .option('--duration <time>', 'how long the credentials last, 15m to 12h', defaultDuration)
    .option('--min-ttl <time>', 'renew cached credentials that end sooner than this', defaultMinTtl)
    .option('--read-only', 'only let the session read (AWS managed policy ReadOnlyAccess)')
    .option('--no-cache', 'neither use nor keep cached credentials')
    .option('--session-name <name>', 'name of the session in CloudTrail (default: your IAM user name)')
    .option('--reason <text>', 'why, as a session tag in CloudTrail')
    .option('--role-arn <arn>', `the ${noun}’s role, where your groups may not be read`)
    .option(
      '--break-glass',
      'emergency: from the management account through its access role; needs --reason',
    );
}
