import type { OptionValues } from '@commander-js/extra-typings';
import { defaultDuration, defaultMinTtl } from '../../../credentials/request-key.ts';
import { type AccountNoun, accountWords } from '../../../model/account-kind.ts';
import type { TypedCommand } from '../../typed-command.ts';
import type { ExecOptions } from '../exec-run.ts';

/** What of `exec` is for several accounts, as commander gives it. */
export interface ExecManyOptions extends ExecOptions {
  readonly all?: boolean;
  readonly label?: string[];
  readonly failed?: boolean;
  readonly parallel?: string;
  readonly maxFailures?: string;
  readonly timeout?: string;
  readonly outputFolder?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

/** Programs at once, unless another number is given: each may take a good part of a machine, as Terraform does. */
export const defaultParallel = '4';

/** The most that run at once: each holds pipes, and AWS allows a caller only so many calls a second. */
export const mostParallel = 32;

export function addManyOptions<Args extends unknown[], Options extends OptionValues>(
  command: TypedCommand<Args, Options>,
  noun: AccountNoun,
): TypedCommand<Args, Options & ReturnType<ReturnType<typeof defineManyOptions>['opts']>> {
  // Inferred on a command without options, as in `assume-options.ts`.
  const bare = command as unknown as TypedCommand;
  return defineManyOptions(bare, noun) as unknown as ReturnType<typeof addManyOptions<Args, Options>>;
}

function defineManyOptions(command: TypedCommand, noun: AccountNoun) {
  const many = command
    .optionsGroup(`For several ${noun}s:`)
    .option('--all', `run for every ${noun} that your groups grant`)
    .option('--label <key=value...>', `run for ${noun}s with this label; repeatable`)
    .option('--failed', `run where it failed or did not run last time`);
  // Its attribute is named after the kind, which the compiler does not follow.
  (many as { option(flags: string, description: string): unknown }).option(
    `--${accountWords[noun].command} <name...>`,
    `run for this ${noun}; repeatable`,
  );
  return many
    .option(
      '--parallel <number>',
      `how many ${noun}s at a time, 1 to ${mostParallel} (default: ${defaultParallel})`,
    )
    .option('--max-failures <number>', 'stop after this many, or none (default: 1; none with --read-only)')
    .option('--timeout <time>', `end the command if it takes longer`)
    .option('--output-folder <folder>', 'write the output to NAME.out and NAME.err here')
    .option('-n, --dry-run', `list the ${noun}s, run nothing`)
    .option('-y, --yes', 'do not ask for confirmation');
}

/** The options that choose several accounts, or are of use for them alone, as they were given: for messages. */
export function manyWords(options: ExecManyOptions, names: readonly string[], noun: AccountNoun) {
  const { all, label, failed, parallel, maxFailures, timeout, outputFolder, dryRun, yes } = options;
  const given = (flag: string, value: unknown) => (value === undefined ? [] : [flag]);
  return {
    choosing: [
      ...given('--all', all),
      ...given('--label', label),
      ...given('--failed', failed),
      ...(names.length === 0 ? [] : [`--${accountWords[noun].command}`]),
    ],
    others: [
      ...given('--parallel', parallel),
      ...given('--max-failures', maxFailures),
      ...given('--timeout', timeout),
      ...given('--output-folder', outputFolder),
      ...given('--dry-run', dryRun),
      ...given('--yes', yes),
    ],
  };
}

/** The options as they are repeated in a command that continues the run, but for those that choose accounts. */
export function repeatedRows(options: ExecManyOptions) {
  return [
    ['--duration', options.duration, defaultDuration],
    ['--min-ttl', options.minTtl, defaultMinTtl],
    ['--read-only', options.readOnly],
    ['--no-cache', options.cache === false],
    ['--session-name', options.sessionName],
    ['--reason', options.reason],
    ['--refresh', options.refresh],
    ['--force', options.force],
    ['--parallel', options.parallel],
    ['--max-failures', options.maxFailures],
    ['--timeout', options.timeout],
    ['--output-folder', options.outputFolder],
  ] as const;
}
