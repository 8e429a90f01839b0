import type {
  CreatePolicyRequest,
  CreatePolicyResponse,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyResponse,
  ListPoliciesRequest,
  ListPoliciesResponse,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { PolicyState } from '../state.ts';
import { growingIam, ownIam } from './account.ts';
import { requirePolicyArn } from './attached-policies.ts';
import { awsManagedPolicies } from './aws-managed.ts';
import { optionalText, requireOneOf, requireText } from './constraints.ts';
import { documentSize, storeDocument } from './documents.ts';
import { alreadyExists, deleteConflict, invalidInput, quotaExceeded } from './errors.ts';
import { asPolicy, findPolicy, isAwsManaged, policyUse } from './managed-policies.ts';
import { descriptionRule, iamArn, nameKey, nameRules, pathRule } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';
import { checkIdentityPolicy } from './policy-syntax.ts';
import { setEntry } from './records.ts';
import { toDescription, toPolicy, toTagList, toTags } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';

const policyQuota = 1500;
const sizeQuota = 6144;

export const policyOperations: Operations = {
  CreatePolicy: operation<CreatePolicyRequest, CreatePolicyResponse>({
    mutates: true,
    permissions(input, context) {
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource: iamArn(context.caller.accountId, 'policy', {
          path: input.Path ?? '/',
          name: input.PolicyName ?? '',
        }),
        context: requestTagKeys(input.Tags),
      });
      return input.Tags?.length ? [on('CreatePolicy'), on('TagPolicy')] : [on('CreatePolicy')];
    },
    run(input, context) {
      const { state, caller, now } = context;
      const name = requireText(input.PolicyName, 'policyName', nameRules.policy);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      const description = optionalText(input.Description, 'description', descriptionRule) ?? '';
      const tags = readTags(input.Tags);
      const document = checkManagedPolicy(input.PolicyDocument);
      const existing = Object.values(ownIam(context).policies);
      if (existing.some((policy) => nameKey(policy.name) === nameKey(name))) {
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      }
      if (existing.length >= policyQuota) throw quotaExceeded('PoliciesPerAccount', policyQuota);
      const policy: PolicyState = {
        arn: iamArn(caller.accountId, 'policy', { path, name }),
        name,
        id: newIamId(state, 'ANPA'),
        path,
        description,
        createdAt: now,
        updatedAt: now,
        versions: [{ id: 'v1', createdAt: now, ...storeDocument(document, context) }],
        defaultVersionId: 'v1',
        nextVersion: 2,
        tags,
      };
      setEntry(growingIam(context).policies, policy.arn, policy);
      return { Policy: { ...toPolicy(policy, 0, 0), ...toTags(tags) } };
    },
  }),

  GetPolicy: operation<GetPolicyRequest, GetPolicyResponse>({
    mutates: false,
    permissions: (input) => onPolicy('GetPolicy', input.PolicyArn),
    run(input, context) {
      const { state, caller } = context;
      const policy = findPolicy(state, caller.accountId, requirePolicyArn(input.PolicyArn));
      const { attachments, boundaries } = policyUse(state, caller.accountId);
      const shown = toPolicy(policy, attachments.get(policy.arn) ?? 0, boundaries.get(policy.arn) ?? 0);
      return { Policy: { ...shown, ...toDescription(policy), Tags: toTagList(policy.tags) } };
    },
  }),

  ListPolicies: operation<ListPoliciesRequest, ListPoliciesResponse>({
    mutates: false,
    permissions: () => onAnything('ListPolicies'),
    run(input, context) {
      const prefix = optionalText(input.PathPrefix, 'pathPrefix', pathRule) ?? '/';
      if (input.Scope !== undefined) requireOneOf(input.Scope, 'scope', ['All', 'AWS', 'Local']);
      if (input.PolicyUsageFilter !== undefined) requireUsage(input.PolicyUsageFilter);
      const { attachments, boundaries } = policyUse(context.state, context.caller.accountId);
      const policies = policiesInScope(input.Scope, context)
        .map((policy) => toPolicy(policy, attachments.get(policy.arn) ?? 0, boundaries.get(policy.arn) ?? 0))
        .filter(({ Path = '/' }) => Path.startsWith(prefix))
        .filter((policy) => isUsed(policy, input));
      const { items, page } = pageOf(policies, (policy) => policy.Arn ?? '', input);
      return { Policies: [...items], ...page };
    },
  }),

  DeletePolicy: operation<DeletePolicyRequest, void>({
    mutates: true,
    permissions: (input) => onPolicy('DeletePolicy', input.PolicyArn),
    run(input, context) {
      const policy = ownPolicy(input.PolicyArn, context);
      const { attachments, boundaries } = policyUse(context.state, context.caller.accountId);
      if (attachments.has(policy.arn) || boundaries.has(policy.arn)) {
        throw deleteConflict('Cannot delete a policy attached to entities.');
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          'This policy has more than one version. Before you delete a policy, you must delete ' +
            "the policy's versions. The default version is deleted with the policy.",
        );
      }
      delete ownIam(context).policies[policy.arn];
    },
  }),
};

/** The permission of an action on a managed policy. */
export function onPolicy(action: string, arn: string | undefined): Permission[] {
  return [{ action: `iam:${action}`, resource: arn ?? '' }];
}

/** A customer managed policy of the caller's account, which may be changed. */
export function ownPolicy(value: string | undefined, { state, caller }: CallContext): PolicyState {
  const arn = requirePolicyArn(value);
  if (isAwsManaged(arn)) throw invalidInput(`Policy ${arn} is managed by AWS and cannot be changed.`);
  return findPolicy(state, caller.accountId, arn);
}

export function checkManagedPolicy(document: string | undefined): string {
  const text = checkIdentityPolicy(document, { managed: true });
  if (documentSize(text) > sizeQuota) throw quotaExceeded('PolicySize', sizeQuota);
  return text;
}

/** @throws SandboxError ValidationError */
export function requireUsage(filter: string): void {
  requireOneOf(filter, 'policyUsageFilter', ['PermissionsPolicy', 'PermissionsBoundary']);
}

function policiesInScope(scope: string | undefined, context: CallContext): PolicyState[] {
  const own = Object.values(ownIam(context).policies);
  if (scope === 'Local') return own;
  const builtIn = [...awsManagedPolicies.values()].map(asPolicy);
  return scope === 'AWS' ? builtIn : [...own, ...builtIn];
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
function isUsed(
  policy: {
    readonly AttachmentCount?: number | undefined;
    readonly PermissionsBoundaryUsageCount?: number | undefined;
  },
  { OnlyAttached, PolicyUsageFilter }: ListPoliciesRequest,
): boolean {
  const attached = (policy.AttachmentCount ?? 0) > 0;
  const boundary = (policy.PermissionsBoundaryUsageCount ?? 0) > 0;
  if (PolicyUsageFilter === 'PermissionsPolicy') return attached;
  if (PolicyUsageFilter === 'PermissionsBoundary') return boundary;
  return OnlyAttached !== true || attached || boundary;
}
