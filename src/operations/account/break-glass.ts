import type { Aws } from '../../aws/api.ts';
import { commandOf, type NamedAccount, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { roleArn as arnOfRole, kindOfName, type Structure } from '../../model/structure.ts';
import { checkConfiguredName } from '../management.ts';
import { assumeAccount, type ObtainedSession, type SessionWanted } from './assume-account.ts';

/**
 * New credentials of the access role in an account, from the management account: around the people and grants
 * of Ops.
 * @throws Failure where no account, or more than one, has that name, or the configuration does not name it
 */
export async function breakGlassSession(
  wanted: SessionWanted,
  {
    aws,
    structure,
    note,
  }: { readonly aws: Aws; readonly structure: Structure; readonly note: (text: string) => void },
): Promise<ObtainedSession> {
  const account = { kind: structure.kinds[wanted.noun], name: wanted.name };
  refuseNameOfOther(account, structure);
  const { accountId, identity, partition } = await breakGlassTarget(aws, account);
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

/** A name that the configuration gives to another kind would put a shell into the one under the other's word. */
function refuseNameOfOther({ kind, name }: NamedAccount, structure: Structure): void {
  const other = kindOfName(structure, name) ?? kind;
  if (other.noun === kind.noun) return;
  throw new Failure('usage', {
    what: `${name} is ${withArticle(other)}, not ${withArticle(kind)}`,
    why: 'The configuration names this account.',
    fix: [`use ${commandOf(other)} instead of ${commandOf(kind)}`],
  });
}

/** The caller must be in the management account: only its way in is open. */
async function breakGlassTarget(
  aws: Aws,
  account: NamedAccount,
): Promise<{ readonly accountId: string; readonly identity: string; readonly partition: string }> {
  checkConfiguredName(account);
  const { kind, name } = account;
  const identity = await aws.sts.getCallerIdentity();
  const accounts = await aws.organizations.listAccounts();
  const named = accounts.filter((one) => one.name === name && one.state === 'ACTIVE');
  const [only] = named;
  if (only && named.length === 1) {
    return { accountId: only.id, identity: identity.arn, partition: identity.partition };
  }
  const other = accounts.find((one) => one.name === name);
  throw new Failure('failed', {
    what:
      named.length === 0
        ? `there is no active account ${name}${other === undefined ? '' : `: ${other.id} is ${other.state}`}`
        : `${named.length} accounts have the name ${name}`,
    fix: [
      `list the accounts: ${commandOf(kind)} list --profile NAME, with a profile of the management account`,
    ],
  });
}
