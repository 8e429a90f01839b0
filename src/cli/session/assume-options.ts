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
    .optionsGroup('Options:')
    .option('--duration <time>', 'validity of the credentials, 15m to 12h', defaultDuration)
    .option('--read-only', 'allow only reads (AWS policy ReadOnlyAccess)')
    .option('--reason <text>', 'why you need access; CloudTrail records it')
    .optionsGroup('Advanced options:')
    .option('--min-ttl <time>', 'renew credentials that end sooner', defaultMinTtl)
    .option('--no-cache', 'do not use or store cached credentials')
    .option('--session-name <name>', 'name in CloudTrail (default: your IAM user name)')
    .option('--role-arn <arn>', `the ${noun}’s role, if you cannot read your groups`)
    .option('--break-glass', 'emergency: use the access role; needs --reason');
}
