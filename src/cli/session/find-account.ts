import { loadConfig } from '../../config/load.ts';
import { Failure } from '../../model/failure.ts';
import {
  type GrantedAccount,
  type GrantedAccounts,
  grantOf,
  mappedRole,
} from '../../model/granted-accounts.ts';
import { checkNamedRole } from '../../operations/client/ops-caller.ts';
import { unknownAccount } from '../../operations/client/unknown-account.ts';
import type { CommandContext } from '../context.ts';
import { readGrantedAccounts } from './granted-accounts.ts';
import { validName } from './which-account.ts';

/** Reads what the caller's groups grant; a test gives its own. */
export type ReadGrantedAccounts = (context: CommandContext) => Promise<GrantedAccounts>;

/**
 * One client's account and role: from `--role-arn` or the configuration, which ask nobody, or from what the caller's
 * groups grant.
 * @throws Failure where the name or the ARN is none, nothing grants the client, or several accounts have its name
 */
export async function findAccount(
  name: string,
  roleArn: string | undefined,
  context: CommandContext,
  read: ReadGrantedAccounts = readGrantedAccounts,
): Promise<GrantedAccount> {
  const client = validName(name);
  const { structure } = await loadConfig({ cwd: context.cwd, file: context.globals.config });
  const named = roleArn ?? mappedRole(structure.kinds.client.roleArns, client);
  if (named !== null) return { client, roleArn: named, accountId: checkNamedRole(client, named, structure) };
  const granted = await read(context);
  const found = grantOf(client, granted);
  if (!found) throw unknownAccount(client, granted, structure);
  return found;
}

/**
 * The region that was configured, which is written where it is kept for longer than this shell.
 * @throws Failure for what cannot be one
 */
export function validRegion(region: string | null): string | null {
  if (region === null || /^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return region;
  throw new Failure('usage', {
    what: `${JSON.stringify(region)} is not an AWS region`,
    fix: ['write it like --region eu-central-1'],
  });
}
