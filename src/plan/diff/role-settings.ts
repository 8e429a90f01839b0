import { managedByTag } from '../../model/own-tags.ts';
import { policySize } from '../../model/policy/document.ts';
import type { KnownContext } from '../../model/policy/known-context.ts';
import type { Role } from '../../model/snapshot.ts';
import { type Change, policyOf } from '../change.ts';
import { changeTitle } from '../changes/table.ts';
import type { Difference } from '../difference.ts';
import { comparedRole, type RoleTarget, roleSteps } from '../role-plan.ts';
import { type DiffContext, difference } from './context.ts';
import { revocationDifferences, revocationsIn } from './revocations.ts';
import type { RoleWords } from './role-words.ts';

/** How a role that is there differs from the intended one. */
export function settingDifferences(
  role: Role,
  target: RoleTarget,
  known: KnownContext | undefined,
  words: RoleWords,
  context: DiffContext,
): readonly Difference[] {
  const { place, owner } = words;
  const found: Difference[] = [];
  if (role.path !== target.path) {
    found.push(
      difference({
        ...words.about('path'),
        place,
        message: `the role ${role.name} has the wrong path ${role.path}`,
        expected: target.path,
        actual: role.path,
        fix: [`delete the role, because AWS cannot change a path, then run: ${words.makeIt}`],
      }),
    );
  }
  const compared = comparedRole(role, target, known);
  for (const { change, state } of roleSteps(owner, target, compared)) {
    if (state === 'satisfied') continue;
    if (change.kind === 'replace-trust') found.push(...words.trust(compared, change));
    else {
      const said = stepWords(change, words, context);
      found.push(difference({ place, ...said, repair: [{ change, consent: false }] }));
    }
  }
  return [
    ...found,
    ...extraPolicies(role, target, words, context),
    ...revocationDifferences(role, words, context),
    ...trustSize(role, words),
  ];
}

/** What a step of the plan is called as a difference. */
function stepWords(
  change: Change,
  { about }: RoleWords,
  { structure }: DiffContext,
): Pick<Difference, 'check' | 'subject' | 'message' | 'expected' | 'actual'> & Partial<Difference> {
  switch (change.kind) {
    case 'set-max-session':
      return {
        ...about('session'),
        message: `the role ${change.role} has the wrong maximum session duration`,
        expected: `${change.to} s`,
        actual: `${change.from} s`,
      };
    case 'set-boundary':
      return {
        ...about('boundary'),
        message: `the role ${change.role} has ${change.from === null ? 'no' : 'the wrong'} permissions boundary`,
        expected: change.to,
        actual: change.from ?? 'none',
      };
    case 'tag-role':
      return {
        ...about('tags'),
        ...(structure.guardrails?.enabled.includes('roles') ? { severity: 'medium' as const } : {}),
        message: `the role ${change.role} does not have the tag ${managedByTag}`,
        expected: managedByTag,
        actual: 'no such tag',
      };
    case 'attach-policy':
      return {
        ...about('policy-missing', policyOf(change.policyArn)),
        message: `the role ${change.role} lacks the policy ${policyOf(change.policyArn)}`,
        expected: change.policyArn,
        actual: 'not attached',
      };
    default:
      // A step of a kind that nobody has named here is still reported.
      return { ...about('missing'), message: changeTitle(change), expected: 'done', actual: 'not done' };
  }
}

/** Policies and a boundary that the structure does not give the role. */
function extraPolicies(
  role: Role,
  target: RoleTarget,
  { about, owner, place }: RoleWords,
  context: DiffContext,
): readonly Difference[] {
  const extra = (name: string, actual: string, change: Change) =>
    difference({
      ...about('policy-extra', name),
      place,
      message: `the role ${role.name} has the extra policy ${name}`,
      expected: target.managedPolicyArns.map(policyOf).join(', '),
      actual,
      repair: [{ change, consent: true }],
    });
  const managed = role.managedPolicies
    .filter((arn) => !target.managedPolicyArns.includes(arn))
    .map((policyArn) =>
      extra(policyOf(policyArn), policyArn, { kind: 'detach-policy', owner, role: role.name, policyArn }),
    );
  const revocations = revocationsIn(role, context.known.now).map(({ name }) => name);
  const others = role.inlinePolicies.filter((policy) => !revocations.includes(policy));
  const inline = others.map((policy) =>
    extra(policy, `inline policy ${policy}`, {
      kind: 'delete-role-policy',
      ...{ owner, role: role.name, policy },
      document: role.inlineDocuments?.find(({ name }) => name === policy)?.document ?? '',
    }),
  );
  const boundary = role.permissionsBoundary;
  if (target.permissionsBoundary !== null || boundary === null) return [...managed, ...inline];
  return [
    ...managed,
    ...inline,
    difference({
      ...about('boundary'),
      place,
      message: `the role ${role.name} has a permissions boundary that is not configured`,
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

function trustSize(role: Role, { subject, place }: RoleWords): readonly Difference[] {
  const most = trustQuota * 0.8;
  // Blanks do not count, so that it is never longer than its text.
  if (role.trust.length < most) return [];
  const size = policySize(role.trust);
  if (size < most) return [];
  return [
    difference({
      subject,
      place,
      check: 'headroom-policy-size',
      ...(size >= trustQuota * 0.95 ? { severity: 'medium' as const } : {}),
      message: `the trust policy of ${role.name} is close to its size limit`,
      expected: `less than 80% of ${trustQuota} characters`,
      actual: `${size} characters`,
      fix: ['shorten the trust policy, or request a higher quota (up to 8192) in Service Quotas'],
    }),
  ];
}
