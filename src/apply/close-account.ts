import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { OrganizationsApi } from '../aws/api.ts';
import { AwsError, hasCode, messageOf } from '../aws/errors/aws-error.ts';
import { Failure } from '../model/failure.ts';
import type { AccountState } from '../model/snapshot.ts';
import type { Done, Report } from './ledger.ts';

/** Pauses between sends that AWS refused for the moment: it takes one call in 20 seconds. */
const sendPace = { first: 2_000, longest: 20_000 };
const lookPace = { first: 1_000, longest: 10_000, onlyReads: true };

/** What is closed, and how it is looked at. */
export interface Closing {
  readonly id: string;
  readonly name: string;
  /**
   * Looks at the account directly before each send.
   * @returns its state
   * @throws Failure where it is not the account any more that was planned to be closed
   */
  confirm(): Promise<AccountState>;
}

/** Whether AWS says of an account that its closure has begun. */
export function isClosing(state: AccountState): boolean {
  return state === 'PENDING_CLOSURE' || state === 'CLOSED';
}

/**
 * Asks AWS to close an account, once. CloseAccount answers nothing, so after a call without a clear answer the account is
 * looked at, and nothing is sent again; only what AWS refused for the moment is. Who has closed it meanwhile has done it.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html
 */
export async function closeAccount(
  organizations: OrganizationsApi,
  { id, name, confirm }: Closing,
  wait: WaitOptions,
  { task, wrote }: Report,
): Promise<Done> {
  // What ends it is thrown outside: the poll would take an error for one that only says "later".
  const end = await poll<Done | { readonly failed: unknown }>(wait, sendPace, async () => {
    if (isClosing(await confirm())) return { applied: false };
    try {
      await organizations.closeAccount(id);
      return { applied: true, text: 'AWS accepted the request' };
    } catch (error) {
      if (!(error instanceof AwsError)) return { failed: error };
      if (error.outcome === 'rejected') {
        if (hasCode(error, 'AccountAlreadyClosedException')) return { applied: false };
        // It may be closing already, and have been shown as ACTIVE a moment ago.
        if (hasCode(error, 'ConflictException') && (await isSeenClosing(organizations, id, wait)))
          return { applied: false };
        throw error;
      }
      wrote();
      task.update('no clear answer from AWS: checking whether the account is being closed');
      if (await isSeenClosing(organizations, id, wait)) return { applied: true };
      return { failed: inDoubt(name, id, wait, error) };
    }
  });
  if (end === null)
    throw gaveUp(
      wait,
      `AWS to accept the request to close account ${name} (${id})`,
      'AWS kept throttling CloseAccount. The account was not closed.',
    );
  if ('failed' in end) throw end.failed;
  return end;
}

/** States that are read may go back to ACTIVE for minutes: one that says otherwise is enough. */
async function isSeenClosing(
  organizations: OrganizationsApi,
  id: string,
  wait: WaitOptions,
): Promise<boolean> {
  const until = wait.clock.now() + waits.lostClosure;
  return (await seenClosing(organizations, id, wait, until)) !== null;
}

/**
 * Waits until AWS shows that an account is being closed, or is.
 * @param until epoch milliseconds
 * @returns its state; null once the time is over
 */
export function seenClosing(
  organizations: OrganizationsApi,
  id: string,
  wait: WaitOptions,
  until = wait.deadline,
): Promise<AccountState | null> {
  return poll<AccountState>(
    wait,
    lookPace,
    async () => {
      const { state } = await organizations.describeAccount(id);
      return isClosing(state) ? state : null;
    },
    until,
  );
}

/** Its words are its own: those for the cause would say that AWS was asked several times. */
function inDoubt(name: string, id: string, wait: WaitOptions, cause: AwsError): Failure {
  return new Failure(
    'failed',
    {
      what: `unknown whether AWS is closing account ${name} (${id})`,
      why: `diverst sent CloseAccount once and got no clear answer. AWS still shows the account as ACTIVE, as it does for some minutes after a request. ${messageOf(cause)}`,
      fix: [`wait some minutes, then run the same command again: ${wait.resume}`],
      facts: [
        `code: ${cause.code}`,
        ...(cause.requestId === undefined ? [] : [`request ID: ${cause.requestId}`]),
      ],
    },
    { cause },
  );
}
