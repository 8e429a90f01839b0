import { type DiffContext, diffContext } from '../../plan/diff/context.ts';
import { shortList } from '../../plan/diff/words.ts';
import { guardedAccounts, newGuardrails, withoutDoubtful } from '../../plan/guardrail-care.ts';
import { guardedMoves, withoutDoubtfulMoves } from '../../plan/guardrail-moves.ts';
import { useInWords } from '../../plan/guardrail-use-words.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import type { RepairTools } from './apply-repair.ts';
import { readGuardrailUse } from './guardrail-use.ts';
import type { OrganizationReading } from './read-organization.ts';

/**
 * The steps, with the steps of guardrails adapted to the use: everything that they would deny is listed before the
 * question. If there is no question, such a guardrail is left out, and also one whose use could not be read. The same
 * is true for an account that is moved to an OU with guardrails.
 * @param unattended whether the steps are done without a question
 */
export async function withGuardrailCare(
  steps: readonly OrganizationStep[],
  { snapshot, management }: OrganizationReading,
  unattended: boolean,
  tools: RepairTools,
): Promise<{ readonly steps: readonly OrganizationStep[]; readonly notices: readonly string[] }> {
  const { structure, wait } = tools;
  const isMeant = steps.some(
    ({ part, change, state }) =>
      state === 'needed' && (part === 'guardrails' || change.kind === 'move-account'),
  );
  if (!isMeant) return { steps, notices: [] };
  const context = diffContext(structure, snapshot, wait.clock.now());
  const guardrails = newGuardrails(steps, context);
  const question = {
    guarded: guardedAccounts(guardrails, guardedMoves(steps, context), context),
    context,
    mended: mendedRoles(steps, context),
  };
  const use = await readGuardrailUse(question, { ...tools, management });
  const words = useInWords(use);
  if (words.length === 0 || !unattended) return { steps, notices: words };
  const kept = withoutDoubtful(steps, guardrails, use);
  const moves = withoutDoubtfulMoves(kept.steps, use, context);
  const left = [
    ...kept.left.map(
      ({ policy, names }) => `not attached with --yes: ${shortList(names)} in ${policy.wanted.name}`,
    ),
    ...moves.left.map(
      ({ change, guardrails: names }) =>
        `not moved with --yes: ${change.name} to ${change.to}, which has the guardrails ${names.join(', ')}`,
    ),
  ].map((what) => `${what}; to confirm it yourself, without --yes: ${wait.resume}`);
  return { steps: moves.steps, notices: [...words, ...left] };
}

/** Roles whose trust policies are made as intended before anything is attached. */
function mendedRoles(steps: readonly OrganizationStep[], { byId }: DiffContext): ReadonlySet<string> {
  return new Set(
    steps.flatMap(({ change, accountId, state }) => {
      if (change.kind !== 'replace-trust' || state !== 'needed' || accountId === null) return [];
      const reading = byId.get(accountId)?.reading;
      const roles = reading?.kind === 'read' ? reading.iam.roles : [];
      return roles.filter(({ name }) => name === change.role).map(({ arn }) => arn);
    }),
  );
}
