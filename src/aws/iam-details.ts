import * as sdk from '@aws-sdk/client-iam';
import type { UserSnapshot } from '../model/organization.ts';
import type { GroupSnapshot, ManagedPolicySnapshot, Role } from '../model/snapshot.ts';
import { pages, required } from './client/answers.ts';
import { read, type Sending } from './client/send.ts';
import type { IamReads } from './iam-api.ts';
import { decode, orNull, toGroup, toManagedPolicy, toRole, toUser } from './iam-shapes.ts';

/** Things on a page: the most that IAM gives. */
const pageSize = 1_000;

/** Reading whole accounts: one call for each 1,000 things, whatever their kinds. */
export function iamReads(client: sdk.IAMClient, sending: Sending): IamReads {
  return {
    async readAccount(kinds, documentsOf = []) {
      const action = 'iam:GetAccountAuthorizationDetails';
      const users: UserSnapshot[] = [];
      const groups: GroupSnapshot[] = [];
      const roles: Role[] = [];
      const policies: ManagedPolicySnapshot[] = [];
      const withDocuments = kinds.includes('LocalManagedPolicy');
      await pages(async (Marker) => {
        const command = new sdk.GetAccountAuthorizationDetailsCommand({
          Filter: [...kinds],
          MaxItems: pageSize,
          Marker,
        });
        const page = await read(action, (options) => client.send(command, options), sending);
        users.push(...(page.UserDetailList ?? []).map((user) => toUser(action, user)));
        groups.push(...(page.GroupDetailList ?? []).map(toGroup));
        roles.push(
          ...(page.RoleDetailList ?? []).map((role) =>
            toRole(action, role, withDocuments || documentsOf.includes(role.RoleName ?? '')),
          ),
        );
        policies.push(...(page.Policies ?? []).map(toManagedPolicy));
        return { items: [], next: page.IsTruncated ? required(action, page.Marker) : undefined };
      });
      return { users, groups, roles, policies };
    },

    async getRoleSession(RoleName) {
      const action = 'iam:GetRole';
      const command = new sdk.GetRoleCommand({ RoleName });
      const answer = await orNull(read(action, (options) => client.send(command, options), sending));
      if (answer === null) return null;
      return {
        arn: required(action, answer.Role?.Arn),
        maxSession: answer.Role?.MaxSessionDuration ?? null,
      };
    },

    async getRoleTrust(RoleName) {
      const action = 'iam:GetRole';
      const command = new sdk.GetRoleCommand({ RoleName });
      const answer = await orNull(read(action, (options) => client.send(command, options), sending));
      return answer === null ? null : decode(answer.Role?.AssumeRolePolicyDocument);
    },

    async countActiveKeys(UserName) {
      const keys = await orNull(
        pages(async (Marker) => {
          const command = new sdk.ListAccessKeysCommand({ UserName, Marker });
          const page = await read('iam:ListAccessKeys', (options) => client.send(command, options), sending);
          return { items: page.AccessKeyMetadata, next: page.IsTruncated ? page.Marker : undefined };
        }),
      );
      return keys?.filter(({ Status }) => Status === 'Active').length ?? null;
    },

    async rootUser() {
      const action = 'iam:GetAccountSummary';
      const { SummaryMap: summary } = await read(
        action,
        (options) => client.send(new sdk.GetAccountSummaryCommand({}), options),
        sending,
      );
      // What is left out must not pass for none.
      const has = (name: sdk.SummaryKeyType) => required(action, summary?.[name]) !== 0;
      return {
        hasPassword: has('AccountPasswordPresent'),
        hasAccessKeys: has('AccountAccessKeysPresent'),
        hasMfa: has('AccountMFAEnabled'),
        hasSigningCertificates: has('AccountSigningCertificatesPresent'),
      };
    },
  };
}
