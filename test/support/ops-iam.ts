import { connect } from '../../src/aws/client/connect.ts';
import type { IamApi } from '../../src/aws/iam-api.ts';
import type { TestOrganization } from './cli.ts';

/** IAM of the Ops account, through the SDK, as the management account's admin reaches it. */
export async function opsIam({ sandbox, clock }: TestOrganization): Promise<{ iam: IamApi; opsId: string }> {
  const { region, requestHandler, profiles } = sandbox;
  const ops = Object.values(sandbox.state().accounts).find(({ name }) => name === 'Ops');
  if (!ops) throw new Error('the base structure has no Ops');
  const aws = connect({ credentials: profiles.management, region, requestHandler }, clock);
  const roleArn = `arn:aws:iam::${ops.id}:role/OrganizationAccountAccessRole`;
  const session = await aws.sts.assumeRole({ roleArn, sessionName: 'test', duration: 3_600 });
  return { iam: aws.iam(session), opsId: ops.id };
}
