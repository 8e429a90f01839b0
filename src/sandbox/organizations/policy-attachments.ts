import {
  type AttachPolicyRequest,
  type DetachPolicyRequest,
  type ListPoliciesForTargetRequest,
  type ListPoliciesForTargetResponse,
  type ListTargetsForPolicyRequest,
  type ListTargetsForPolicyResponse,
  PolicyType,
} from '@aws-sdk/client-organizations';
import { type CallContext, type Operation, type Permission, SandboxError } from '../operation.ts';
import type { OrganizationState } from '../state.ts';
import { targetArn } from './arns.ts';
import {
  type ControlPolicy,
  controlPoliciesOf,
  findControlPolicy,
  policySummary,
  policyTypeStatus,
} from './control-policies.ts';
import { type ControlPolicyKind, controlPolicyKind } from './control-policy-kinds.ts';
import {
  asManagementAccount,
  asReader,
  constraintViolation,
  invalidInput,
  policyChangesInProgress,
  policyTypeNotEnabled,
} from './errors.ts';
import { page } from './pages.ts';
import { onPolicy } from './policies.ts';
import { allTargetIds, isAttached, setAttached, targetSummary } from './policy-targets.ts';
import { requireTarget } from './shapes.ts';
import { oneOf, validPolicyId, validTargetId } from './validate.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
export const attachPolicy: Operation<AttachPolicyRequest, undefined> = {
  mutates: true,
  permissions: (input, context) => onBoth('AttachPolicy', input, context),
  run: (input, context) => {
    const { organization, policy, targetId } = readBoth(input, context);
    if (policyTypeStatus(organization, policy.kind.type, context.now) === 'absent') {
      throw policyTypeNotEnabled();
    }
    if (isAttached(organization, targetId, policy)) {
      throw new SandboxError(
        'DuplicatePolicyAttachmentException',
        'The selected policy is already attached to the specified target.',
      );
    }
    if (countAttached(organization, policy.kind, targetId, context) >= policy.kind.perTarget) {
      throw constraintViolation(
        'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'You have attached the maximum number of policies of this type to the target.',
      );
    }
    setAttached(organization, targetId, policy.id, true, context);
    return undefined;
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html */
export const detachPolicy: Operation<DetachPolicyRequest, undefined> = {
  mutates: true,
  permissions: (input, context) => onBoth('DetachPolicy', input, context),
  run: (input, context) => {
    const { organization, policy, targetId } = readBoth(input, context);
    if (!isAttached(organization, targetId, policy)) {
      throw new SandboxError(
        'PolicyNotAttachedException',
        "The policy isn't attached to the specified target in the specified root.",
      );
    }
    if (policy.own === undefined && !policy.kind.managed.isDetachable) {
      throw invalidInput('NON_DETACHABLE_POLICY', "You can't detach this AWS Managed Policy.");
    }
    if (countAttached(organization, policy.kind, targetId, context) <= 1) {
      throw constraintViolation(
        'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
        'A root, OU or account must have at least one policy of this type attached.',
      );
    }
    setAttached(organization, targetId, policy.id, false, context);
    return undefined;
  },
};

/** Those that are attached to it, not those that it gets from above. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export const listPoliciesForTarget: Operation<ListPoliciesForTargetRequest, ListPoliciesForTargetResponse> = {
  mutates: false,
  permissions: ({ TargetId, Filter }, { state }) => [
    {
      action: 'organizations:ListPoliciesForTarget',
      resource: targetArn(state, TargetId ?? ''),
      ...(Filter === undefined ? {} : { context: { 'organizations:PolicyType': [Filter] } }),
    },
  ],
  run: (input, context) => {
    const { state } = context;
    const { TargetId: id = '', Filter: type = '' } = input;
    const organization = asReader(context);
    validTargetId(id);
    oneOf(type, Object.values(PolicyType));
    requireTarget(state, id);
    const kind = controlPolicyKind(type);
    const ids = kind === undefined ? [] : attachedIds(organization, kind, id, context);
    const { items, nextToken } = page(state, `ListPoliciesForTarget ${id} ${type}`, ids, input, (policyId) =>
      policySummary(state, findControlPolicy(context, policyId)),
    );
    return { Policies: items, NextToken: nextToken };
  },
};

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
export const listTargetsForPolicy: Operation<ListTargetsForPolicyRequest, ListTargetsForPolicyResponse> = {
  mutates: false,
  permissions: ({ PolicyId }, context) => onPolicy('ListTargetsForPolicy', PolicyId, context),
  run: (input, context) => {
    const { state } = context;
    const { PolicyId: id = '' } = input;
    const organization = asReader(context);
    const policy = findControlPolicy(context, id);
    const ids = allTargetIds(state, organization).filter((target) =>
      isAttached(organization, target, policy),
    );
    const { items, nextToken } = page(state, `ListTargetsForPolicy ${id}`, ids, input, (target) =>
      targetSummary(state, target),
    );
    return { Targets: items, NextToken: nextToken };
  },
};

/** Both the policy and what it is attached to. */
function onBoth(
  action: string,
  { PolicyId, TargetId }: AttachPolicyRequest | DetachPolicyRequest,
  context: CallContext,
): Permission[] {
  return onPolicy(action, PolicyId, context).flatMap((permission) => [
    permission,
    { ...permission, resource: targetArn(context.state, TargetId ?? '') },
  ]);
}

function readBoth(
  { PolicyId: id = '', TargetId: targetId = '' }: AttachPolicyRequest | DetachPolicyRequest,
  context: CallContext,
): { readonly organization: OrganizationState; readonly policy: ControlPolicy; readonly targetId: string } {
  const organization = asManagementAccount(context);
  validPolicyId(id);
  validTargetId(targetId);
  const policy = findControlPolicy(context, id);
  requireTarget(context.state, targetId);
  const status = policyTypeStatus(organization, policy.kind.type, context.now);
  if (status === 'PENDING_ENABLE' || status === 'PENDING_DISABLE') throw policyChangesInProgress();
  return { organization, policy, targetId };
}

function attachedIds(
  organization: OrganizationState,
  kind: ControlPolicyKind,
  targetId: string,
  { now }: CallContext,
): string[] {
  return controlPoliciesOf(organization, kind, now)
    .filter((policy) => isAttached(organization, targetId, policy))
    .map(({ id }) => id);
}

function countAttached(
  organization: OrganizationState,
  kind: ControlPolicyKind,
  targetId: string,
  context: CallContext,
): number {
  return attachedIds(organization, kind, targetId, context).length;
}
