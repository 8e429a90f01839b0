import * as sdk from '@aws-sdk/client-sts';
import { required } from './answers.ts';
import type { StsApi } from './api.ts';
import { read } from './send.ts';

export function stsApi(client: sdk.STSClient, signal?: AbortSignal): StsApi {
  return {
    async getCallerIdentity() {
      const action = 'sts:GetCallerIdentity';
      const { Account, Arn } = await read(
        action,
        (options) => client.send(new sdk.GetCallerIdentityCommand({}), options),
        signal,
      );
      const arn = required(action, Arn);
      return { accountId: required(action, Account), arn, partition: required(action, arn.split(':')[1]) };
    },

    async assumeRole({ roleArn, sessionName, duration }) {
      const action = 'sts:AssumeRole';
      const { Credentials: given } = await read(
        action,
        (options) =>
          client.send(
            new sdk.AssumeRoleCommand({
              RoleArn: roleArn,
              RoleSessionName: sessionName,
              DurationSeconds: duration,
            }),
            options,
          ),
        signal,
      );
      return {
        accessKeyId: required(action, given?.AccessKeyId),
        secretAccessKey: required(action, given?.SecretAccessKey),
        sessionToken: required(action, given?.SessionToken),
        expiration: required(action, given?.Expiration),
      };
    },
  };
}
