import { defaultDuration, defaultMinTtl } from '../../credentials/request-key.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { AssumeOptions } from './assume-options.ts';

/**
 * The command that asks for an MFA code on a terminal, shows nothing, and keeps what the code opened for whoever gave
 * the same options.
 * @param repeated the global options, as `Session.repeatedOptions` has them
 */
export function askingCommand(client: string, options: AssumeOptions, repeated: string): string {
  const {
    duration = defaultDuration,
    minTtl = defaultMinTtl,
    readOnly,
    sessionName,
    reason,
    roleArn,
  } = options;
  const words = [
    ...(duration === defaultDuration ? [] : ['--duration', duration]),
    ...(minTtl === defaultMinTtl ? [] : ['--min-ttl', minTtl]),
    ...(readOnly ? ['--read-only'] : []),
    ...(sessionName === undefined ? [] : ['--session-name', sessionName]),
    ...(reason === undefined ? [] : ['--reason', reason]),
    ...(roleArn === undefined ? [] : ['--role-arn', roleArn]),
  ];
  const line = ['diverst client exec', client, ...words.map(shellWord)].join(' ');
  return `${line}${repeated} -- true`;
}
