import { initCommand, refOf } from '../../model/account-kind.ts';
import type { CheckId } from '../../model/checks.ts';
import type { IamSnapshot } from '../../model/organization.ts';
import type { AccountTarget } from '../account-plan.ts';
import type { Difference } from '../difference.ts';
import { roleSteps } from '../role-plan.ts';
import { type DiffContext, difference, type OwnedAccount } from './context.ts';
import { settingDifferences } from './role-settings.ts';
import { trustDifferences } from './role-trust.ts';
import type { RoleAspect, RoleWords } from './role-words.ts';

const checks: Readonly<Record<RoleAspect, CheckId>> = {
  missing: 'role-missing',
  misnamed: 'role-misnamed',
  path: 'role-path',
  session: 'role-session-length',
  boundary: 'role-boundary',
  tags: 'role-tags',
  'policy-missing': 'role-policy-missing',
  'policy-extra': 'role-policy-extra',
};

/** How the role of an account that people in Ops assume differs from the intended one, or that it is missing. */
export function roleDifferences(
  owned: OwnedAccount,
  iam: IamSnapshot,
  target: AccountTarget,
  context: DiffContext,
): readonly Difference[] {
  const { account, roleName } = owned;
  const subject = context.labelOf(account);
  const base = { subject, place: context.placeOf(account) };
  const words: RoleWords = {
    subject,
    place: base.place,
    owner: refOf(owned),
    makeIt: initCommand(owned),
    about: (aspect, policy) => ({
      check: checks[aspect],
      subject: policy === undefined ? subject : `${subject}/${policy}`,
    }),
    trust: (compared, change) => trustDifferences(compared, change, target, context, base),
  };
  const role = iam.roles.find(({ name }) => name === roleName) ?? null;
  if (role !== null) return settingDifferences(role, target.role, target.known, words, context);
  const misnamed = iam.roles.find((one) => one.name.toLowerCase() === roleName.toLowerCase());
  if (misnamed) return [misnamedRole(owned, misnamed.name, roleName, words)];
  return [
    difference({
      ...words.about('missing'),
      place: base.place,
      message: `the account of ${owned.name} has no role ${roleName}`,
      expected: roleName,
      actual: 'none',
      repair: roleSteps(words.owner, target.role, null).map(({ change }) => ({ change, consent: false })),
    }),
  ];
}

/** The role is there under a name that nobody assumes it by. */
export function misnamedRole(
  { name }: OwnedAccount,
  actual: string,
  expected: string,
  { about, place, makeIt }: Pick<RoleWords, 'about' | 'place' | 'makeIt'>,
): Difference {
  return difference({
    ...about('misnamed'),
    place,
    message: `the role of ${name} is named ${actual}`,
    expected,
    actual,
    fix: [`IAM takes the two names for one: delete ${actual}, then run: ${makeIt}`],
  });
}
