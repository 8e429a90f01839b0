import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam';
import type { Operations } from '../operation.ts';
import { ownIam } from './account.ts';
import { onAnything, operation } from './permission.ts';
import { rootUserOf } from './root-user.ts';

export const accountOperations: Operations = {
  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
  GetAccountSummary: operation<object, GetAccountSummaryResponse>({
    mutates: false,
    permissions: () => onAnything('GetAccountSummary'),
    run(_input, context) {
      const { users, groups, roles, policies } = ownIam(context);
      const { state, caller } = context;
      const root = rootUserOf(state, caller.accountId);
      const size = (record: object) => Object.keys(record).length;
      const rootKeys = Object.values(state.accessKeys).filter(
        (key) => key.accountId === caller.accountId && key.userName === undefined,
      );
      const inUse = Object.values(users).flatMap((user) => user.mfaDevices);
      // Those of users may have come into the state without a virtual device behind them.
      const devices = new Set([...inUse, ...Object.keys(ownIam(context).mfaDevices ?? {})]);
      return {
        SummaryMap: {
          Users: size(users),
          UsersQuota: 5000,
          Groups: size(groups),
          GroupsQuota: 300,
          GroupsPerUserQuota: 10,
          Roles: size(roles),
          RolesQuota: 1000,
          Policies: size(policies),
          PoliciesQuota: 1500,
          PolicySizeQuota: 6144,
          PolicyVersionsInUse: Object.values(policies).reduce(
            (sum, policy) => sum + policy.versions.length,
            0,
          ),
          PolicyVersionsInUseQuota: 10_000,
          VersionsPerPolicyQuota: 5,
          AttachedPoliciesPerUserQuota: 10,
          AttachedPoliciesPerGroupQuota: 10,
          AttachedPoliciesPerRoleQuota: 10,
          UserPolicySizeQuota: 2048,
          GroupPolicySizeQuota: 5120,
          RolePolicySizeQuota: 10_240,
          AssumeRolePolicySizeQuota: 2048,
          AccessKeysPerUserQuota: 2,
          SigningCertificatesPerUserQuota: 2,
          ServerCertificates: 0,
          ServerCertificatesQuota: 20,
          // Tokens of STS's global endpoint are of the first version unless the account asks for the second.
          GlobalEndpointTokenVersion: 1,
          MFADevices: devices.size,
          MFADevicesInUse: inUse.length,
          InstanceProfiles: size(ownIam(context).instanceProfiles ?? {}),
          InstanceProfilesQuota: 1000,
          Providers: size(ownIam(context).oidcProviders ?? {}),
          AccountPasswordPresent: root.hasPassword ? 1 : 0,
          AccountMFAEnabled: root.mfaDevices.length > 0 ? 1 : 0,
          AccountAccessKeysPresent: rootKeys.length > 0 ? 1 : 0,
          AccountSigningCertificatesPresent: root.signingCertificates.length > 0 ? 1 : 0,
        },
      };
    },
  }),
};
