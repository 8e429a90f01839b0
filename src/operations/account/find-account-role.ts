import type { NamedAccount } from '../../model/account-kind.ts';
import { readPrincipal } from '../../model/arn.ts';
import { grantOf } from '../../model/granted-accounts.ts';
import { type AssumableSource, readGrants } from './assumable-accounts.ts';
import { checkNamedRole, refuseAccountRole } from './ops-caller.ts';
import { unknownAccount } from './unknown-account.ts';

/**
 * The role to assume: the role that was named, the role of a stored grant, or the role of a grant that is read now.
 * @param named the role, if it does not come from the groups
 * @returns the role, and the ARN of the calling identity
 * @throws Failure if no grant has the account, or the named role is not the account's
 */
export async function findAccountRole(
  account: NamedAccount,
  named: string | null,
  source: AssumableSource,
): Promise<{ readonly roleArn: string; readonly identity: string }> {
  const { aws, structure, keptGrants } = source;
  if (named !== null) {
    checkNamedRole(account, named, structure);
    const { arn } = await aws.sts.getCallerIdentity();
    refuseAccountRole(readPrincipal(arn), arn, structure);
    return { roleArn: named, identity: arn };
  }
  const { kind, name } = account;
  const label = { noun: kind.noun, name };
  const kept = keptGrants.read();
  const inKept = kept && grantOf(label, kept);
  if (kept && inKept) return { roleArn: inKept.roleArn, identity: kept.identity };
  const read = await readGrants(source, kind);
  const inRead = grantOf(label, read);
  if (inRead) return { roleArn: inRead.roleArn, identity: read.identity };
  throw unknownAccount(account, read, structure);
}
