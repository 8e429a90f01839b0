import type { AccountRef } from '../../model/account-kind.ts';
import { organizationAccounts } from '../../operations/account/organization-accounts.ts';
import type { HistorySource } from '../../operations/history/history-source.ts';
import { adminSource, memberSource } from '../../operations/history/sources.ts';
import type { CommandContext } from '../context.ts';
import { sayCaller } from '../mode.ts';
import { openSession } from '../open-session.ts';
import { openAccountSession } from '../session/account-session.ts';
import { validName } from '../session/which-account.ts';
import { notInOrganization } from './not-in-organization.ts';

export interface OpenedHistory {
  readonly source: HistorySource;
  /** The region in use; null where none is configured. */
  readonly region: string | null;
}

/**
 * The way to an account's history: for somebody of the management account through the access role, for anybody else
 * with a session of the account's own role, as `assume` gives it.
 * @throws Failure that says what keeps the caller out
 */
export async function openHistory(
  { noun, name: given }: AccountRef,
  roleArn: string | undefined,
  context: CommandContext,
): Promise<OpenedHistory> {
  const name = validName(noun, given);
  const session = await openSession(context, 'ops');
  const { aws, structure } = session;
  const kind = structure.kinds[noun];
  const [region, caller] = await Promise.all([aws.region(), aws.sts.getCallerIdentity()]);
  const organization =
    roleArn === undefined ? await organizationAccounts(aws, structure, kind, caller) : null;
  if (organization !== null) {
    sayCaller(context, session.profile, organization.identity);
    const account = organization.accounts.find((one) => one.name === name);
    if (account === undefined) throw notInOrganization({ kind, name }, organization);
    return { region, source: await adminSource(aws, account, organization.all, caller, structure) };
  }
  const own = await openAccountSession(noun, name, roleArn === undefined ? {} : { roleArn }, context);
  const { accountId, accessKeyId, secretAccessKey, sessionToken, expiration } = own;
  const credentials = { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) };
  return {
    region: region ?? own.region,
    source: memberSource(aws, { accountId, roleArn: own.roleArn, credentials }, caller.accountId, structure),
  };
}
