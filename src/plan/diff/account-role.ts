import { initCommand, refOf } from '../../model/account-kind.ts';
import type { CheckId } from '../../model/checks.ts';
import type { IamSnapshot } from '../../model/organization.ts';
import type { AccountTarget } from '../account-plan.ts';
import type { Difference } from '../difference.ts';
import type { DiffContext, OwnedAccount } from './context.ts';
import { trustDifferences } from './role-trust.ts';
import type { RoleAspect, RoleWords } from './role-words.ts';
import { wantedRoleDifferences } from './wanted-role.ts';

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
  const { account } = owned;
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
  return wantedRoleDifferences(iam, target.role, { known: target.known, words }, context);
}
