import type { Aws } from '../../aws/api.ts';
import { Failure } from '../../model/failure.ts';
import { roleArn as arnOfRole, type Structure } from '../../model/structure.ts';
import { assumeAccount, type ObtainedSession, type SessionWanted } from './assume-account.ts';

/**
 * New credentials of the access role in a client's account, from the management account: around the people and grants
 * of Ops.
 * @throws Failure where no account, or more than one, has the client's name
 */
export async function breakGlassSession(
  wanted: SessionWanted,
  {
    aws,
    structure,
    note,
  }: { readonly aws: Aws; readonly structure: Structure; readonly note: (text: string) => void },
): Promise<ObtainedSession> {
  const { accountId, identity, partition } = await breakGlassTarget(aws, wanted.client);
  const roleArn = arnOfRole({ partition, accountId, path: '/', name: structure.accessRole });
  const caller = identity.slice(identity.lastIndexOf('/') + 1);
  const assumed = await assumeAccount(
    {
      ...wanted,
      roleArn,
      identity,
      sessionName: `break-glass-${wanted.sessionName ?? caller}-${wanted.reason ?? ''}`,
    },
    // Its trust policy allows sts:AssumeRole alone, so neither source identity nor tags are tried.
    { sts: aws.sts, note, bare: true },
  );
  return { ...assumed, region: await aws.region() };
}

/** The caller must be in the management account: only its way in is open. */
async function breakGlassTarget(
  aws: Aws,
  client: string,
): Promise<{ readonly accountId: string; readonly identity: string; readonly partition: string }> {
  const identity = await aws.sts.getCallerIdentity();
  const accounts = await aws.organizations.listAccounts();
  const named = accounts.filter((account) => account.name === client && account.state === 'ACTIVE');
  const [account] = named;
  if (account && named.length === 1) {
    return { accountId: account.id, identity: identity.arn, partition: identity.partition };
  }
  throw new Failure('failed', {
    what:
      named.length === 0
        ? `there is no active account ${client}`
        : `${named.length} accounts have the name ${client}`,
    fix: [
      'look at the accounts: diverst client list --profile NAME, with a profile of the management account',
    ],
  });
}
