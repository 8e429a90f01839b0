import { gaveUp, poll } from '../../access/waiting.ts';
import { waits } from '../../access/waits.ts';
import { applyClosing } from '../../apply/apply-closing.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import { AwsError, hasCode } from '../../aws/errors/aws-error.ts';
import { initCommand, type NamedAccount } from '../../model/account-kind.ts';
import { closableFrom, removedFrom } from '../../model/closure.ts';
import { Failure } from '../../model/failure.ts';
import type { AccountState } from '../../model/snapshot.ts';
import { kindsWithGroup } from '../../model/structure.ts';
import { grantsOf } from '../../plan/closing-plan.ts';
import { confirmIdentity } from './confirm-identity.ts';
import type { ClosingTools, PreparedClosing } from './prepare-closing.ts';
import { readOps } from './read-target.ts';
import { refuseNeeded } from './refuse-needed.ts';

export interface CloseAccountResult extends NamedAccount {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    /** As it was last seen; null if it was not read. */
    readonly state: AccountState | null;
    /** Names of the OUs above the account, from the root down. */
    readonly path: string;
  };
  /** `YYYY-MM-DD`, by UTC: from about that day on the account is gone. Null where this run has not closed it. */
  readonly removedFrom: string | null;
  readonly changes: readonly ChangeResult[];
}

/** The plan as a result, before anything is done. */
export function plannedClosing(prepared: PreparedClosing): CloseAccountResult {
  const changes = prepared.steps.map(
    ({ change, state }): ChangeResult => ({ change, status: state === 'needed' ? 'planned' : 'unchanged' }),
  );
  return resultOf(prepared, prepared.account.state, null, changes);
}

/**
 * Takes the grants away and closes the account, if it is still the one of the plan.
 * @param isAwaited whether to wait until AWS shows that the account is being closed
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeClosing(
  prepared: PreparedClosing,
  isAwaited: boolean,
  tools: ClosingTools,
): Promise<{ readonly result: CloseAccountResult; readonly errors: readonly unknown[] }> {
  const { aws, wait, progress } = tools;
  const { account, members, ops, steps, tags } = prepared;
  const confirm = tags === null ? null : () => confirmIdentity(aws.organizations, { account, tags }, wait);
  const applied = await applyClosing(steps, {
    ...{ aws, members, wait, progress, ops, account, confirm, isAwaited },
    refuseNeeded: () => refuseNeeded(account, prepared.management, { ...tools, members }),
  });
  const errors = [...applied.errors];
  const statusOf = (kind: 'revoke-grant' | 'close-account') =>
    applied.results.filter(({ change }) => change.kind === kind).map(({ status }) => status);
  // Where the plan had no grant to take away, one may have come since.
  if (errors.length === 0 && steps.some(({ state }) => state === 'needed')) {
    try {
      await refuseGrantedAgain(prepared, tools);
    } catch (error) {
      errors.push(error);
    }
  }
  const [closed] = statusOf('close-account');
  if (closed === 'not-applied' && errors.length > 0)
    errors.push(...leftOpen(prepared, errors[0], applied.results, tools));
  const day = closed === 'applied' ? removedFrom(wait.clock.now()) : null;
  return { result: resultOf(prepared, applied.state, day, applied.results), errors };
}

/** What else there is to say where AWS did not close the account. */
function leftOpen(
  prepared: PreparedClosing,
  error: unknown,
  results: readonly ChangeResult[],
  { wait }: ClosingTools,
): readonly Failure[] {
  const { kind, name, account } = prepared;
  const isTooYoung = error instanceof AwsError && error.reason === 'WAIT_PERIOD_ACTIVE';
  // AWS answers so to a second request, too, while it shows an account that it is closing as ACTIVE.
  const isBusy = hasCode(error, 'ConflictException');
  const access = accessLeft(results);
  if (access === null && !isTooYoung && !isBusy) return [];
  const day = isTooYoung && account.joinedAt !== null ? closableFrom(account.joinedAt) : null;
  return [
    new Failure('failed', {
      what: `the account of ${kind.noun} ${name} (${account.id}) was not closed${isBusy ? ' by this run' : ''}`,
      why: [
        ...(access === null ? [] : [access]),
        isBusy
          ? 'Another request can be closing the account: AWS then shows the account as ACTIVE for some minutes more.'
          : 'Nothing else was changed in the account.',
      ].join(' '),
      fix: [
        isBusy
          ? `wait some minutes, then run the same command again: ${wait.resume}`
          : `${day === null ? 'after you fixed the cause' : `from ${day} on`}, close it: ${wait.resume}`,
        ...(access === null || isBusy
          ? []
          : [`or give the group access again: ${initCommand({ kind, name })}`]),
      ],
    }),
  ];
}

/** What was taken of the access that people in Ops had; null where nothing was. */
function accessLeft(results: readonly ChangeResult[]): string | null {
  const grants = results.flatMap(({ change, status }) =>
    change.kind === 'revoke-grant' ? [{ group: change.group, status }] : [],
  );
  if (grants.every(({ status }) => status !== 'applied')) return null;
  if (grants.some(({ status }) => status !== 'applied' && status !== 'unchanged'))
    return 'Some of the grants in Ops were removed, and some were not: people can still have access to the account.';
  const groups = [...new Set(grants.map(({ group }) => group))];
  return `The grants of ${groups.length === 1 ? 'the group' : 'the groups'} ${groups.join(', ')} in Ops were removed.`;
}

/** IAM shows what was written after a moment; what it shows later than that was written by somebody else. */
async function refuseGrantedAgain(
  { account, members, ops }: PreparedClosing,
  { structure, wait }: ClosingTools,
): Promise<void> {
  const isGone = await poll<true>(
    wait,
    { first: 500, longest: 4_000, onlyReads: true },
    async () => {
      const { groups, policies } = await readOps(members, wait, ops);
      const granted = kindsWithGroup(structure).some((kind) =>
        groups.some((group) => group.name === kind.group && grantsOf(group, policies, account.id).length > 0),
      );
      return granted ? null : true;
    },
    wait.clock.now() + waits.readAgain,
  );
  if (isGone !== null) return;
  throw gaveUp(
    wait,
    `AWS to show that no group in Ops is granted a role in ${account.name} (${account.id})`,
    'A grant still exists: another run can have granted the account again after the plan was made.',
  );
}

function resultOf(
  { kind, name, account, path }: PreparedClosing,
  state: AccountState | null,
  day: string | null,
  changes: readonly ChangeResult[],
): CloseAccountResult {
  const { id, email } = account;
  return { kind, name, account: { id, name: account.name, email, state, path }, removedFrom: day, changes };
}
