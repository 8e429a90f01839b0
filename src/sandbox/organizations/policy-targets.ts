import type { PolicyTargetSummary } from '@aws-sdk/client-organizations';
import { entry } from '../iam/records.ts';
import type { CallContext } from '../operation.ts';
import type { OrganizationState, SandboxState } from '../state.ts';
import { targetArn } from './arns.ts';
import type { ControlPolicy } from './control-policies.ts';
import { type ControlPolicyKind, kindManagedAs } from './control-policy-kinds.ts';
import { membersOf } from './members.ts';

/** Whether the policy is attached to the root, OU or account, whatever authorization sees of it yet. */
export function isAttached(
  { attachments }: OrganizationState,
  targetId: string,
  policy: Pick<ControlPolicy, 'id' | 'own'>,
): boolean {
  const record = entry(entry(attachments ?? {}, targetId) ?? {}, policy.id);
  return record?.isAttached ?? policy.own === undefined;
}

/** Every root, OU and account of the organization, by id. */
export function allTargetIds(state: SandboxState, { rootId }: OrganizationState): string[] {
  return [rootId, ...Object.keys(state.units), ...membersOf(state).map(({ id }) => id)];
}

/** What authorization sees of it changes when the change has spread. */
export function setAttached(
  organization: OrganizationState,
  targetId: string,
  policyId: string,
  attached: boolean,
  { now, timings }: CallContext,
): void {
  const records = entry(organization.attachments ?? {}, targetId) ?? {};
  const others = Object.entries(records).filter(
    ([id, record]) =>
      id !== policyId && (record.isAttached || kindManagedAs(id) !== undefined || record.effectiveAt > now),
  );
  const changed = { isAttached: attached, effectiveAt: now + timings.propagation };
  organization.attachments = {
    ...organization.attachments,
    [targetId]: { ...Object.fromEntries(others), [policyId]: changed },
  };
}

/** When a type is disabled, AWS forgets what was attached where. */
export function forgetAttachments(organization: OrganizationState, kind: ControlPolicyKind): void {
  keepAttachments(
    organization,
    (policyId) => policyId !== kind.managed.id && organization.policies?.[policyId]?.type !== kind.type,
  );
}

/** Of a policy that is deleted. */
export function forgetPolicy(organization: OrganizationState, deletedId: string): void {
  keepAttachments(organization, (policyId) => policyId !== deletedId);
}

/** Of an OU or an account that is gone. */
export function forgetTarget(organization: OrganizationState | null, targetId: string): void {
  delete organization?.attachments?.[targetId];
}

function keepAttachments(organization: OrganizationState, isKept: (policyId: string) => boolean): void {
  const targets = Object.entries(organization.attachments ?? {}).map(([targetId, records]) => {
    const kept = Object.entries(records).filter(([policyId]) => isKept(policyId));
    return [targetId, Object.fromEntries(kept)] as const;
  });
  organization.attachments = Object.fromEntries(
    targets.filter(([, records]) => Object.keys(records).length > 0),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_PolicyTargetSummary.html */
export function targetSummary(state: SandboxState, id: string): PolicyTargetSummary {
  const common = { TargetId: id, Arn: targetArn(state, id) };
  const unit = entry(state.units, id);
  if (unit !== undefined) return { ...common, Name: unit.name, Type: 'ORGANIZATIONAL_UNIT' };
  const account = entry(state.accounts, id);
  if (account !== undefined) return { ...common, Name: account.name, Type: 'ACCOUNT' };
  return { ...common, Name: 'Root', Type: 'ROOT' };
}
