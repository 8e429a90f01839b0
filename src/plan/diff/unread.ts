import { unitsAbove } from '../../model/guardrails/exceptions.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import type { Difference } from '../difference.ts';
import { isEnforced } from '../guardrail-states.ts';
import { type DiffContext, difference, readAgain } from './context.ts';

/** Accounts that could not be read: a finding each, never silence. */
export function unreadDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, ops, structure } = context;
  const entered = snapshot.accounts.some(
    ({ id, reading }) => id !== snapshot.managementAccountId && reading.kind === 'read',
  );
  return snapshot.accounts.flatMap((account): readonly Difference[] => {
    const { reading } = account;
    if (reading.kind !== 'unread') return [];
    const base = { subject: context.labelOf(account), place: context.placeOf(account) };
    const found = [
      difference({
        ...base,
        check: 'not-audited',
        message: `diverst could not read ${account.name} (${account.id})`,
        expected: 'readable',
        actual: reading.reason,
        evidence: account === ops ? ['diverst could not check the grants'] : [],
        fix: fixOf(account, structure.accessRole),
      }),
    ];
    // Where no account at all could be entered it is the caller who may not.
    if (!reading.denied || !entered) return found;
    return [
      ...found,
      difference({
        ...base,
        check: 'access-role-missing',
        message: `the management account has no access to ${account.name} (${account.id})`,
        expected: `a role ${structure.accessRole} that trusts ${snapshot.managementAccountId}`,
        actual:
          account.joinedMethod === 'INVITED'
            ? 'the account was invited, so AWS did not create the role'
            : reading.reason,
        fix: [
          ...outOfReach(account, context),
          `create ${structure.accessRole} with credentials of that account: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html`,
        ],
      }),
    ];
  });
}

/** The guardrail `roles` lets the access role alone make the access role. */
function outOfReach(account: AccountSnapshot, context: DiffContext): readonly string[] {
  const { snapshot, units } = context;
  const isGuarded = unitsAbove(account.parentId, snapshot).some(({ id }) => id === units.environments?.id);
  if (!isGuarded || !isEnforced('environments', 'roles', context)) return [];
  return [
    `move the account to the root first, because the guardrail roles denies creating this role: aws organizations move-account --account-id ${account.id} --source-parent-id ${account.parentId} --destination-parent-id ${snapshot.rootId}`,
  ];
}

function fixOf(account: AccountSnapshot, accessRole: string): readonly string[] {
  return account.reading.kind === 'unread' && account.reading.denied
    ? [
        `check that ${accessRole} exists in the account and trusts the management account`,
        `check that you are allowed to assume the role: sts:AssumeRole on arn:aws:iam::*:role/${accessRole}`,
      ]
    : readAgain;
}
