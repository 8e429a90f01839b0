import { sideBySide } from '../../access/pool.ts';
import { rootSession } from '../../access/root-session.ts';
import { isNone, type RootCredentials, type RootKey, rootUserSubject } from '../../model/root-users.ts';
import type { OrganizationStep, StepIn } from '../../plan/order.ts';
import { type FindingSelector, selectsByName } from '../../plan/repair-plan.ts';
import type { RepairTools } from './apply-repair.ts';
import { reasonOf } from './read-account.ts';
import type { OrganizationReading } from './read-organization.ts';

/** Milliseconds: a person who used a key within this time possibly needs it tomorrow. */
const recent = 90 * 24 * 60 * 60_000;

/** Accounts that are asked at a time. */
const atOnce = 8;

interface RepairNames {
  readonly only: readonly FindingSelector[];
  /** Nobody is asked before it is done. */
  readonly unattended: boolean;
}

interface Fitted {
  readonly step: OrganizationStep | null;
  readonly notices: readonly string[];
  /** Names what could not be looked at. */
  readonly unseen: readonly string[];
}

/**
 * The steps, those that delete root credentials with what there is by name: an audit knows only of which kinds it is.
 * What cannot be looked at is not deleted either. Keys that are in use are only deleted without a question where the
 * account itself is named.
 * @throws the signal's reason only
 */
export async function withRootCredentials(
  steps: readonly OrganizationStep[],
  { snapshot: { partition } }: OrganizationReading,
  { only, unattended }: RepairNames,
  { aws, wait }: Pick<RepairTools, 'aws' | 'wait'>,
): Promise<{
  readonly steps: readonly OrganizationStep[];
  readonly notices: readonly string[];
  readonly unseen: readonly string[];
}> {
  const now = wait.clock.now();
  const lookAt = async (step: OrganizationStep): Promise<Fitted> => {
    if (!deletes(step) || step.state !== 'needed') return { step, notices: [], unseen: [] };
    const { change, fixes } = step;
    const { name, accountId } = change;
    const of = `the root user of account ${name} (${accountId})`;
    let credentials: RootCredentials;
    try {
      const root = await rootSession(aws, { accountId, partition, task: 'IAMAuditRootUserCredentials' });
      credentials = await root.rootCredentials();
    } catch (error) {
      wait.signal.throwIfAborted();
      const notices = [`not repaired: the credentials of ${of} could not be read (${reasonOf(error)})`];
      return { step: null, notices, unseen: [rootUserSubject(name)] };
    }
    if (isNone(credentials))
      return { step: null, notices: [`${of} has no credentials any more`], unseen: [] };
    const used = credentials.keys.filter((key) => isRecent(key, now));
    const isHeld = used.length > 0 && unattended && !fixes.some((id) => selectsByName(only, id));
    return {
      step: {
        ...step,
        change: { ...change, credentials },
        state: isHeld ? 'needs-consent' : 'needed',
      },
      notices: used.map((key) => inUse(key, of, isHeld)),
      unseen: [],
    };
  };
  const found = new Map<OrganizationStep, Fitted>();
  await sideBySide(steps, atOnce, async (step) => {
    found.set(step, await lookAt(step));
  });
  const fitted = steps.flatMap((step) => found.get(step) ?? []);
  const isDone = fitted.some(({ step }) => step !== null && deletes(step) && step.state === 'needed');
  return {
    steps: fitted.flatMap(({ step }) => step ?? []),
    notices: [...fitted.flatMap(({ notices }) => notices), ...(isDone ? [cannotBeUndone] : [])],
    unseen: fitted.flatMap(({ unseen }) => unseen),
  };
}

const cannotBeUndone =
  'deleted root credentials cannot be restored; if you need the root user later, allow the recovery of its password in the IAM console of the management account; a closed account can only be reopened with the help of AWS Support';

function deletes(step: OrganizationStep): step is StepIn<'removal'> & {
  readonly change: Extract<OrganizationStep['change'], { readonly kind: 'delete-root-credentials' }>;
} {
  return step.change.kind === 'delete-root-credentials';
}

function isRecent({ lastUsed }: RootKey, now: number): boolean {
  return lastUsed !== null && now - lastUsed < recent;
}

function inUse({ id, lastUsed }: RootKey, of: string, isHeld: boolean): string {
  const day = new Date(lastUsed ?? 0).toISOString().slice(0, 10);
  const what = `WARNING: access key ${id} of ${of} is in use: it was last used on ${day}. Programs that sign with this key stop working when the key is deleted`;
  return isHeld
    ? `${what}; with --yes, diverst deletes a key in use only if you name the account: --only CHECK:SUBJECT`
    : what;
}
