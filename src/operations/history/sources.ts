import type { Aws, CallerIdentity, Credentials } from '../../aws/api.ts';
import { lastPart } from '../../history/subjects.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { HistorySource } from './history-source.ts';
import { lookUpSession } from './look-up-session.ts';

/**
 * The history of an account as a member reads it, with a session of the account's own role.
 * @param opsAccountId the account that the member is a user of
 */
export function memberSource(
  aws: Aws,
  session: { readonly accountId: string; readonly roleArn: string; readonly credentials: Credentials },
  opsAccountId: string,
  { accessRole }: Structure,
): HistorySource {
  const { accountId, credentials } = session;
  return {
    place: { accountId, roleArn: session.roleArn, accessRole, opsAccountId, managementAccountId: null },
    history: (region) => aws.eventHistory({ region, accountId, credentials }),
    trust: () => aws.iam(credentials).getRoleTrust(lastPart(session.roleArn)),
    opsHistory: async () => (region) => aws.eventHistory({ region, accountId: opsAccountId }),
  };
}

/**
 * The history of an account as an admin reads it, through the access role. That one may do anything: the session may
 * look up events and no more, and a second one read the one role.
 * @param accounts all of the organization: Ops is among them
 * @throws Failure where the account cannot be entered
 */
export async function adminSource(
  aws: Aws,
  account: GrantedAccount,
  accounts: readonly Account[],
  caller: CallerIdentity,
  structure: Structure,
): Promise<HistorySource> {
  const { accountId } = account;
  const named = accounts.filter(({ name, state }) => name === structure.opsAccount && state === 'ACTIVE');
  const ops = named.length === 1 ? (named[0] ?? null) : null;
  const lookUp = (id: string, name: string) => lookUpSession(aws, { id, name }, caller, structure);
  const credentials = await lookUp(accountId, account.name);
  return {
    place: {
      accountId,
      roleArn: account.roleArn,
      accessRole: structure.accessRole,
      opsAccountId: ops?.id ?? null,
      managementAccountId: caller.accountId,
    },
    history: (region) => aws.eventHistory({ region, accountId, credentials }),
    async trust() {
      const reading = await lookUpSession(aws, { id: accountId, name: account.name }, caller, structure, {
        action: 'iam:GetRole',
        resource: account.roleArn,
      });
      return aws.iam(reading).getRoleTrust(lastPart(account.roleArn));
    },
    async opsHistory() {
      if (ops === null) return null;
      const inOps = await lookUp(ops.id, ops.name);
      return (region) => aws.eventHistory({ region, accountId: ops.id, credentials: inOps });
    },
  };
}
