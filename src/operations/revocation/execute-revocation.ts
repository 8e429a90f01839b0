import type { Progress } from '../../access/progress.ts';
import { applyRevocation } from '../../apply/apply-revocation.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import { refOf, refText } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { PreparedRevocation, RevocationTools, UnrevokedAccount } from './prepare-revocation.ts';

/** Accounts that are written to at a time. */
const writers = 8;

export interface RevocationResult {
  readonly changes: readonly ChangeResult[];
  /** By account: the time before which its sessions are ended, in epoch milliseconds. */
  readonly endedBefore: ReadonlyMap<string, number>;
}

/** Before anything is done. */
export function plannedRevocation({ steps }: PreparedRevocation): RevocationResult {
  const changes = steps.map(({ change, state }): ChangeResult => {
    return { change, status: state === 'needed' ? 'planned' : 'unchanged' };
  });
  return { changes, endedBefore: new Map() };
}

/**
 * Locks the person and ends the sessions, or takes that back, account by account side by side.
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeRevocation(
  prepared: PreparedRevocation,
  { aws, structure, wait, progress }: RevocationTools & { readonly progress: Progress },
): Promise<{ readonly result: RevocationResult; readonly errors: readonly unknown[] }> {
  const { management, accounts, members, ops, steps, failed } = prepared;
  const { results, errors, endedBefore } = await applyRevocation(steps, {
    ops,
    progress,
    context: {
      ...{ aws, members, wait, structure, accounts },
      managementAccountId: management.organization.managementAccountId,
      partition: management.caller.partition,
      concurrency: writers,
    },
  });
  return { result: { changes: results, endedBefore }, errors: [...errors, ...failed.map(named)] };
}

/** An error of an account that says which. */
function named({ target, error }: UnrevokedAccount): unknown {
  if (!(error instanceof Failure)) return error;
  const what = `${refText(refOf(target))}: ${error.text.what}`;
  return new Failure(error.kind, { ...error.text, what }, { cause: error });
}
