import type { Progress } from '../access/progress.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { ChangeResult } from '../apply/ledger.ts';
import type { Aws, CallerIdentity } from '../aws/api.ts';
import type { Limits } from '../aws/client/limits.ts';
import type { ShellName } from '../credentials/shells.ts';
import { Failure } from '../model/failure.ts';
import { fixOf } from '../model/fix.ts';
import type { Origin } from '../model/origin.ts';
import type { Structure } from '../model/structure.ts';
import type { Step } from '../plan/change.ts';
import { parentShell } from '../terminal/parent-shell.ts';
import { callerView } from '../views/caller.ts';
import { escapeName } from '../views/escape.ts';
import type { NextCommand } from '../views/next-commands.ts';
import type { Paint } from '../views/paint.ts';
import type { ExitError } from './command-errors.ts';
import { PartialFailure } from './command-errors.ts';
import { ask, type Question } from './confirm.ts';
import type { CommandContext } from './context.ts';
import { originOf } from './mode.ts';
import { openSession, type Session } from './open-session.ts';
import { validDuration } from './session/which-account.ts';

/** A command that changes something in the organization: what `planAndApply` must know of it. */
export interface ChangingCommand {
  /** The words that resume it, with its own options and without the global ones: `client init acme --timeout 1h`. */
  readonly line: string;
  /** Reads and plans, and changes nothing. @throws Failure for whatever stands in the way */
  plan(run: ChangeRun): Promise<CommandPlan>;
}

/** The options of such a command that are alike in all, as commander gives them. */
export interface ChangeOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly timeout: string;
}

/** What a plan is made and applied with. */
export interface ChangeRun {
  readonly session: Session;
  /** Of the session. */
  readonly aws: Aws;
  readonly structure: Structure;
  /** How this program is called for this organization: `diverst --profile admin`. */
  readonly program: string;
  /** What bounds its waits, and the command that resumes it. */
  readonly wait: WaitOptions;
  readonly progress: Progress;
  /** The shell that this program was called from; null where it is not known. */
  callingShell(): ShellName | null;
  /** Whether a plan shows new documents whole, and every step without a change. */
  readonly isWhole: boolean;
}

/** A result for programs, and for people. */
interface Output {
  /** The stable object of `--json`. */
  json(origin: Origin): string;
  /** @param width columns of the terminal; null where there is none */
  text(paint: Paint, width: number | null): string;
}

/**
 * The command that continues a run which failed, as it follows the result; none if an error names that command: errors
 * are reported below the result.
 */
export function toContinue(
  errors: readonly unknown[],
  { wait: { resume } }: Pick<ChangeRun, 'wait'>,
): readonly NextCommand[] {
  const isNamed = errors.some(
    (error) =>
      error instanceof Failure &&
      (error.kind === 'interrupted' || (error.text.fix ?? []).some((fix) => fixOf(fix).run === resume)),
  );
  return isNamed ? [] : [{ say: 'to continue', run: resume }];
}

/** What a command would change. */
export interface CommandPlan extends Output {
  readonly caller: CallerIdentity;
  /** Null if the account is in no organization yet. */
  readonly organizationId: string | null;
  /** How many accounts it has. */
  readonly accounts: number;
  readonly steps: readonly Step[];
  /** Asked before anything is changed; null if nothing will be changed, because `apply` refuses the plan. */
  readonly question: Question | null;
  /** Options that give the consent without which `apply` refuses the plan. */
  readonly consent?: string;
  /** What a dry run prints after the plan. @param width columns of the terminal; null where there is none */
  remarks?(width: number | null): readonly string[];
  apply(): Promise<Applied>;
}

/** What came of a plan. */
export interface Applied extends Output {
  readonly changes: readonly ChangeResult[];
  /** What kept it from being complete; empty where nothing did. */
  readonly errors: readonly unknown[];
  /** Ends the command if nothing failed, and yet something is not in order. */
  readonly exit?: ExitError | undefined;
}

/**
 * The course of every command that changes something: reads and plans, shows your identity and the plan, asks, applies
 * the plan, and shows the result. Nothing is changed before the question is answered or `--yes` was given.
 * @throws Failure for what keeps it from beginning; PartialFailure once the result is shown
 */
