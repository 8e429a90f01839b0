import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { accountTargets } from '../account-target.ts';
import type { Difference } from '../difference.ts';
import { roleDifferences } from './client-role.ts';
import { type ClientAccount, type DiffContext, difference, iamOf, isActive } from './context.ts';
import { environmentRoleDifferences, otherRoleDifferences, strangeRoleDifferences } from './other-roles.ts';
import { environmentAccounts, watchedAccounts } from './renamed-clients.ts';

/** What a client's account holds: its role, its other roles, its users. */
export function clientDifferences(context: DiffContext): readonly Difference[] {
  const { structure, snapshot, units, ops } = context;
  const productionId = units.production?.id ?? '';
  const targetOf =
    ops &&
    accountTargets({
      kind: structure.kinds.client,
      structure,
      partition: snapshot.partition,
      opsAccountId: ops.id,
      unitId: productionId,
      known: context.known,
    });
  const watched = watchedAccounts(context);
  return [
    ...context.clients.flatMap((client) => differencesOf(client, targetOf, context)),
    ...nameless(watched, context),
    ...amongEnvironments(environmentAccounts(watched, context), context),
  ];
}

/** Accounts beside the clients: people work there by roles that are not of this program's making. */
function amongEnvironments(
  environments: readonly AccountSnapshot[],
  context: DiffContext,
): readonly Difference[] {
  return environments.flatMap((account) => {
    const iam = iamOf(account);
    return iam === null ? [] : environmentRoleDifferences(account, iam, environments, context);
  });
}

/** @param targetOf null where there is no Ops to trust */
function differencesOf(
  client: ClientAccount,
  targetOf: ReturnType<typeof accountTargets> | null,
  context: DiffContext,
): readonly Difference[] {
  const iam = iamOf(client.account);
  if (iam === null || !isActive(client.account)) return [];
  return [
    ...userDifferences(client.account, iam, context),
    ...(targetOf ? roleDifferences(client, iam, targetOf(client.client, client.account.email), context) : []),
    ...otherRoleDifferences(client, iam, context),
  ];
}

/** Accounts that are no clients by their names: that is reported, and ignored perhaps; who gets in is not. */
function nameless(watched: readonly AccountSnapshot[], context: DiffContext): readonly Difference[] {
  return watched.flatMap((account): readonly Difference[] => {
    const iam = iamOf(account);
    if (iam === null) return [];
    return [...userDifferences(account, iam, context), ...strangeRoleDifferences(account, iam, context)];
  });
}

function userDifferences(
  account: AccountSnapshot,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  return iam.users.map((user) =>
    difference({
      check: 'client-user',
      subject: `${context.labelOf(account)}/${user.name}`,
      place: context.placeOf(account),
      message: `the account of ${account.name} has an IAM user ${user.name}`,
      expected: 'no IAM user',
      actual: user.arn,
      evidence: user.accessKeys === null ? [] : [`active access keys: ${user.accessKeys}`],
      fix: [
        'find out what uses it, then delete it in the IAM console of that account',
        `to get there: diverst client console ${account.name}`,
      ],
    }),
  );
}
