import { roleName } from '../model/account-kind.ts';
import { parsePolicy } from '../model/policy/document.ts';
import { trustedPrincipals } from '../model/policy/trust.ts';
import { accountKinds } from '../model/structure.ts';
import { type DiffContext, iamOf } from './diff/context.ts';

/**
 * Whether the account that the configuration names as Ops may be the wrong one: it is a client itself, or the clients'
 * roles trust another account of the organization and none trusts this one. Then the configuration is as likely to be
 * wrong as everything that differs from it.
 */
export function isOpsDoubtful(context: DiffContext): boolean {
  const { ops, structure, units, owned, byId, snapshot } = context;
  if (ops === null) return false;
  const own = accountKinds(structure).map((kind) => roleName(kind, ops.name).toLowerCase());
  if (iamOf(ops)?.roles.some(({ name }) => own.includes(name.toLowerCase()))) return true;
  let elsewhere = 0;
  for (const { account, roleName: wanted } of owned) {
    const role = iamOf(account)?.roles.find(({ name }) => name === wanted);
    const parsed = role && parsePolicy(role.trust);
    if (!parsed?.ok) continue;
    const trusted = trustedPrincipals(parsed.policy).flatMap(({ principal }) =>
      'accountId' in principal && principal.accountId !== undefined ? [principal.accountId] : [],
    );
    if (trusted.includes(ops.id)) return false;
    const others = trusted.filter(
      (id) => byId.has(id) && id !== account.id && id !== snapshot.managementAccountId,
    );
    if (others.length > 0) elsewhere += 1;
  }
  // One of them may well have been tampered with.
  return elsewhere >= (ops.parentId === units.production?.id ? 1 : 2);
}
