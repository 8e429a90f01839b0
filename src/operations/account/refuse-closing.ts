import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, CallerIdentity } from '../../aws/api.ts';
import { commandOf, type NamedAccount } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { AccountStep } from '../../plan/account-step.ts';

/**
 * While AWS closes an account, AWS can show the account as ACTIVE again for minutes. Only an account without a grant
 * can be such an account, so the history is hardly ever read. If the history cannot be read, the run continues.
 * @throws Failure if the closing of the account has started
 */
export async function refuseClosing(
  { kind, name }: NamedAccount,
  account: Account | null,
  steps: readonly AccountStep[],
  { aws, wait, caller }: { readonly aws: Aws; readonly wait: WaitOptions; readonly caller: CallerIdentity },
): Promise<void> {
  const isGranted = steps.every(({ change, state }) => change.kind !== 'grant-access' || state !== 'needed');
  if (account === null || isGranted) return;
  // What reads events is only loaded where it is needed.
  const { begunClosings } = await import('../organization/begun-closings.ts');
  const closing = await begunClosings(aws, caller, wait.clock.now(), wait.signal);
  if (!closing.has(account.id)) return;
  throw new Failure('failed', {
    what: `the account of ${kind.noun} ${name} (${account.id}) is being closed`,
    why: 'Closing started within the last day. AWS shows the account as ACTIVE for some minutes more. Nothing was changed.',
    fix: [
      `see when the account was closed: ${commandOf(kind)} list --closed`,
      'if the closing was stopped, for example by AWS Support, run the same command again tomorrow',
    ],
  });
}
