import { type AccountNoun, accountWords } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import type { LabelWish } from '../../../model/labels.ts';
import { numberOption } from '../../number-option.ts';
import type { Session } from '../../open-session.ts';
import { namesIn, validLabels } from '../../session/chosen-accounts.ts';
import { validDuration, validName } from '../../session/which-account.ts';
import { defaultParallel, type ExecManyOptions, mostParallel } from './options.ts';

/** What a run for several accounts is asked for, judged. */
export interface WantedRun {
  /** Empty for all that are granted. */
  readonly names: readonly string[];
  readonly labels: readonly LabelWish[];
  readonly parallel: number;
  /** Null for no limit. */
  readonly maxFailures: number | null;
  /** Milliseconds; null for as long as it takes. */
  readonly timeout: number | null;
}

/** A command for several accounts: what is run, and how it was given. */
export interface ManyRun {
  readonly noun: AccountNoun;
  readonly words: readonly string[];
  readonly options: ExecManyOptions;
  readonly wanted: WantedRun;
  /** The way to AWS, which serves all accounts. */
  readonly session: Session;
}

/** Longest time for a command, in seconds: as long as a session can last. */
const longestTimeout = 43_200;

/** @throws Failure of kind `usage` for what is none, or does not go together */
export function wantedRun(noun: AccountNoun, given: readonly string[], options: ExecManyOptions): WantedRun {
  const option = `--${accountWords[noun].command}`;
  if (options.all && given.length > 0) {
    throw new Failure('usage', {
      what: `--all and ${option} do not go together`,
      why: `--all chooses every ${noun} to which you have access, and ${option} only some of these.`,
      fix: ['leave one of them out'],
    });
  }
  for (const [flag, value, why] of [
    ['--role-arn', options.roleArn, `The option is the role of one ${noun}.`],
    ['--break-glass', options.breakGlass, `The option is for an emergency in one ${noun}.`],
  ] as const) {
    if (value === undefined) continue;
    throw new Failure('usage', {
      what: `cannot use ${flag} with several ${noun}s`,
      why,
      fix: [
        `run the command for one ${noun}: diverst ${accountWords[noun].command} exec NAME ${flag} … -- COMMAND`,
      ],
    });
  }
  const names = namesIn(given).map((name) => validName(noun, name));
  return {
    names,
    labels: validLabels(options.label ?? []),
    parallel: numberOption('--parallel', options.parallel ?? defaultParallel, mostParallel, defaultParallel),
    maxFailures: validMaxFailures(options),
    timeout:
      options.timeout === undefined
        ? null
        : validDuration('--timeout', options.timeout, 1, longestTimeout) * 1_000,
  };
}

/**
 * A command that changes something stops at its first failure: what failed for one will often fail for the others, and
 * it is better to look at one account than at two hundred. A command that only reads does no harm.
 */
function validMaxFailures({ maxFailures, readOnly }: ExecManyOptions): number | null {
  if (maxFailures === undefined) return readOnly ? null : 1;
  if (maxFailures === 'none') return null;
  return numberOption('--max-failures', maxFailures, 1_000_000, readOnly ? 'no limit' : 1);
}