export async function planAndApply(
  command: ChangingCommand,
  options: ChangeOptions,
  context: CommandContext,
): Promise<void> {
  const { terminal, globals, clock, signal } = context;
  const timeout = validDuration('--timeout', options.timeout, 1, 86_400);
  const deadline = () => clock.now() + timeout * 1_000;
  const limits: Limits = { signal, deadline: deadline() };
  const run = await openRun(command.line, limits, context);
  const { resume } = run.wait;

  const plan = await command.plan(run).catch((error: unknown) => {
    throw withResume(error, resume);
  });
  showCaller(plan, run, context);
  const origin = originOf(run.session, plan.caller.arn);
  const print = (output: Output) =>
    terminal.out(
      globals.json ? output.json(origin) : output.text(terminal.outPaint, terminal.outWidth ?? null),
    );
  const needed = plan.steps.some(({ state }) => state === 'needed');
  if (options.dryRun) {
    // With --dry-run the plan is what was asked for: data, not a message.
    print(plan);
    terminal.err(dryRunText(plan, resume, terminal.errWidth ?? null));
    return;
  }
  terminal.err(`${plan.text(terminal.errPaint, terminal.errWidth ?? null)}\n`);
  if (needed && plan.question !== null && !options.yes) {
    await ask(context, plan.question);
    // The time that a person took to answer is not AWS's.
    limits.deadline = deadline();
  }

  const applied = await plan.apply();
  print(applied);
  if (applied.errors.length > 0) {
    const requested = requestedAccount(applied);
    throw new PartialFailure(applied.errors.map((error) => withResume(error, resume, requested)));
  }
  if (applied.exit !== undefined) throw applied.exit;
}

/** What follows the plan of a dry run: that nothing was changed, what the plan leaves, and the command that applies it. */
function dryRunText(plan: CommandPlan, resume: string, width: number | null): string {
  const { steps, consent = '', remarks } = plan;
  const isNeeded = steps.some(({ state }) => state === 'needed');
  const command = consent === '' ? resume : `${resume} ${consent}`;
  const lines = [
    '',
    ...(remarks?.(width) ?? []),
    'Dry run: nothing was changed.',
    ...(isNeeded || consent !== ''
      ? [consent === '' ? 'to apply:' : 'to apply, with your consent:', `  ${escapeName(command)}`]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

async function openRun(line: string, limits: Limits, context: CommandContext): Promise<ChangeRun> {
  const session = await openSession(context, 'management', limits);
  const { aws, structure, repeatedOptions } = session;
  const program = `diverst${repeatedOptions}`;
  const wait = waitOptions(context, limits, `${program} ${line}`);
  const progress = await context.terminal.progress();
  const callingShell = () => parentShell(context.shell.inherited);
  const isWhole = context.globals.debug === true;
  return { session, aws, structure, program, wait, progress, callingShell, isWhole };
}

function showCaller(
  { caller, organizationId, accounts }: CommandPlan,
  { session: { profile, configFile } }: ChangeRun,
  { terminal }: CommandContext,
): void {
  const { accountId, arn } = caller;
  const facts = { profile, configFile, accountId, arn, organizationId, accounts };
  terminal.err(`${callerView(facts, terminal.errPaint, terminal.errWidth ?? null)}\n`);
}

/** What bounds the waits of a run; a limit that is moved moves them too. */
function waitOptions(context: CommandContext, limits: Limits, resume: string): WaitOptions {
  return {
    clock: context.clock,
    signal: context.signal,
    resume,
    get deadline() {
      return limits.deadline ?? Number.POSITIVE_INFINITY;
    },
  };
}

/** Whether an account was requested and does not exist yet. */
function requestedAccount({ changes }: Applied): boolean {
  return changes.some(({ change, status }) => change.kind === 'create-account' && status === 'in-doubt');
}

/** An interrupted run names the command that continues its work. */
function withResume(error: unknown, resume: string, requested = false): unknown {
  if (!(error instanceof Failure) || error.kind !== 'interrupted') return error;
  return new Failure(
    'interrupted',
    {
      ...error.text,
      why: requested ? 'The account was requested, and AWS continues to create it.' : undefined,
      fix: [`continue: ${resume}`],
    },
    { cause: error },
  );
}
