import type { WaitOptions } from '../../access/waiting.ts';
import { Failure } from '../../model/failure.ts';
import type { OfKind } from '../../plan/change.ts';
import type { PreparedAccount } from './prepare-account.ts';

/** The use that guardrails would deny in an account that existed before, after its move into its OU. */
export interface AdoptionCare {
  /** A sentence for each thing. */
  readonly notices: readonly string[];
  /** Something would be cut off, or it is not known whether it would. */
  readonly isDoubtful: boolean;
}

export const nothingAdopted: AdoptionCare = { notices: [], isDoubtful: false };

/**
 * For a run without a question.
 * @throws Failure where something would be cut off, or may be: nothing is begun
 */
export function refuseDoubtful(
  { notices, isDoubtful: isHeld }: AdoptionCare,
  prepared: PreparedAccount,
  { resume }: Pick<WaitOptions, 'resume'>,
): void {
  const move = adoptionMove(prepared);
  if (!isHeld || move === null) return;
  throw new Failure('failed', {
    what: `account ${move.name} cannot be moved to ${move.to} with --yes: guardrails there can deny what is in use`,
    why: ['Nothing was changed.', ...notices].join('\n'),
    fix: [
      'exclude what must continue to work, under guardrails in diverst.config.yaml',
      `or read the plan and confirm it yourself, without --yes: ${resume}`,
    ],
  });
}

/** The move of an account that was there before; null where it is new, or where it belongs. */
export function adoptionMove({ plan, actual }: PreparedAccount): OfKind<'move-account'> | null {
  if (actual.account === null) return null;
  const found = plan.steps.find(({ change, state }) => change.kind === 'move-account' && state === 'needed');
  return found?.change.kind === 'move-account' ? found.change : null;
}
