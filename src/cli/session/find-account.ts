import type { AccountNoun } from '../../model/account-kind.ts';
import {
  type GrantedAccount,
  type GrantedAccounts,
  grantOf,
  mappedRole,
} from '../../model/granted-accounts.ts';
import { checkNamedRole } from '../../operations/account/ops-caller.ts';
import { unknownAccount } from '../../operations/account/unknown-account.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { readGrantedAccounts } from './granted-accounts.ts';
import { validName } from './which-account.ts';

/** Reads the grants of the calling identity's groups; a test passes its own. */
export type ReadGrantedAccounts = (noun: AccountNoun, context: CommandContext) => Promise<GrantedAccounts>;

/**
 * One client's or environment's account and role: from `--role-arn` or the configuration, which ask nobody, or from what
 * the caller's groups grant.
 * @throws Failure where the name or the ARN is none, nothing grants the account, or several accounts have its name
 */
export async function findAccount(
  noun: AccountNoun,
  given: string,
  roleArn: string | undefined,
  context: CommandContext,
  read: ReadGrantedAccounts = readGrantedAccounts,
): Promise<GrantedAccount> {
  const name = validName(noun, given);
  const { structure } = await configOf(context);
  const kind = structure.kinds[noun];
  const named = roleArn ?? mappedRole(kind, name);
  if (named !== null) {
    const accountId = checkNamedRole({ kind, name }, named, structure);
    return { noun, name, accountId, roleArn: named };
  }
  const granted = await read(noun, context);
  const found = grantOf({ noun, name }, granted);
  if (!found) throw unknownAccount({ kind, name }, granted, structure);
  return found;
}
