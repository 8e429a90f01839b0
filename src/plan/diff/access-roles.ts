import { commandOf } from '../../model/account-kind.ts';
import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { describeAtom } from '../../model/policy/atoms.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import { type Comparison, comparePolicies } from '../../model/policy/compare.ts';
import { intendedTrust } from '../../model/policy/trust.ts';
import type { Role } from '../../model/snapshot.ts';
import type { Difference } from '../difference.ts';
import { compareTrust } from '../role-plan.ts';
import { accessRoleFaults } from './access-rights.ts';
import { type DiffContext, difference, iamOf, isActive } from './context.ts';

/** The access role of every account that was read: it is an administrator, and only the management account's. */
export function accessRoleDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure } = context;
  const judge = trustJudge(context);
  return snapshot.accounts.flatMap((account): readonly Difference[] => {
    if (account.id === snapshot.managementAccountId || !isActive(account)) return [];
    const iam = iamOf(account);
    const role = iam?.roles.find(({ name }) => name === structure.accessRole);
    if (!iam || !role) return [];
    return [
      ...trustDifference(account, role, judge(role, account.id), context),
      ...rightsDifference(account, role, iam, context),
    ];
  });
}

interface TrustJudgement {
  readonly intended: string;
  readonly check: 'access-role-trust' | 'access-role-narrower';
  readonly comparison: Comparison;
}

/** @returns for a role null where its trust policy is as it should be */
function trustJudge({
  snapshot,
  known,
}: DiffContext): (role: Role, accountId: string) => TrustJudgement | null {
  const { partition, managementAccountId: opsAccountId } = snapshot;
  const intended = canonicalJson(intendedTrust({ partition, opsAccountId, requireMfa: false }));
  // As Organizations makes it, and all that entering an account takes.
  const actions = ['sts:AssumeRole'];
  const least = canonicalJson(intendedTrust({ partition, opsAccountId, requireMfa: false, actions }));
  const judge = (role: Role): TrustJudgement | null => {
    const comparison = compareTrust(role, intended, known);
    const { verdict } = comparison;
    if (verdict === 'equal') return null;
    if (verdict !== 'narrower') return { intended, check: 'access-role-trust', comparison };
    const [, , , , accountId = ''] = role.arn.split(':');
    const narrow = comparePolicies(role.trust, least, {
      kind: 'trust',
      partition,
      accountId,
      actions,
      known,
    });
    if (narrow.verdict === 'equal' || narrow.verdict === 'broader') return null;
    return { intended, check: 'access-role-narrower', comparison: narrow };
  };
  // AWS writes the same policy in every account; where it does not name its own account it means the same in each.
  const judged = new Map<string, TrustJudgement | null>();
  return (role, accountId) => {
    const before = judged.get(role.trust);
    if (before !== undefined) return before;
    const judgement = judge(role);
    if (!role.trust.includes(accountId)) judged.set(role.trust, judgement);
    return judgement;
  };
}

function trustDifference(
  account: AccountSnapshot,
  role: Role,
  judgement: TrustJudgement | null,
  context: DiffContext,
): readonly Difference[] {
  if (judgement === null) return [];
  const { intended, check, comparison } = judgement;
  const { verdict, extra, missing, reasons } = comparison;
  const isNarrower = check === 'access-role-narrower';
  return [
    difference({
      check,
      subject: context.labelOf(account),
      place: context.placeOf(account),
      message: isNarrower
        ? `the role ${role.name} of ${account.name} gives access to only a part of the management account`
        : `the role ${role.name} of ${account.name} gives access to more than the management account`,
      expected: intended,
      actual: role.trust,
      evidence: [
        ...(isNarrower ? missing : extra)
          .slice(0, 5)
          .map((atom) => `${isNarrower ? 'not in every case' : 'allows'}: ${describeAtom(atom)}`),
        ...reasons,
      ],
      repair: [
        {
          change: {
            kind: 'replace-trust',
            owner: null,
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
}

/** What keeps the role from doing everything. A role that is kept from it cannot be relied on to fix itself. */
function rightsDifference(
  account: AccountSnapshot,
  role: Role,
  iam: IamSnapshot,
  context: DiffContext,
): readonly Difference[] {
  const { partition } = context.snapshot;
  const faults = accessRoleFaults(role, iam, partition);
  if (faults.length === 0) return [];
  const owner = context.ownerOf(account);
  const prefix = owner ? `${commandOf(owner.kind)} exec ${owner.name} -- ` : '';
  return [
    difference({
      check: 'access-role-rights',
      subject: context.labelOf(account),
      place: context.placeOf(account),
      message: `the role ${role.name} of ${account.name} is not an administrator of the account`,
      expected: 'AdministratorAccess, no permissions boundary, and no Deny',
      actual: faults.map(({ what }) => what).join('; '),
      fix: [
        owner
          ? `use the ${owner.kind.noun} role, because the access role is perhaps not able to change itself:`
          : `use credentials of another administrator of ${account.name}, or of its root user if the account has no other administrator:`,
        ...faults.map(({ fix }) => `${prefix}${fix}`),
      ],
    }),
  ];
}
