import { placeOf } from '../../../credentials/environment.ts';
import { cacheFolder } from '../../../credentials/request-key.ts';
import { UnfinishedRuns } from '../../../credentials/unfinished-runs.ts';
import type { AccountNoun } from '../../../model/account-kind.ts';
import { Failure } from '../../../model/failure.ts';
import type { GrantedAccount, GrantedAccounts } from '../../../model/granted-accounts.ts';
import { verdictOf } from '../../../views/exec-many.ts';
import { anySignal } from '../../any-signal.ts';
import { ExitError } from '../../command-errors.ts';
import type { CommandContext } from '../../context.ts';
import { openSession, type Session } from '../../open-session.ts';
import { sessionsOf } from '../../session/account-session.ts';
import { limitsOf } from '../../session/assume-deadline.ts';
import { cacheIdentity } from '../../session/cache-identity.ts';
import { chosenAccounts } from '../../session/chosen-accounts.ts';
import { readGrantedAccounts } from '../../session/granted-accounts.ts';
import { validDuration } from '../../session/which-account.ts';
import { listChosen, sayEnd } from './end.ts';
import { LeftOver, leftLastTime } from './left.ts';
import type { ExecManyOptions } from './options.ts';
import { folderOutput, prefixedOutput } from './output.ts';
import { askToRun, refuseInside, sayWhatRuns } from './question.ts';
import { runRounds } from './rounds.ts';
import { type RunTerminal, runTerminal } from './terminal.ts';
import { type ManyRun, wantedRun } from './wanted.ts';

type ManyContext = CommandContext & { readonly terminal: RunTerminal };

/**
 * Runs a command in several accounts, so many at once.
 * @param given names of `--client`
 * @throws ExitError unless it ended with 0 in all of them
 */
export async function runExecMany(
  noun: AccountNoun,
  given: readonly string[],
  words: readonly string[],
  options: ExecManyOptions,
  outer: CommandContext,
): Promise<void> {
  const wanted = wantedRun(noun, given, options);
  if (!options.force) refuseInside(noun, placeOf(outer.shell.inherited));
  const stop = new AbortController();
  const signal = anySignal([outer.signal, stop.signal]);
  const context: ManyContext = { ...outer, terminal: runTerminal(outer.terminal), signal };
  const session = await openSession(context, 'ops', limitsOf(context));
  refuseManyCodes(noun, options, session);
  const granted = await readGrantedAccounts(noun, context, session);
  const run: ManyRun = { noun, words, options, wanted, session };
  const unfinished = unfinishedOf(run, granted, context);
  const chosen = chosenAccounts(noun, wanted, granted, session.structure);
  const accounts = options.failed ? leftLastTime(noun, chosen, unfinished, context) : chosen;
  if (accounts.length === 0) return;
  if (options.dryRun) return listChosen(run, accounts, context);
  const names = accounts.map(({ name }) => name);
  sayWhatRuns(noun, names, words, wanted, context);
  await askToRun(noun, accounts.length, options, context);
  const left = new LeftOver(unfinished, names, namesOf(noun, granted.accounts), context.terminal);
  try {
    await runIn(accounts, run, {
      ...{ left, context, granted },
      interrupt: () => stop.abort(new Failure('interrupted', { what: 'interrupted' })),
      renewals: outer.signal,
    });
  } finally {
    left.end();
  }
}

async function runIn(
  accounts: readonly GrantedAccount[],
  run: ManyRun,
  tools: {
    readonly left: LeftOver;
    readonly context: ManyContext;
    readonly granted: GrantedAccounts;
    interrupt(): void;
    readonly renewals: AbortSignal;
  },
): Promise<void> {
  const { noun, options, session } = run;
  const { left, context, granted, interrupt, renewals } = tools;
  const { terminal, clock, signal } = context;
  const folder = options.outputFolder;
  const output =
    folder === undefined ? prefixedOutput(namesOf(noun, accounts), context) : folderOutput(folder, context);
  const obtain = sessionsOf(noun, options, context, { session, granted });
  const begun = clock.now();
  const progress = folder === undefined ? null : await terminal.countDone(noun, accounts.length);
  const rounds = { output, left, progress, obtain, interrupt, renewals };
  const ended = await runRounds(run, accounts, rounds, context);
  sayEnd(run, { ...ended, took: clock.now() - begun }, context);
  if (signal.aborted) throw new ExitError(130);
  if (ended.wrongCaller) throw ended.wrongCaller.error;
  if (ended.results.some((result) => verdictOf(result) !== 'succeeded')) throw new ExitError(1);
}

function namesOf(noun: AccountNoun, accounts: readonly GrantedAccount[]): readonly string[] {
  return accounts.filter((one) => one.noun === noun).map(({ name }) => name);
}

/** Whoever runs the same words again for the same kind of account takes up what is left. */
function unfinishedOf(
  { noun, words }: ManyRun,
  { identity }: GrantedAccounts,
  context: CommandContext,
): UnfinishedRuns {
  const caller = cacheIdentity(context);
  return new UnfinishedRuns(cacheFolder(caller), [identity, noun, caller.sandbox, words], () =>
    context.clock.now(),
  );
}

/** With a role that demands MFA, AWS gives an hour for a code that serves all; a longer session takes one of its own. */
function refuseManyCodes(noun: AccountNoun, { duration }: ExecManyOptions, { structure }: Session): void {
  if (!structure.kinds[noun].role.requireMfa || duration === undefined) return;
  if (validDuration('--duration', duration, 900, 43_200) <= 3_600) return;
  throw new Failure('usage', {
    what: `cannot use --duration ${duration}: AWS would require one MFA code for each ${noun}`,
    why: `The roles require MFA (${noun}.role.requireMfa). With one code for all of them, AWS gives sessions of at most one hour.`,
    fix: ['leave out --duration', 'if the command runs longer than an hour, add --refresh'],
  });
}
