import * as sdk from '@aws-sdk/client-sts';
import { rootTaskArn } from '../model/root-users.ts';
import type { Credentials, StsApi } from './api.ts';
import { required } from './client/answers.ts';
import { read, type Sending } from './client/send.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { STSClient } from '@aws-sdk/client-sts';

/** Seconds: the longest that AssumeRoot gives. */
const rootSession = 900;

/**
 * @param makeOnce makes a client that sends each call once: an MFA code is good for one call, so that a repetition is
 *   refused even where the first one took effect
 */
export function stsApi(client: sdk.STSClient, makeOnce: () => sdk.STSClient, sending: Sending): StsApi {
  let single: sdk.STSClient | undefined;
  const once = () => {
    single ??= makeOnce();
    return single;
  };
  return {
    async getCallerIdentity() {
      const action = 'sts:GetCallerIdentity';
      const { Account, Arn } = await read(
        action,
        (options) => client.send(new sdk.GetCallerIdentityCommand({}), options),
        sending,
      );
      const arn = required(action, Arn);
      return { accountId: required(action, Account), arn, partition: required(action, arn.split(':')[1]) };
    },

    async assumeRole(input) {
      const action = 'sts:AssumeRole';
      const command = new sdk.AssumeRoleCommand({
        RoleArn: input.roleArn,
        RoleSessionName: input.sessionName,
        DurationSeconds: input.duration,
        ...(input.sourceIdentity ? { SourceIdentity: input.sourceIdentity } : {}),
        ...(input.tags ? { Tags: Object.entries(input.tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
        ...(input.sessionPolicies ? { PolicyArns: input.sessionPolicies.map((arn) => ({ arn })) } : {}),
        ...(input.sessionPolicy ? { Policy: input.sessionPolicy } : {}),
        ...(input.mfa ? { SerialNumber: input.mfa.serial, TokenCode: input.mfa.code } : {}),
      });
      const { Credentials: given, AssumedRoleUser } = await read(
        action,
        (options) => (input.mfa ? once() : client).send(command, options),
        sending,
        input.mfa !== undefined,
      );
      return { ...credentialsOf(action, given), assumedArn: required(action, AssumedRoleUser?.Arn) };
    },

    async assumeRoot({ accountId, partition, task }) {
      const action = 'sts:AssumeRoot';
      const command = new sdk.AssumeRootCommand({
        TargetPrincipal: accountId,
        TaskPolicyArn: { arn: rootTaskArn(partition, task) },
        DurationSeconds: rootSession,
      });
      const { Credentials: given } = await read(action, (options) => client.send(command, options), sending);
      return credentialsOf(action, given);
    },

    async getSessionToken(DurationSeconds, mfa) {
      const action = 'sts:GetSessionToken';
      const command = new sdk.GetSessionTokenCommand({
        DurationSeconds,
        SerialNumber: mfa.serial,
        TokenCode: mfa.code,
      });
      const { Credentials: given } = await read(
        action,
        (options) => once().send(command, options),
        sending,
        true,
      );
      return credentialsOf(action, given);
    },
  };
}

function credentialsOf(action: string, given: sdk.Credentials | undefined): Credentials {
  return {
    accessKeyId: required(action, given?.AccessKeyId),
    secretAccessKey: required(action, given?.SecretAccessKey),
    sessionToken: required(action, given?.SessionToken),
    expiration: required(action, given?.Expiration),
  };
}
