import { initCommand, refOf } from '../../model/account-kind.ts';
import type { AccountSnapshot, IamSnapshot } from '../../model/organization.ts';
import { managedByTag } from '../../model/own-tags.ts';
import { policySize } from '../../model/policy/document.ts';
import type { Role } from '../../model/snapshot.ts';
import { type AccountTarget, comparedRole, roleSteps } from '../account-plan.ts';
import { type Change, policyOf } from '../change.ts';
import { changeTitle } from '../changes/table.ts';
import type { Difference, Repair } from '../difference.ts';
import { type DiffContext, difference, type OwnedAccount } from './context.ts';
import { revocationDifferences, revocationsIn } from './revocations.ts';
import { trustDifferences } from './role-trust.ts';

/** How the role of an account differs from the intended one, or that it is missing. */
export function roleDifferences(
  owned: OwnedAccount,
  iam: IamSnapshot,
  target: AccountTarget,
  context: DiffContext,
): readonly Difference[] {
  const { account, roleName } = owned;
  const label = context.labelOf(account);
  const base = { subject: label, place: context.placeOf(account) };
  const role = iam.roles.find(({ name }) => name === roleName) ?? null;
  if (role === null) return missingRole(owned, iam, target, context);
  const found: Difference[] = [];
  if (role.path !== target.role.path) {
    found.push(
      difference({
        ...base,
        check: 'role-path',
        message: `the role ${role.name} has the path ${role.path}`,
        expected: target.role.path,
        actual: role.path,
        fix: [`a path cannot be changed: delete the role, then run: ${initCommand(owned)}`],
      }),
    );
  }
  const compared = comparedRole(role, target);
  for (const { change, state } of roleSteps(target, compared)) {
    if (state === 'satisfied') continue;
    if (change.kind === 'replace-trust')
      found.push(...trustDifferences(compared, change, target, context, base));
    else {
      const words = stepWords(change, label, context);
      found.push(difference({ ...base, ...words, repair: [{ change, consent: false }] }));
    }
  }
  return [
    ...found,
    ...extraPolicies(account, role, target, context),
    ...revocationDifferences(account, role, target, context),
    ...trustSize(role, base),
  ];
}

/** The role is not there; or it is, under a name that nobody assumes it by. */
function missingRole(
  owned: OwnedAccount,
  iam: IamSnapshot,
  target: AccountTarget,
  context: DiffContext,
): readonly Difference[] {
  const { account, roleName } = owned;
  const base = { subject: context.labelOf(account), place: context.placeOf(account) };
  const misnamed = iam.roles.find((role) => role.name.toLowerCase() === roleName.toLowerCase());
  const changes = roleSteps(target, null).map(({ change }) => change);
  const found: Difference[] = [];
  if (misnamed) {
    found.push(
      difference({
        ...base,
        check: 'role-misnamed',
        message: `the role of ${owned.name} is named ${misnamed.name}`,
        expected: roleName,
        actual: misnamed.name,
        fix: [`IAM takes the two names for one: delete ${misnamed.name}, then run: ${initCommand(owned)}`],
      }),
    );
    return found;
  }
  return [
    difference({
      ...base,
      check: 'role-missing',
      message: `the account of ${owned.name} has no role ${roleName}`,
      expected: roleName,
      actual: 'none',
      repair: changes.map((change): Repair => ({ change, consent: false })),
    }),
  ];
}

/** What a step of the plan is called as a difference. */
function stepWords(
  change: Change,
  label: string,
  { structure }: DiffContext,
): Pick<Difference, 'check' | 'message' | 'expected' | 'actual'> & Partial<Difference> {
  switch (change.kind) {
    case 'set-max-session':
      return {
        check: 'role-session-length',
        message: `the longest session of the role ${change.role} is ${change.from} s`,
        expected: `${change.to} s`,
        actual: `${change.from} s`,
      };
    case 'set-boundary':
      return {
        check: 'role-boundary',
        message: `the role ${change.role} has ${change.from === null ? 'no' : 'another'} permissions boundary`,
        expected: change.to,
        actual: change.from ?? 'none',
      };
    case 'tag-role':
      return {
        check: 'role-tags',
        ...(structure.guardrails?.enabled.includes('roles') ? { severity: 'medium' as const } : {}),
        message: `the role ${change.role} does not have the tag ${managedByTag}`,
        expected: managedByTag,
        actual: 'no such tag',
      };
    case 'attach-policy':
      return {
        check: 'role-policy-missing',
        subject: `${label}/${policyOf(change.policyArn)}`,
        message: `the role ${change.role} lacks ${policyOf(change.policyArn)}`,
        expected: change.policyArn,
        actual: 'not attached',
      };
    default:
      // A step of a kind that nobody has named here is still reported.
      return { check: 'role-missing', message: changeTitle(change), expected: 'done', actual: 'not done' };
  }
}

/** Policies and a boundary that the structure does not give the role. */
function extraPolicies(
  account: AccountSnapshot,
  role: Role,
  target: AccountTarget,
  context: DiffContext,
): readonly Difference[] {
  const owner = refOf(target);
  const label = context.labelOf(account);
  const place = context.placeOf(account);
  const extra = (name: string, actual: string, change: Change) =>
    difference({
      check: 'role-policy-extra',
      subject: `${label}/${name}`,
      place,
      message: `the role ${role.name} has the policy ${name}`,
      expected: target.role.managedPolicyArns.map(policyOf).join(', '),
      actual,
      repair: [{ change, consent: true }],
    });
  const managed = role.managedPolicies
    .filter((arn) => !target.role.managedPolicyArns.includes(arn))
    .map((policyArn) =>
      extra(policyOf(policyArn), policyArn, { kind: 'detach-policy', owner, role: role.name, policyArn }),
    );
  const revocations = revocationsIn(role, context.known.now).map(({ name }) => name);
  const others = role.inlinePolicies.filter((policy) => !revocations.includes(policy));
  const inline = others.map((policy) =>
    extra(policy, `inline policy ${policy}`, { kind: 'delete-role-policy', owner, role: role.name, policy }),
  );
  const boundary = role.permissionsBoundary;
  if (target.role.permissionsBoundary !== null || boundary === null) return [...managed, ...inline];
  return [
    ...managed,
    ...inline,
    difference({
      check: 'role-boundary',
      subject: label,
      place,
      message: `the role ${role.name} has a permissions boundary`,
      expected: 'none',
      actual: boundary,
      repair: [
        { change: { kind: 'remove-boundary', owner, role: role.name, from: boundary }, consent: true },
      ],
    }),
  ];
}

/** IAM takes 2,048 characters unless the quota was raised. */
const trustQuota = 2_048;

function trustSize(role: Role, base: Pick<Difference, 'subject' | 'place'>): readonly Difference[] {
  const most = trustQuota * 0.8;
  // Blanks do not count, so that it is never longer than its text.
  if (role.trust.length < most) return [];
  const size = policySize(role.trust);
  if (size < most) return [];
  return [
    difference({
      ...base,
      check: 'headroom-policy-size',
      ...(size >= trustQuota * 0.95 ? { severity: 'medium' as const } : {}),
      message: `the trust policy of ${role.name} is near its quota of size`,
      expected: `less than 80 % of ${trustQuota} characters`,
      actual: `${size} characters`,
      fix: ['shorten it; Service Quotas raises it to 8192'],
    }),
  ];
}
