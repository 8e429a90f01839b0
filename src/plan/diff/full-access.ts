import { fullAccessPolicyId } from '../../model/control-policies.ts';
import { comparePolicies } from '../../model/policy/compare.ts';
import { parsePolicy, type Statement } from '../../model/policy/document.ts';
import type { Difference } from '../difference.ts';
import { hasEffect } from '../guardrail-states.ts';
import { type DiffContext, difference, isActive, organizationPlace, whereUnit } from './context.ts';

/**
 * Levels at which no service control policy allows everything: AWS then refuses, in every account below, what none of
 * them allows. Whoever means a list of what is allowed, ignores the finding.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function fullAccessDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, byId, management } = context;
  const { controlPolicies: reading, rootId, units } = snapshot;
  if (reading.kind !== 'read' || !hasEffect('SERVICE_CONTROL_POLICY', reading.types)) return [];
  return reading.withoutFullAccess.flatMap((id): readonly Difference[] => {
    const account = byId.get(id);
    const isLevel = id === rootId || units.some((unit) => unit.id === id);
    // Policies have no effect in the management account, and nobody works in one that is closed.
    const isJudged = account === undefined ? isLevel : account !== management && isActive(account);
    if (!isJudged) return [];
    const attached = reading.policies.filter(
      ({ type, targets }) => type === 'SERVICE_CONTROL_POLICY' && targets.includes(id),
    );
    if (allowsEverything(attached.map(({ document }) => document))) return [];
    const label = account ? `account ${context.labelOf(account)}` : whereUnit(context, id);
    const target = { id, label };
    return [
      difference({
        check: 'full-access-detached',
        subject: account ? context.labelOf(account) : id === rootId ? 'root' : label,
        place: account ? context.placeOf(account) : organizationPlace(context),
        message: `no service control policy at ${label} allows everything, so AWS refuses what no policy there allows`,
        expected: 'FullAWSAccess, or a policy that allows the same',
        actual: attached.length === 0 ? 'none' : attached.map(({ name }) => name).join(', '),
        repair: [{ change: { kind: 'attach-full-access', target }, consent: true }],
        fix: [
          `attach the policy yourself in the management account: aws organizations attach-policy --policy-id ${fullAccessPolicyId} --target-id ${id}`,
          'or ignore the finding under audit.ignore in diverst.config.yaml, if you want to allow certain services only',
        ],
      }),
    ];
  });
}

function allowsEverything(documents: readonly string[]): boolean {
  const statements = documents.flatMap((document): readonly Statement[] => {
    const parsed = parsePolicy(document);
    return parsed.ok ? parsed.policy.statements.filter(({ effect }) => effect === 'Allow') : [];
  });
  const everything: Statement = { effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] };
  const { verdict } = comparePolicies(
    { version: '2012-10-17', statements },
    { version: '2012-10-17', statements: [everything] },
    { kind: 'identity' },
  );
  return verdict === 'equal' || verdict === 'broader';
}
