import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  type AssumeRoleWithWebIdentityCommandInput,
  type AssumeRoleWithWebIdentityCommandOutput,
  STSClient,
} from '@aws-sdk/client-sts';
import type { TokenWish } from '../../../src/sandbox/oidc/sign-token.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { policy, type World, world } from '../world.ts';

export const host = 'token.actions.githubusercontent.com';
export const issuer = `https://${host}`;
export const subject = 'repo:company/infra:environment:acme';
export const usual = {
  StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: subject },
};

export interface Federation extends World {
  /** Of the account with provider and role, which is Ops. */
  readonly account: string;
  readonly providerArn: string;
  readonly roleArn: string;
  /** Of its access role. */
  readonly own: IAMClient;
  /** Assumes the role by a token that says this; without a signature. */
  by(
    wish?: Partial<TokenWish>,
    input?: Partial<AssumeRoleWithWebIdentityCommandInput>,
  ): Promise<AssumeRoleWithWebIdentityCommandOutput>;
}

/** A member account with GitHub's provider and a role that takes its tokens under a condition. */
export async function federation(
  parts: {
    readonly condition?: object;
    /** What the token is allowed beside assuming the role. */
    readonly actions?: readonly string[];
    readonly statements?: readonly object[];
    readonly clientIds?: readonly string[];
    readonly maxSession?: number;
    readonly options?: Omit<SandboxOptions, 'clock'>;
  } = {},
): Promise<Federation> {
  const made = world(parts.options);
  const { sandbox, ops } = made;
  const access = await made.assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'admin',
  });
  const own = made.iam(access);
  const { OpenIDConnectProviderArn: providerArn = '' } = await own.send(
    new CreateOpenIDConnectProviderCommand({
      Url: issuer,
      ClientIDList: [...(parts.clientIds ?? ['sts.amazonaws.com'])],
    }),
  );
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: providerArn },
    Action: ['sts:AssumeRoleWithWebIdentity', ...(parts.actions ?? [])],
    Condition: parts.condition ?? usual,
  };
  const { Role } = await own.send(
    new CreateRoleCommand({
      RoleName: 'acme-ci',
      AssumeRolePolicyDocument: policy(statement, ...(parts.statements ?? [])),
      ...(parts.maxSession === undefined ? {} : { MaxSessionDuration: parts.maxSession }),
    }),
  );
  const roleArn = Role?.Arn ?? '';
  const sts = new STSClient({
    region: 'eu-central-1',
    requestHandler: sandbox.requestHandler,
    // Nobody's: the operation is not signed.
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  });
  return {
    ...made,
    account: ops,
    providerArn,
    roleArn,
    own,
    by: (wish, input) =>
      sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: roleArn,
          RoleSessionName: 'run-42',
          WebIdentityToken: sandbox.token({ subject, ...wish }),
          ...input,
        }),
      ),
  };
}
