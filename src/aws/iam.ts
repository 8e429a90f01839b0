import * as sdk from '@aws-sdk/client-iam';
import type { GroupSnapshot, ManagedPolicySnapshot, NamedDocument } from '../model/snapshot.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { AwsError } from './errors/aws-error.ts';
import type { IamApi } from './iam-api.ts';
import { iamChanges } from './iam-changes.ts';
import { iamReads } from './iam-details.ts';
import { iamProviders } from './iam-providers.ts';
import { iamRootUsers } from './iam-root-users.ts';
import { decode, orNull, ownTags, toGroup, toManagedPolicy, toTags } from './iam-shapes.ts';
import { userParts } from './iam-user-parts.ts';
import { iamUsers } from './iam-users.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { IAMClient } from '@aws-sdk/client-iam';

export function iamApi(client: sdk.IAMClient, sending: Sending): IamApi {
  async function inlineDocuments(GroupName: string): Promise<readonly NamedDocument[]> {
    const names = await pages(async (Marker) => {
      const command = new sdk.ListGroupPoliciesCommand({ GroupName, Marker });
      const page = await read('iam:ListGroupPolicies', (options) => client.send(command, options), sending);
      return { items: page.PolicyNames, next: page.IsTruncated ? page.Marker : undefined };
    });
    return Promise.all(
      names.map(async (PolicyName) => {
        const command = new sdk.GetGroupPolicyCommand({ GroupName, PolicyName });
        const found = await read('iam:GetGroupPolicy', (options) => client.send(command, options), sending);
        return { name: PolicyName, document: decode(found.PolicyDocument) };
      }),
    );
  }

  async function attachedDocuments(GroupName: string): Promise<readonly NamedDocument[]> {
    const attached = await pages(async (Marker) => {
      const command = new sdk.ListAttachedGroupPoliciesCommand({ GroupName, Marker });
      const page = await read(
        'iam:ListAttachedGroupPolicies',
        (options) => client.send(command, options),
        sending,
      );
      return { items: page.AttachedPolicies, next: page.IsTruncated ? page.Marker : undefined };
    });
    // AWS's own policies name no role of ours, and reading them may not be allowed.
    const own = attached.filter(({ PolicyArn }) => !PolicyArn?.includes(':iam::aws:'));
    return Promise.all(
      own.map(async ({ PolicyArn, PolicyName }) => {
        const policy = new sdk.GetPolicyCommand({ PolicyArn });
        const { Policy } = await read('iam:GetPolicy', (options) => client.send(policy, options), sending);
        const version = new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
        const found = await read('iam:GetPolicyVersion', (options) => client.send(version, options), sending);
        return { name: PolicyName ?? '', document: decode(found.PolicyVersion?.Document) };
      }),
    );
  }

  const parts = userParts(client, sending);

  return {
    ...iamReads(client, sending),
    ...iamChanges(client, sending),
    ...iamProviders(client, sending),
    ...iamRootUsers(client, sending),
    ...iamUsers(client, sending),

    async getRole(RoleName) {
      const [role, attached, inline] = await Promise.all([
        orNull(
          read(
            'iam:GetRole',
            (options) => client.send(new sdk.GetRoleCommand({ RoleName }), options),
            sending,
          ),
        ),
        orNull(
          pages(async (Marker) => {
            const command = new sdk.ListAttachedRolePoliciesCommand({ RoleName, Marker });
            const page = await read(
              'iam:ListAttachedRolePolicies',
              (options) => client.send(command, options),
              sending,
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
              sending,
            );
            return { items: page.PolicyNames, next: page.IsTruncated ? page.Marker : undefined };
          }),
        ),
      ]);
      const found = role?.Role;
      if (!found) return null;
      if (attached === null || inline === null) throw contradiction(RoleName);
      return {
        name: found.RoleName ?? RoleName,
        arn: found.Arn ?? '',
        path: found.Path ?? '/',
        trust: decode(found.AssumeRolePolicyDocument),
        maxSession: found.MaxSessionDuration ?? 3600,
        permissionsBoundary: found.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
        managedPolicies: attached.flatMap((policy) => policy.PolicyArn ?? []),
        inlinePolicies: inline,
        ...ownTags(found.Tags),
      };
    },

    async createRole(input) {
      const command = new sdk.CreateRoleCommand({
        RoleName: input.name,
        Path: input.path,
        AssumeRolePolicyDocument: input.trust,
        Description: input.description,
        MaxSessionDuration: input.maxSession,
        Tags: toTags(input.tags),
        ...(input.permissionsBoundary ? { PermissionsBoundary: input.permissionsBoundary } : {}),
      });
      await change('iam:CreateRole', (options) => client.send(command, options), sending);
    },

    async updateRole(RoleName, MaxSessionDuration) {
      await change(
        'iam:UpdateRole',
        (options) => client.send(new sdk.UpdateRoleCommand({ RoleName, MaxSessionDuration }), options),
        sending,
      );
    },

    async updateTrust(RoleName, PolicyDocument) {
      const command = new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument });
      await change('iam:UpdateAssumeRolePolicy', (options) => client.send(command, options), sending);
    },

    async tagRole(RoleName, tags) {
      const command = new sdk.TagRoleCommand({ RoleName, Tags: toTags(tags) });
      await change('iam:TagRole', (options) => client.send(command, options), sending);
    },

    async putRoleBoundary(RoleName, PermissionsBoundary) {
      const command = new sdk.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary });
      await change('iam:PutRolePermissionsBoundary', (options) => client.send(command, options), sending);
    },

    async attachRolePolicy(RoleName, PolicyArn) {
      await change(
        'iam:AttachRolePolicy',
        (options) => client.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn }), options),
        sending,
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
          sending,
        );
        groups.push(...(page.GroupDetailList ?? []).map(toGroup));
        policies.push(...(page.Policies ?? []).map(toManagedPolicy));
        return { items: [], next: page.IsTruncated ? page.Marker : undefined };
      });
      return { groups, policies };
    },

    listGroupsOfUser: (user) => parts.groups(user),
    listMfaDevices: (user) => parts.devices(user),

    async readGroupPolicies(GroupName) {
      const [inline, attached] = await Promise.all([
        inlineDocuments(GroupName),
        attachedDocuments(GroupName),
      ]);
      return [...inline, ...attached];
    },

    async getGroupPolicy(GroupName, PolicyName) {
      const command = new sdk.GetGroupPolicyCommand({ GroupName, PolicyName });
      const found = await orNull(
        read('iam:GetGroupPolicy', (options) => client.send(command, options), sending),
      );
      return found ? decode(found.PolicyDocument) : null;
    },

    async putGroupPolicy(GroupName, PolicyName, PolicyDocument) {
      const command = new sdk.PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument });
      await change('iam:PutGroupPolicy', (options) => client.send(command, options), sending);
    },

    async attachGroupPolicy(GroupName, PolicyArn) {
      await change(
        'iam:AttachGroupPolicy',
        (options) => client.send(new sdk.AttachGroupPolicyCommand({ GroupName, PolicyArn }), options),
        sending,
      );
    },

    async createPolicy(PolicyName, PolicyDocument, Description) {
      const command = new sdk.CreatePolicyCommand({ PolicyName, PolicyDocument, Description });
      const { Policy } = await change(
        'iam:CreatePolicy',
        (options) => client.send(command, options),
        sending,
      );
      return required('iam:CreatePolicy', Policy?.Arn);
    },

    async listPolicyVersions(PolicyArn) {
      const versions = await pages(async (Marker) => {
        const command = new sdk.ListPolicyVersionsCommand({ PolicyArn, Marker });
        const page = await read(
          'iam:ListPolicyVersions',
          (options) => client.send(command, options),
          sending,
        );
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
        sending,
      );
      return decode(PolicyVersion?.Document);
    },

    async createPolicyVersion(PolicyArn, PolicyDocument) {
      const command = new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: false });
      const { PolicyVersion } = await change(
        'iam:CreatePolicyVersion',
        (options) => client.send(command, options),
        sending,
      );
      return required('iam:CreatePolicyVersion', PolicyVersion?.VersionId);
    },

    async setDefaultPolicyVersion(PolicyArn, VersionId) {
      const command = new sdk.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId });
      await change('iam:SetDefaultPolicyVersion', (options) => client.send(command, options), sending);
    },

    async policyExists(PolicyArn) {
      const command = new sdk.GetPolicyCommand({ PolicyArn });
      const found = await orNull(read('iam:GetPolicy', (options) => client.send(command, options), sending));
      return found !== null;
    },

    async deletePolicyVersion(PolicyArn, VersionId) {
      const command = new sdk.DeletePolicyVersionCommand({ PolicyArn, VersionId });
      await change('iam:DeletePolicyVersion', (options) => client.send(command, options), sending);
    },
  };
}

/** The number in `v12`. */
function versionNumber(versionId: string): number {
  return Number(versionId.slice(1));
}

/** A role that was made or deleted a moment ago: half of it is never taken for the whole. */
function contradiction(role: string): AwsError {
  return new AwsError({
    action: 'iam:GetRole',
    code: 'NoSuchEntityException',
    message: `IAM shows the role ${role}, but answers that the role does not exist when asked for its policies`,
    outcome: 'rejected',
  });
}
