import { commandOf } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { accountTargets } from '../account-target.ts';
import type { Difference } from '../difference.ts';
import { roleDifferences } from './account-role.ts';
import { ciDifferences } from './ci-roles.ts';
import {
  clientsOf,
  type DiffContext,
  difference,
  iamOf,
  isActive,
  type KindInUse,
  type OwnedAccount,
} from './context.ts';
import { kindTrace } from './kind-traces.ts';
import { otherRoleDifferences, rolesBesideClients, strangeRoleDifferences } from './other-roles.ts';
import { accountsBesideClients, watchedAccounts } from './renamed-clients.ts';

/** What the accounts of clients and environments hold: their roles, users; and what other accounts do. */
export function accountContentDifferences(context: DiffContext): readonly Difference[] {
  const watched = watchedAccounts(context);
  return [
    ...context.kinds.flatMap((one) => ofKind(one, context)),
    ...ofNoKind(watched, context),
    ...besideClients(accountsBesideClients(watched, context), context),
  ];
}

function ofKind({ kind, accounts }: KindInUse, context: DiffContext): readonly Difference[] {
  const { structure, snapshot, units, ops } = context;
  const targetOf =
    ops &&
    accountTargets({
      kind,
      structure,
      partition: snapshot.partition,
      opsAccountId: ops.id,
      unitId: units[kind.unit]?.id ?? '',
      known: context.known,
    });
  return accounts.flatMap((owned) => differencesOf(owned, targetOf, context));
}

/** @param targetOf null where there is no Ops to trust */
function differencesOf(
  owned: OwnedAccount,
  targetOf: ReturnType<typeof accountTargets> | null,
  context: DiffContext,
): readonly Difference[] {
  const { account, name } = owned;
  const iam = iamOf(account);
  if (iam === null) return [];
  const ofCi = ciDifferences(owned, iam, context);
  // An account is repaired as a whole, which takes Ops.
  const ofRoles = [
    ...(targetOf ? roleDifferences(owned, iam, targetOf(name, account.email), context) : []),
    ...(targetOf ? ofCi : ofCi.map((one) => ({ ...one, repair: [] }))),
  ];
  return [
    ...userDifferences(account, iam, context),
    ...(isActive(account) ? ofRoles : ofRoles.filter(letsIn)),
    ...otherRoleDifferences(owned, iam, context),
  ];
}

/** Of the roles in an account that is being closed, who gets in still matters; what it lacks does not any more. */
function letsIn({ check }: Difference): boolean {
  return check === 'ci-role-trust' || (check.startsWith('trust-') && check !== 'trust-narrower');
}

/** Accounts of no kind in use by their names: that is reported, and ignored perhaps; who gets in is not. */
function ofNoKind(watched: readonly AccountSnapshot[], context: DiffContext): readonly Difference[] {
  return watched.flatMap((account): readonly Difference[] => {
    const iam = iamOf(account);
    if (iam === null) return [];
    return [...userDifferences(account, iam, context), ...strangeRoleDifferences(account, iam, context)];
  });
}

/** Accounts beside the clients: people work there by roles that are not of this program's making. */
function besideClients(accounts: readonly AccountSnapshot[], context: DiffContext): readonly Difference[] {
  const neighbours = context.owned.flatMap(({ kind, account }) =>
    kind.unit === 'environments' ? [account] : [],
  );
  const besides = [...accounts, ...neighbours];
  return accounts.flatMap((account) => {
    const iam = iamOf(account);
    if (iam === null) return [];
    // One that was renamed, or is not named any more, is still what people of Ops work in.
    const isTraced = context.kinds.some(
      (one) => one.kind.names !== null && kindTrace(account, one, context) !== null,
    );
    return [
      ...(isTraced ? userDifferences(account, iam, context) : []),
      ...rolesBesideClients(account, iam, besides, context),
    ];
  });
}

function userDifferences(
  account: AccountSnapshot,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const { kind } = context.ownerOf(account) ?? clientsOf(context);
  return iam.users.map((user) =>
    difference({
      check: 'client-user',
      subject: `${context.labelOf(account)}/${user.name}`,
      place: context.placeOf(account),
      message: `the account ${account.name} has an IAM user ${user.name}`,
      expected: 'no IAM user',
      actual: user.arn,
      evidence: user.accessKeys === null ? [] : [`active access keys: ${user.accessKeys}`],
      fix: [
        'find out who or what uses the user, then delete the user in the IAM console of that account',
        // An account of another name is no client or environment, and anyone who works in it can choose its name.
        ...(isName(account.name)
          ? [`open the console of that account: ${commandOf(kind)} console ${account.name}`]
          : []),
      ],
    }),
  );
}
