import { during } from '../../access/progress.ts';
import { type AccountRef, accountWords } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { executeClosing, plannedClosing } from '../../operations/account/close-account.ts';
import { type PreparedClosing, prepareClosing } from '../../operations/account/prepare-closing.ts';
import { checkConfiguredName } from '../../operations/management.ts';
import { closingNotices } from '../../plan/closing-notices.ts';
import { closeAccountJson, closeAccountView, closingPlanView } from '../../views/close-account.ts';
import type { CommandContext } from '../context.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
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
  const isConfirmed = confirmed(account, options);
  const words = optionWords([
    ['--account-id', options.accountId],
    ['--no-wait', !options.wait],
    ['--timeout', options.timeout, defaultTimeouts.accountClose],
  ]);
  const line = `${accountWords[noun].command} close ${account.name}${words}`;
  const plan = (run: ChangeRun) => planClose(account, accountId, options, run);
  await planAndApply({ line, plan }, { ...options, yes: isConfirmed }, context);
}

/**
 * Whether nobody has to be asked. A yes is given too easily for what cannot be undone.
 * @throws Failure of kind `usage` for `--yes` by itself, and for another name than that of the account
 */
function confirmed({ noun, name }: AccountRef, { confirm, yes }: CloseOptions): boolean {
  if (confirm === undefined && yes !== true) return false;
  if (confirm === name) return true;
  const command = `diverst ${accountWords[noun].command} close ${name}`;
  throw new Failure('usage', {
    what:
      confirm === undefined
        ? '--yes is not enough to close an account'
        : `--confirm ${JSON.stringify(confirm)} is not the name of the ${noun}, which is ${name}`,
    why: `Closing an account cannot be undone by diverst, so the name of the ${noun} has to be given twice. Nothing was read or changed.`,
    fix: [
      `add --confirm ${name}: ${command} --confirm ${name}`,
      `or type the name when you are asked: ${command}`,
    ],
  });
}

function validAccountId(text: string): string {
  if (/^\d{12}$/.test(text)) return text;
  throw new Failure('usage', {
    what: `--account-id ${JSON.stringify(text)} is not the ID of an AWS account`,
    fix: ['write its 12 digits, such as 111122223333'],
  });
}

async function planClose(
  { noun, name }: AccountRef,
  accountId: string | null,
  { wait: isAwaited }: CloseOptions,
  run: ChangeRun,
): Promise<CommandPlan> {
  const kind = run.structure.kinds[noun];
  checkConfiguredName({ kind, name });
  const prepared = await during(run.progress, 'read the organization', () =>
    prepareClosing({ kind, name, accountId }, run),
  );
  const { management, accounts, steps } = prepared;
  const notices = closingNotices(prepared, run.wait.clock.now());
  return {
    caller: management.caller,
    organizationId: management.organization.id,
    accounts: accounts.length,
    steps,
    question: {
      text: `This cannot be undone by diverst. Type ${name} to close the account of ${noun} ${name}:`,
      typed: name,
      option: `--confirm ${name}`,
    },
    json: (origin) => closeAccountJson(plannedClosing(prepared), origin),
    text: (paint, width) =>
      closingPlanView(
        { ...prepared, now: run.wait.clock.now() },
        { title: `plan to close the account of ${noun} ${name}`, steps, notices, paint, width },
      ),
    apply: () => applyClose(prepared, isAwaited, run),
  };
}

async function applyClose(prepared: PreparedClosing, isAwaited: boolean, run: ChangeRun): Promise<Applied> {
  const { result, errors } = await executeClosing(prepared, isAwaited, run);
  const { command } = accountWords[result.kind.noun];
  const next = errors.length === 0 ? `${run.program} ${command} list --closed` : run.wait.resume;
  return {
    changes: result.changes,
    errors,
    json: (origin) => closeAccountJson(result, origin),
    text: (paint) => closeAccountView(result, next, paint),
  };
}
