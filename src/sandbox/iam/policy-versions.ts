import type {
  CreatePolicyVersionRequest,
  CreatePolicyVersionResponse,
  DeletePolicyVersionRequest,
  GetPolicyVersionRequest,
  GetPolicyVersionResponse,
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
  SetDefaultPolicyVersionRequest,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations } from '../operation.ts';
import type { PolicyState, PolicyVersionState } from '../state.ts';
import { requirePolicyArn } from './attached-policies.ts';
import { requireText } from './constraints.ts';
import { encodeDocument, storeDocument } from './documents.ts';
import { deleteConflict, limitExceeded } from './errors.ts';
import { defaultVersion, findPolicy, findVersion } from './managed-policies.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';
import { checkManagedPolicy, onPolicy, ownPolicy } from './policies.ts';
import { toVersion } from './shapes.ts';

const versionQuota = 5;

export const policyVersionOperations: Operations = {
  CreatePolicyVersion: operation<CreatePolicyVersionRequest, CreatePolicyVersionResponse>({
    mutates: true,
    // Making the new version the default one asks for no permission of its own.
    permissions: (input) => onPolicy('CreatePolicyVersion', input.PolicyArn),
    run(input, context) {
      const policy = ownPolicy(input.PolicyArn, context);
      const document = checkManagedPolicy(input.PolicyDocument);
      if (policy.versions.length >= versionQuota) {
        throw limitExceeded(
          `A managed policy can have up to ${versionQuota} versions. ` +
            'Before you create a new version, you must delete an existing version.',
        );
      }
      const { now } = context;
      const asDefault = input.SetAsDefault === true;
      const replaced = asDefault ? defaultVersion(policy) : undefined;
      const version: PolicyVersionState = {
        id: `v${policy.nextVersion}`,
        createdAt: now,
        ...storeDocument(document, context, replaced),
      };
      policy.versions.push(version);
      policy.nextVersion += 1;
      policy.updatedAt = now;
      if (asDefault) policy.defaultVersionId = version.id;
      return { PolicyVersion: toVersion(policy, version) };
    },
  }),

  GetPolicyVersion: operation<GetPolicyVersionRequest, GetPolicyVersionResponse>({
    mutates: false,
    permissions: (input) => onPolicy('GetPolicyVersion', input.PolicyArn),
    run(input, context) {
      const policy = anyPolicy(input.PolicyArn, context);
      const version = findVersion(policy, requireVersionId(input.VersionId));
      return { PolicyVersion: { ...toVersion(policy, version), Document: encodeDocument(version.document) } };
    },
  }),

  ListPolicyVersions: operation<ListPolicyVersionsRequest, ListPolicyVersionsResponse>({
    mutates: false,
    permissions: (input) => onPolicy('ListPolicyVersions', input.PolicyArn),
    run(input, context) {
      const policy = anyPolicy(input.PolicyArn, context);
      const { items, page } = pageOf(policy.versions, newestFirst, input);
      return { Versions: items.map((version) => toVersion(policy, version)), ...page };
    },
  }),

  SetDefaultPolicyVersion: operation<SetDefaultPolicyVersionRequest, void>({
    mutates: true,
    permissions: (input) => onPolicy('SetDefaultPolicyVersion', input.PolicyArn),
    run(input, context) {
      const policy = ownPolicy(input.PolicyArn, context);
      const version = findVersion(policy, requireVersionId(input.VersionId));
      if (version.id === policy.defaultVersionId) return;
      const spreading = storeDocument(version.document, context, defaultVersion(policy));
      const { id, createdAt } = version;
      policy.versions = policy.versions.map((other) =>
        other.id === id ? { id, createdAt, ...spreading } : other,
      );
      policy.defaultVersionId = id;
      policy.updatedAt = context.now;
    },
  }),

  DeletePolicyVersion: operation<DeletePolicyVersionRequest, void>({
    mutates: true,
    permissions: (input) => onPolicy('DeletePolicyVersion', input.PolicyArn),
    run(input, context) {
      const policy = ownPolicy(input.PolicyArn, context);
      const version = findVersion(policy, requireVersionId(input.VersionId));
      if (version.id === policy.defaultVersionId) {
        throw deleteConflict('Cannot delete the default version of a policy.');
      }
      policy.versions = policy.versions.filter(({ id }) => id !== version.id);
      policy.updatedAt = context.now;
    },
  }),
};

function anyPolicy(arn: string | undefined, { state, caller }: CallContext): PolicyState {
  return findPolicy(state, caller.accountId, requirePolicyArn(arn));
}

function requireVersionId(value: string | undefined): string {
  return requireText(value, 'versionId', { min: 1, max: 64, pattern: /^v[1-9][0-9]*(\.[A-Za-z0-9-]*)?$/ });
}

/** Sorts `v10` before `v9`. */
function newestFirst({ id }: PolicyVersionState): string {
  return String(1_000_000_000 - Number(id.slice(1)));
}
