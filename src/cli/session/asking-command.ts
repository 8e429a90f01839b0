import { defaultDuration, defaultMinTtl } from '../../credentials/request-key.ts';
import { type AccountRef, accountWords } from '../../model/account-kind.ts';
import { optionWords } from '../options.ts';
import type { AssumeOptions } from './assume-options.ts';

/** The options that decide which session is opened, as they were given. */
export function sessionWords(options: AssumeOptions): string {
  return optionWords([
    ['--duration', options.duration, defaultDuration],
    ['--min-ttl', options.minTtl, defaultMinTtl],
    ['--read-only', options.readOnly],
    ['--session-name', options.sessionName],
    ['--reason', options.reason],
    ['--role-arn', options.roleArn],
  ]);
}

/**
 * The command that asks for an MFA code on a terminal, shows nothing, and stores the session that the code opened for
 * every process with the same options.
 * @param repeated the global options, as `Session.repeatedOptions` has them
 */
export function askingCommand({ noun, name }: AccountRef, options: AssumeOptions, repeated: string): string {
  return `diverst ${accountWords[noun].command} exec ${name}${sessionWords(options)}${repeated} -- true`;
}
