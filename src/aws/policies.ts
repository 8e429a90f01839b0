import * as sdk from '@aws-sdk/client-organizations';
import type { PoliciesApi } from './api.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { hasCode } from './errors/aws-error.ts';

// The SDK is imported in one place for each Api, so that the bundle loads it with the Api and not before.
export { OrganizationsClient } from '@aws-sdk/client-organizations';

/** What organizations limit their members by. */
export function policiesApi(client: sdk.OrganizationsClient, sending: Sending): PoliciesApi {
  return {
    async enableType(RootId, PolicyType) {
      const command = new sdk.EnablePolicyTypeCommand({ RootId, PolicyType });
      return unlessSo('PolicyTypeAlreadyEnabledException', () =>
        change('organizations:EnablePolicyType', (options) => client.send(command, options), sending),
      );
    },

    async listPolicies(Filter) {
      const action = 'organizations:ListPolicies';
      const policies = await pages(async (NextToken) => {
        const command = new sdk.ListPoliciesCommand({ Filter, NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Policies, next: page.NextToken };
      });
      return policies.map(({ Id, Name, AwsManaged }) => ({
        id: required(action, Id),
        name: required(action, Name),
        isAwsManaged: AwsManaged === true,
      }));
    },

    async documentOf(PolicyId) {
      const action = 'organizations:DescribePolicy';
      const command = new sdk.DescribePolicyCommand({ PolicyId });
      try {
        const { Policy } = await read(action, (options) => client.send(command, options), sending);
        return required(action, Policy?.Content);
      } catch (error) {
        if (hasCode(error, 'PolicyNotFoundException')) return null;
        throw error;
      }
    },

    async targetsOf(PolicyId) {
      const action = 'organizations:ListTargetsForPolicy';
      try {
        const targets = await pages(async (NextToken) => {
          const command = new sdk.ListTargetsForPolicyCommand({ PolicyId, NextToken });
          const page = await read(action, (options) => client.send(command, options), sending);
          return { items: page.Targets, next: page.NextToken };
        });
        return targets.map(({ TargetId }) => required(action, TargetId));
      } catch (error) {
        if (hasCode(error, 'PolicyNotFoundException')) return [];
        throw error;
      }
    },

    async attachedTo(TargetId, Filter) {
      const action = 'organizations:ListPoliciesForTarget';
      const policies = await pages(async (NextToken) => {
        const command = new sdk.ListPoliciesForTargetCommand({ TargetId, Filter, NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Policies, next: page.NextToken };
      });
      return policies.map(({ Id }) => required(action, Id));
    },

    async createPolicy({ type, name, document, description, tags }) {
      const action = 'organizations:CreatePolicy';
      const command = new sdk.CreatePolicyCommand({
        Type: type,
        Name: name,
        Content: document,
        Description: description,
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const { Policy } = await change(action, (options) => client.send(command, options), sending);
      return required(action, Policy?.PolicySummary?.Id);
    },

    async updatePolicy(PolicyId, Content) {
      const command = new sdk.UpdatePolicyCommand({ PolicyId, Content });
      await change('organizations:UpdatePolicy', (options) => client.send(command, options), sending);
    },

    async attachPolicy(PolicyId, TargetId) {
      const command = new sdk.AttachPolicyCommand({ PolicyId, TargetId });
      return unlessSo('DuplicatePolicyAttachmentException', () =>
        change('organizations:AttachPolicy', (options) => client.send(command, options), sending),
      );
    },
  };
}

/** False where it is so already, unless a first attempt whose answer was lost may have made it so. */
async function unlessSo(code: string, send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (!hasCode(error, code)) throw error;
    return error.afterDoubt;
  }
}
