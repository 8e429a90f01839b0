import { createOpsFix, opsEmail } from '../../model/ops-email.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { trustedPrincipals } from '../../model/policy/trust.ts';
import type { Difference, Repair } from '../difference.ts';
import { type DiffContext, difference, iamOf, isActive, organizationPlace, whereIs } from './context.ts';
import { moveTo } from './move-to.ts';

/** Ops missing, not active, or outside its OU. */
export function opsDifferences(context: DiffContext): readonly Difference[] {
  const { ops, structure, units } = context;
  const path = structure.units.users;
  if (ops === null) return [missingOps(context)];
  const found: Difference[] = [];
  if (!isActive(ops)) {
    found.push(
      difference({
        check: 'ops-inactive',
        subject: structure.opsAccount,
        place: context.placeOf(ops),
        message: `the account ${ops.name} (${ops.id}) is ${ops.state}`,
        expected: 'ACTIVE',
        actual: ops.state,
        evidence: ['diverst could not check the grants'],
        fix: [
          'check the account in the AWS Organizations console, and contact AWS Support, which can reopen an account for 90 days',
        ],
      }),
    );
  }
  if (ops.parentId !== units.users?.id) {
    found.push(
      difference({
        check: 'ops-misplaced',
        subject: structure.opsAccount,
        place: context.placeOf(ops),
        message: `the account ${ops.name} (${ops.id}) is in ${whereIs(context, ops)}`,
        expected: path,
        actual: whereIs(context, ops),
        repair: [moveTo(ops, path, context)],
      }),
    );
  }
  return found;
}

/** An account cannot be taken back: where clients trust another one already, it was renamed and is not made anew. */
function missingOps(context: DiffContext): Difference {
  const { structure, byId } = context;
  const name = structure.opsAccount;
  const trusted = trustedAccounts(context).flatMap((id) => byId.get(id) ?? []);
  const [known] = trusted;
  return difference({
    check: 'ops-missing',
    subject: name,
    place: organizationPlace(context),
    message: `the account ${name} does not exist`,
    expected: `an account ${name} in ${structure.units.users}`,
    actual: 'none',
    evidence: [
      'diverst could not check the grants and the trust policies of client roles',
      ...trusted.map((account) => `client roles trust ${account.name} (${account.id})`),
    ],
    repair: known === undefined && context.owned.length === 0 ? opsRepair(context) : [],
    fix:
      known === undefined
        ? [
            createOpsFix(structure),
            'or name your own account as organization.opsAccount in diverst.config.yaml',
          ]
        : [
            `set organization.opsAccount: ${known.name} in diverst.config.yaml, if the account was renamed`,
            'or rename the account back',
          ],
  });
}

/** The accounts that clients' roles trust, beside their own and the management account. */
function trustedAccounts({ owned, snapshot }: DiffContext): readonly string[] {
  const found = new Set<string>();
  for (const { account, roleName } of owned) {
    const role = iamOf(account)?.roles.find(({ name }) => name === roleName);
    const parsed = role && parsePolicy(role.trust);
    for (const { principal } of parsed?.ok ? trustedPrincipals(parsed.policy) : []) {
      if ('accountId' in principal && principal.accountId !== undefined) found.add(principal.accountId);
    }
    found.delete(account.id);
  }
  found.delete(snapshot.managementAccountId);
  return [...found];
}

/** Ops from nothing: the account and its place. Its group is the next thing to be found missing. */
function opsRepair({ structure }: DiffContext): readonly Repair[] {
  const email = opsEmail(structure);
  if (email === null) return [];
  const name = structure.opsAccount;
  const to = structure.units.users;
  return [
    { change: { kind: 'create-account', name, email, underWay: null }, consent: true },
    { change: { kind: 'move-account', name, accountId: null, from: 'the root', to }, consent: true },
  ];
}
