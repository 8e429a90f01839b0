import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { keysOf } from '../../src/cli/sandbox/state-file.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import type { TestOrganization } from './cli.ts';

/** Credentials of an administrator of an account, through the access role. */
export async function adminKeys({ sandbox }: TestOrganization, accountId: string) {
  const { region, requestHandler } = sandbox;
  const credentials = keysOf(sandbox, 'management', 'diverst --sandbox', defaultStructure);
  const { Credentials } = await new STSClient({ region, requestHandler, credentials }).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'admin',
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
