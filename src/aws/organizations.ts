import * as sdk from '@aws-sdk/client-organizations';
import type { ControlPolicyType } from '../model/control-policies.ts';
import type { Account, AccountState, CreationStatus, Unit } from '../model/snapshot.ts';
import type { OrganizationsApi } from './api.ts';
import { pages, required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';
import { delegationReads } from './delegation.ts';
import { hasCode } from './errors/aws-error.ts';
import { walkUnits } from './unit-tree.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { OrganizationsClient } from '@aws-sdk/client-organizations';

/**
 * @param client repeats what is safe to repeat
 * @param once the same with a single attempt, for CreateAccount and CloseAccount
 */
export function organizationsApi(
  client: sdk.OrganizationsClient,
  once: sdk.OrganizationsClient,
  sending: Sending,
): OrganizationsApi {
  const api: OrganizationsApi = {
    ...delegationReads(client, sending),

    async describeOrganization() {
      const action = 'organizations:DescribeOrganization';
      const { Organization } = await read(
        action,
        (options) => client.send(new sdk.DescribeOrganizationCommand({}), options),
        sending,
      );
      return {
        id: required(action, Organization?.Id),
        managementAccountId: required(action, Organization?.MasterAccountId),
        featureSet: Organization?.FeatureSet ?? 'UNKNOWN',
      };
    },

    async createOrganization() {
      const command = new sdk.CreateOrganizationCommand({ FeatureSet: 'ALL' });
      await change('organizations:CreateOrganization', (options) => client.send(command, options), sending);
    },

    async createUnit(ParentId, Name) {
      const action = 'organizations:CreateOrganizationalUnit';
      const command = new sdk.CreateOrganizationalUnitCommand({ ParentId, Name });
      const { OrganizationalUnit } = await change(
        action,
        (options) => client.send(command, options),
        sending,
      );
      return { id: required(action, OrganizationalUnit?.Id), name: OrganizationalUnit?.Name ?? Name };
    },

    rootId: async () => (await api.root()).id,

    async root() {
      const action = 'organizations:ListRoots';
      const roots = await pages(async (NextToken) => {
        const page = await read(
          action,
          (options) => client.send(new sdk.ListRootsCommand({ NextToken }), options),
          sending,
        );
        return { items: page.Roots, next: page.NextToken };
      });
      const [root] = roots;
      const status = (type: ControlPolicyType) =>
        root?.PolicyTypes?.find((one) => one.Type === type)?.Status ?? 'DISABLED';
      return {
        id: required(action, root?.Id),
        types: {
          SERVICE_CONTROL_POLICY: status('SERVICE_CONTROL_POLICY'),
          RESOURCE_CONTROL_POLICY: status('RESOURCE_CONTROL_POLICY'),
        },
      };
    },

    async listUnits(ParentId) {
      const action = 'organizations:ListOrganizationalUnitsForParent';
      const units = await pages(async (NextToken) => {
        const command = new sdk.ListOrganizationalUnitsForParentCommand({ ParentId, NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.OrganizationalUnits, next: page.NextToken };
      });
      return units.map(
        (unit): Unit => ({ id: required(action, unit.Id), name: required(action, unit.Name) }),
      );
    },

    async listAccounts() {
      const accounts: Account[] = [];
      await api.eachAccountPage((page) => accounts.push(...page));
      return accounts;
    },

    async eachAccountPage(onPage) {
      const action = 'organizations:ListAccounts';
      await pages(async (NextToken) => {
        const page = await read(
          action,
          (options) => client.send(new sdk.ListAccountsCommand({ NextToken }), options),
          sending,
        );
        onPage((page.Accounts ?? []).map((account) => toAccount(action, account)));
        return { items: [], next: page.NextToken };
      });
    },

    async listAccountIds(ParentId) {
      const action = 'organizations:ListAccountsForParent';
      const accounts = await pages(async (NextToken) => {
        const command = new sdk.ListAccountsForParentCommand({ ParentId, NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Accounts, next: page.NextToken };
      });
      return accounts.map((account) => required(action, account.Id));
    },

    listUnitTree: (rootId) => walkUnits(rootId, (parentId) => api.listUnits(parentId)),

    async describeAccount(AccountId) {
      const action = 'organizations:DescribeAccount';
      const { Account } = await read(
        action,
        (options) => client.send(new sdk.DescribeAccountCommand({ AccountId }), options),
        sending,
      );
      return toAccount(action, Account ?? {});
    },

    async tagsOf(ResourceId) {
      const action = 'organizations:ListTagsForResource';
      const tags = await pages(async (NextToken) => {
        const command = new sdk.ListTagsForResourceCommand({ ResourceId, NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.Tags, next: page.NextToken };
      });
      return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']));
    },

    async parentOf(ChildId) {
      const action = 'organizations:ListParents';
      const parents = await pages(async (NextToken) => {
        const page = await read(
          action,
          (options) => client.send(new sdk.ListParentsCommand({ ChildId, NextToken }), options),
          sending,
        );
        return { items: page.Parents, next: page.NextToken };
      });
      return required(action, parents[0]?.Id);
    },

    async createAccount(input) {
      const action = 'organizations:CreateAccount';
      const command = new sdk.CreateAccountCommand({
        AccountName: input.name,
        Email: input.email,
        RoleName: input.accessRole,
        Tags: Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value })),
      });
      const { CreateAccountStatus } = await change(action, (options) => once.send(command, options), sending);
      return toCreation(action, CreateAccountStatus ?? {});
    },

    async describeCreation(CreateAccountRequestId) {
      const action = 'organizations:DescribeCreateAccountStatus';
      const command = new sdk.DescribeCreateAccountStatusCommand({ CreateAccountRequestId });
      const { CreateAccountStatus } = await read(action, (options) => client.send(command, options), sending);
      return toCreation(action, CreateAccountStatus ?? {});
    },

    async listCreations(states) {
      const action = 'organizations:ListCreateAccountStatus';
      const creations = await pages(async (NextToken) => {
        const command = new sdk.ListCreateAccountStatusCommand({ States: [...states], NextToken });
        const page = await read(action, (options) => client.send(command, options), sending);
        return { items: page.CreateAccountStatuses, next: page.NextToken };
      });
      return creations
        .map((creation) => toCreation(action, creation))
        .sort((a, b) => (a.requestedAt ?? 0) - (b.requestedAt ?? 0));
    },

    async moveAccount(AccountId, SourceParentId, DestinationParentId) {
      const action = 'organizations:MoveAccount';
      const command = new sdk.MoveAccountCommand({ AccountId, SourceParentId, DestinationParentId });
      try {
        await change(action, (options) => client.send(command, options), sending);
        return true;
      } catch (error) {
        if (!hasCode(error, 'DuplicateAccountException')) throw error;
        // It is there already: somebody moved it, or a first attempt of this call did, whose answer was lost.
        return error.afterDoubt;
      }
    },

    async closeAccount(AccountId) {
      const command = new sdk.CloseAccountCommand({ AccountId });
      await change('organizations:CloseAccount', (options) => once.send(command, options), sending);
    },

    async isServiceTrusted(principal) {
      return (await api.trustedServices()).includes(principal);
    },

    async trustService(ServicePrincipal) {
      const command = new sdk.EnableAWSServiceAccessCommand({ ServicePrincipal });
      await change(
        'organizations:EnableAWSServiceAccess',
        (options) => client.send(command, options),
        sending,
      );
    },
  };
  return api;
}

const accountStates: readonly AccountState[] = [
  'PENDING_ACTIVATION',
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
];

function toAccount(action: string, account: sdk.Account): Account {
  const stated: string | undefined = account.State ?? account.Status;
  return {
    id: required(action, account.Id),
    name: account.Name ?? '',
    email: account.Email ?? '',
    state: accountStates.find((state) => state === stated) ?? 'UNKNOWN',
    parentId: parentInPath(account.Paths?.[0]),
    joinedAt: account.JoinedTimestamp?.getTime() ?? null,
    joinedMethod: account.JoinedMethod ?? 'UNKNOWN',
  };
}

/** The last but one part of `o-…/r-…/ou-…/123456789012/`. */
function parentInPath(path: string | undefined): string | null {
  return path?.split('/').filter(Boolean).at(-2) ?? null;
}

function toCreation(action: string, creation: sdk.CreateAccountStatus): CreationStatus {
  return {
    id: required(action, creation.Id),
    accountName: creation.AccountName ?? '',
    state: required(action, creation.State),
    accountId: creation.AccountId ?? null,
    failureReason: creation.FailureReason ?? null,
    requestedAt: creation.RequestedTimestamp?.getTime() ?? null,
  };
}
