import { during } from '../../access/progress.ts';
import { type AccountRef, accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { executeClosing, plannedClosing } from '../../operations/account/close-account.ts';
import { type PreparedClosing, prepareClosing } from '../../operations/account/prepare-closing.ts';
import { checkConfiguredName } from '../../operations/management.ts';
import { closingNotices } from '../../plan/closing-notices.ts';
import { closeAccountJson, closeAccountView, closingPlanView } from '../../views/close-account.ts';
import { confirmedName } from '../confirmed-name.ts';
import type { CommandContext } from '../context.ts';
import { repeatedOptions } from '../open-session.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { validName } from '../session/which-account.ts';

/** The options of `close` as commander gives them. */
export interface CloseOptions extends ChangeOptions {
  readonly accountId?: string;
  readonly confirm?: string;
  readonly wait: boolean;
}

export async function runClose(
  { noun, name: given }: AccountRef,
  options: CloseOptions,
  context: CommandContext,
): Promise<void> {
  const account = { noun, name: validName(noun, given) };
  const accountId = options.accountId === undefined ? null : validAccountId(options.accountId);
  const words = optionWords([
    ['--account-id', options.accountId],
    ['--no-wait', !options.wait],
    ['--timeout', options.timeout, defaultTimeouts.accountClose],
  ]);
  const line = `${accountWords[noun].command} close ${account.name}${words}`;
  const command = `diverst${repeatedOptions(context, true)} ${line}`;
  const isConfirmed = confirmedName(
    { name: account.name, thing: noun, act: 'close an account', command },
    options,
  );
  const plan = (run: ChangeRun) => planClose(account, accountId, options, run, context);
  await planAndApply({ line, plan }, { ...options, yes: isConfirmed }, context);
}

function validAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new Failure('usage', {
    what: `--account-id ${JSON.stringify(text)} is not the ID of an AWS account`,
    fix: ['give the 12 digits of the ID, such as 111122223333'],
  });
}

async function planClose(
  { noun, name }: AccountRef,
  accountId: string | null,
  { wait: isAwaited }: CloseOptions,
  run: ChangeRun,
  context: CommandContext,
): Promise<CommandPlan> {
  const kind = run.structure.kinds[noun];
  checkConfiguredName({ kind, name });
  const prepared = await during(run.progress, 'read the organization', () =>
    prepareClosing({ kind, name, accountId }, run),
  );
  const { management, accounts, steps } = prepared;
  const cost = await lastMonthCost(prepared, run, context);
  const notices = closingNotices(prepared, run.wait.clock.now(), run.structure.trail !== null);
  return {
    caller: management.caller,
    organizationId: management.organization.id,
    accounts: accounts.length,
    steps,
    question: {
      text: `diverst cannot undo this. Type ${name} to close the account of ${noun} ${name}:`,
      typed: name,
      option: `--confirm ${name}`,
    },
    json: (origin) => closeAccountJson(plannedClosing(prepared), origin),
    text: (paint, width) =>
      closingPlanView(
        { ...prepared, cost, now: run.wait.clock.now() },
        {
          title: `plan to close the account of ${noun} ${name}`,
          ...{ steps, notices, paint, width },
          isWhole: run.isWhole,
        },
      ),
    apply: () => applyClose(prepared, isAwaited, run),
  };
}

/** From the cache, which costs nothing: a plan to close an account makes no call that AWS bills. */
async function lastMonthCost(
  { name, account, management: { organization } }: PreparedClosing,
  { session, program }: ChangeRun,
  context: CommandContext,
): Promise<string> {
  const { keptCost } = await import('../costs/kept-cost.ts');
  const known = await keptCost(account.id, organization, session, context);
  return known ?? `unknown; to see the costs: ${program} org costs --client ${name}`;
}

async function applyClose(prepared: PreparedClosing, isAwaited: boolean, run: ChangeRun): Promise<Applied> {
  const { result, errors } = await executeClosing(prepared, isAwaited, run);
  const { command } = accountWords[result.kind.noun];
  const next =
    errors.length === 0
      ? [{ say: `to list closed ${result.kind.noun}s`, run: `${run.program} ${command} list --closed` }]
      : toContinue(errors, run);
  return {
    changes: result.changes,
    errors,
    json: (origin) => closeAccountJson(result, origin),
    text: (paint, width) => closeAccountView(result, next, paint, width),
  };
}
