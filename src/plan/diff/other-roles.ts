import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { describeAtom } from '../../model/policy/atoms.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import type { Comparison } from '../../model/policy/compare.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { intendedTrust, type TrustEntry, trustedPrincipals } from '../../model/policy/trust.ts';
import type { Role } from '../../model/snapshot.ts';
import { compareTrust } from '../client-plan.ts';
import type { Difference } from '../difference.ts';
import { type ClientAccount, type DiffContext, difference, iamOf, isActive, isOfService } from './context.ts';

/** Roles of a client's account beside the client role and the access role: whom outside do they let in? */
export function otherRoleDifferences(
  client: ClientAccount,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const { structure } = context;
  return iam.roles
    .filter(
      (role) => role.name !== client.roleName && role.name !== structure.accessRole && !isOfService(role),
    )
    .flatMap((role) => {
      const doors = doorOf(role, client.account, client.roleName, context);
      // Under another case it is told as misnamed already; whom else it lets in is not.
      const isOwn = role.name.toLowerCase() === client.roleName.toLowerCase();
      return isOwn ? doors.filter(({ check }) => check !== 'role-misnamed') : doors;
    });
}

/** Roles of an account that no client can be named after. Nobody outside belongs there. */
export function strangeRoleDifferences(
  account: AccountSnapshot,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  return iam.roles
    .filter((role) => role.name !== context.structure.accessRole && !isOfService(role))
    .flatMap((role) => doorOf(role, account, null, context));
}

/** Roles of Ops and of the management account that somebody outside may assume: from there clients are reached. */
export function frameRoleDifferences(context: DiffContext): readonly Difference[] {
  return [context.ops, context.management].flatMap((account) =>
    (iamOf(account)?.roles ?? [])
      // In the management account nothing else looks at a role of that name.
      .filter(
        (role) =>
          !isOfService(role) &&
          (account === context.management || role.name !== context.structure.accessRole),
      )
      .flatMap((role) => (account === null ? [] : doorOf(role, account, null, context))),
  );
}

/** @param wantedRole name of the role that people in Ops should use; null where there is none */
function doorOf(
  role: Role,
  account: AccountSnapshot,
  wantedRole: string | null,
  context: DiffContext,
): readonly Difference[] {
  const base = {
    subject: `${context.labelOf(account)}/${role.name}`,
    place: context.placeOf(account),
    actual: role.trust,
    fix: [
      `find out who uses it: aws iam get-role --role-name ${role.name} (RoleLastUsed), in the account ${account.id}`,
      'then delete it, or take them out of its trust policy',
    ],
  };
  const parsed = parsePolicy(role.trust);
  if (!parsed.ok) {
    return [
      difference({
        ...base,
        check: 'role-other-trust',
        message: `whom the role ${role.name} lets in is not understood`,
        expected: 'nobody outside the account',
        evidence: [parsed.reason],
      }),
    ];
  }
  const outside = trustedPrincipals(parsed.policy).filter((entry) => isOutside(entry, account.id));
  if (outside.length === 0) return [];
  const onlyOps = outside.every(({ principal }) => accountOf(principal) === context.ops?.id);
  const evidence = outside.map((entry) => describeEntry(entry));
  if (onlyOps && context.ops !== null && wantedRole !== null) {
    const wanted = iamOf(account)?.roles.some(({ name }) => name === wantedRole) ?? false;
    return [
      difference({
        ...base,
        check: wanted ? 'role-second' : 'role-misnamed',
        message: wanted
          ? `the role ${role.name} lets people in Ops into ${account.name} beside ${wantedRole}`
          : `the role ${role.name} trusts Ops, and ${wantedRole} is missing`,
        expected: wantedRole,
        evidence,
      }),
    ];
  }
  return [
    difference({
      ...base,
      check: 'role-other-trust',
      message: `the role ${role.name} lets somebody outside into ${account.name}`,
      expected: 'nobody outside the account',
      evidence,
    }),
  ];
}

/**
 * Services that hand a role's credentials to machines and people elsewhere, who show a certificate.
 * https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html
 * https://docs.aws.amazon.com/iot/latest/developerguide/authorizing-direct-aws.html
 */
const lendingServices: ReadonlySet<string> = new Set([
  'rolesanywhere.amazonaws.com',
  'credentials.iot.amazonaws.com',
]);

/** Other services act within the account; who was deleted gets in nowhere. */
function isOutside({ principal }: TrustEntry, accountId: string): boolean {
  if (principal.kind === 'service') return lendingServices.has(principal.service);
  if (principal.kind === 'deleted') return false;
  return accountOf(principal) !== accountId || principal.kind === 'federated';
}

function accountOf(principal: TrustEntry['principal']): string | null {
  return 'accountId' in principal ? (principal.accountId ?? null) : null;
}

function describeEntry({ text, actions, conditions, limitedByDeny }: TrustEntry): string {
  const limits = [
    ...(conditions.length > 0 ? ['on a condition'] : []),
    ...(limitedByDeny ? ['limited by a Deny'] : []),
  ];
  return `${text} may ${actions.join(', ')}${limits.length > 0 ? ` (${limits.join(', ')})` : ''}`;
}

/** The access role of every account that was read: it is an administrator, and only the management account's. */
export function accessRoleDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure, known } = context;
  const intended = canonicalJson(
    intendedTrust({
      partition: snapshot.partition,
      opsAccountId: snapshot.managementAccountId,
      requireMfa: false,
    }),
  );
  // AWS writes the same policy in every account; where it does not name its own account it means the same in each.
  const judged = new Map<string, Comparison>();
  const judge = (role: Role, accountId: string): Comparison => {
    const before = judged.get(role.trust);
    if (before) return before;
    const comparison = compareTrust(role, intended, known);
    if (!role.trust.includes(accountId)) judged.set(role.trust, comparison);
    return comparison;
  };
  return snapshot.accounts.flatMap((account): readonly Difference[] => {
    if (account.id === snapshot.managementAccountId || !isActive(account)) return [];
    const role = iamOf(account)?.roles.find(({ name }) => name === structure.accessRole);
    if (!role) return [];
    const { verdict, extra, reasons } = judge(role, account.id);
    if (verdict === 'equal' || verdict === 'narrower') return [];
    return [
      difference({
        check: 'access-role-trust',
        subject: context.labelOf(account),
        place: context.placeOf(account),
        message: `the role ${role.name} of ${account.name} lets in more than the management account`,
        expected: intended,
        actual: role.trust,
        evidence: [...extra.slice(0, 5).map((atom) => `allows: ${describeAtom(atom)}`), ...reasons],
        repair: [
          {
            change: {
              kind: 'replace-trust',
              client: account.name,
              role: role.name,
              verdict,
              reasons,
              actual: role.trust,
              intended,
            },
            consent: true,
          },
        ],
      }),
    ];
  });
}
