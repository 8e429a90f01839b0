import * as sdk from '@aws-sdk/client-iam';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { pages, required } from './answers.ts';
import type { IamApi } from './api.ts';
import { hasCode } from './aws-error.ts';
import { change, read } from './send.ts';

export function iamApi(client: sdk.IAMClient, signal?: AbortSignal): IamApi {
  return {
    async getRole(RoleName) {
      const [role, managedPolicies, inlinePolicies] = await Promise.all([
        orNull(
          read(
            'iam:GetRole',
            (options) => client.send(new sdk.GetRoleCommand({ RoleName }), options),
            signal,
          ),
        ),
        orNull(
          pages(async (Marker) => {
            const command = new sdk.ListAttachedRolePoliciesCommand({ RoleName, Marker });
            const page = await read(
              'iam:ListAttachedRolePolicies',
              (options) => client.send(command, options),
              signal,
            );
            return { items: page.AttachedPolicies, next: page.IsTruncated ? page.Marker : undefined };
          }),
        ),
        orNull(
          pages(async (Marker) => {
            const command = new sdk.ListRolePoliciesCommand({ RoleName, Marker });
            const page = await read(
              'iam:ListRolePolicies',
              (options) => client.send(command, options),
              signal,
            );
            return { items: page.PolicyNames, next: page.IsTruncated ? page.Marker : undefined };
          }),
        ),
      ]);
      const found = role?.Role;
      if (!found) return null;
      return {
        name: found.RoleName ?? RoleName,
        arn: found.Arn ?? '',
        path: found.Path ?? '/',
        trust: decode(found.AssumeRolePolicyDocument),
        maxSession: found.MaxSessionDuration ?? 3600,
        permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
        managedPolicies: (managedPolicies ?? []).flatMap((policy) => policy.PolicyArn ?? []),
        inlinePolicies: inlinePolicies ?? [],
      };
    },

    async createRole(input) {
      const command = new sdk.CreateRoleCommand({
        RoleName: input.name,
        Path: input.path,
        AssumeRolePolicyDocument: input.trust,
        Description: input.description,
        MaxSessionDuration: input.maxSession,
        Tags: Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value })),
        ...(input.permissionsBoundary ? { PermissionsBoundary: input.permissionsBoundary } : {}),
      });
      await change('iam:CreateRole', (options) => client.send(command, options), signal);
    },

    async updateRole(RoleName, MaxSessionDuration) {
      await change(
        'iam:UpdateRole',
        (options) => client.send(new sdk.UpdateRoleCommand({ RoleName, MaxSessionDuration }), options),
        signal,
      );
    },

    async updateTrust(RoleName, PolicyDocument) {
      const command = new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument });
      await change('iam:UpdateAssumeRolePolicy', (options) => client.send(command, options), signal);
    },

    async putRoleBoundary(RoleName, PermissionsBoundary) {
      const command = new sdk.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary });
      await change('iam:PutRolePermissionsBoundary', (options) => client.send(command, options), signal);
    },

    async attachRolePolicy(RoleName, PolicyArn) {
      await change(
        'iam:AttachRolePolicy',
        (options) => client.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn }), options),
        signal,
      );
    },

    async readGroups() {
      const groups: GroupSnapshot[] = [];
      const policies: ManagedPolicySnapshot[] = [];
      // One call per 1,000 entities where a call per policy and version would be needed otherwise.
      await pages(async (Marker) => {
        const command = new sdk.GetAccountAuthorizationDetailsCommand({
          Filter: ['Group', 'LocalManagedPolicy'],
          MaxItems: 1_000,
          Marker,
        });
        const page = await read(
          'iam:GetAccountAuthorizationDetails',
          (options) => client.send(command, options),
          signal,
        );
        groups.push(...(page.GroupDetailList ?? []).map(toGroup));
        policies.push(...(page.Policies ?? []).map(toManagedPolicy));
        return { items: [], next: page.IsTruncated ? page.Marker : undefined };
      });
      return { groups, policies };
    },

    async getGroupPolicy(GroupName, PolicyName) {
      const command = new sdk.GetGroupPolicyCommand({ GroupName, PolicyName });
      const found = await orNull(
        read('iam:GetGroupPolicy', (options) => client.send(command, options), signal),
      );
      return found ? decode(found.PolicyDocument) : null;
    },

    async putGroupPolicy(GroupName, PolicyName, PolicyDocument) {
      const command = new sdk.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument });
      await change('iam:PutGroupPolicy', (options) => client.send(command, options), signal);
    },

    async attachGroupPolicy(GroupName, PolicyArn) {
      await change(
        'iam:AttachGroupPolicy',
        (options) => client.send(new sdk.AttachGroupPolicyCommand({ GroupName, PolicyArn }), options),
        signal,
      );
    },

    async createPolicy(PolicyName, PolicyDocument, Description) {
      const command = new sdk.CreatePolicyCommand({ PolicyName, PolicyDocument, Description });
      const { Policy } = await change('iam:CreatePolicy', (options) => client.send(command, options), signal);
      return required('iam:CreatePolicy', Policy?.Arn);
    },

    async listPolicyVersions(PolicyArn) {
      const versions = await pages(async (Marker) => {
        const command = new sdk.ListPolicyVersionsCommand({ PolicyArn, Marker });
        const page = await read('iam:ListPolicyVersions', (options) => client.send(command, options), signal);
        return { items: page.Versions, next: page.IsTruncated ? page.Marker : undefined };
      });
      return {
        ids: versions
          .flatMap((version) => version.VersionId ?? [])
          .sort((a, b) => versionNumber(a) - versionNumber(b)),
        defaultId: required(
          'iam:ListPolicyVersions',
          versions.find((version) => version.IsDefaultVersion)?.VersionId,
        ),
      };
    },

    async getPolicyVersion(PolicyArn, VersionId) {
      const command = new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId });
      const { PolicyVersion } = await read(
        'iam:GetPolicyVersion',
        (options) => client.send(command, options),
        signal,
      );
      return decode(PolicyVersion?.Document);
    },

    async createPolicyVersion(PolicyArn, PolicyDocument) {
      const command = new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true });
      const { PolicyVersion } = await change(
        'iam:CreatePolicyVersion',
        (options) => client.send(command, options),
        signal,
      );
      return required('iam:CreatePolicyVersion', PolicyVersion?.VersionId);
    },

    async deletePolicyVersion(PolicyArn, VersionId) {
      const command = new sdk.DeletePolicyVersionCommand({ PolicyArn, VersionId });
      await change('iam:DeletePolicyVersion', (options) => client.send(command, options), signal);
    },
  };
}

/** The number in `v12`. */
export function versionNumber(versionId: string): number {
  return Number(versionId.slice(1));
}

/** IAM returns documents URL-encoded: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
function decode(document: string | undefined): string {
  if (document === undefined) return '';
  try {
    return decodeURIComponent(document);
  } catch {
    // Not encoded (emulators): a per cent sign that stands for itself. The policy parser judges the text.
    return document;
  }
}

function toGroup(group: sdk.GroupDetail): GroupSnapshot {
  return {
    name: group.GroupName ?? '',
    inline: (group.GroupPolicyList ?? []).map((policy) => ({
      name: policy.PolicyName ?? '',
      document: decode(policy.PolicyDocument),
    })),
    attached: (group.AttachedManagedPolicies ?? []).map((policy) => ({
      name: policy.PolicyName ?? '',
      arn: policy.PolicyArn ?? '',
    })),
  };
}

function toManagedPolicy(policy: sdk.ManagedPolicyDetail): ManagedPolicySnapshot {
  const current = policy.PolicyVersionList?.find((version) => version.IsDefaultVersion);
  return { name: policy.PolicyName ?? '', arn: policy.Arn ?? '', document: decode(current?.Document) };
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return null;
    throw error;
  }
}
