import type { IamSnapshot } from '../../model/organization.ts';
import type { KnownContext } from '../../model/policy/known-context.ts';
import type { Difference } from '../difference.ts';
import { type RoleTarget, roleSteps } from '../role-plan.ts';
import { type DiffContext, difference } from './context.ts';
import { settingDifferences } from './role-settings.ts';
import type { RoleWords } from './role-words.ts';

/**
 * How a role that an account is to have differs from the intended one: as it is, or that it is missing, or that it is
 * there under a name that nobody assumes it by.
 * @param repairBefore what has to be made before a role that is missing
 */
export function wantedRoleDifferences(
  iam: IamSnapshot,
  target: RoleTarget,
  { known, words }: { readonly known: KnownContext | undefined; readonly words: RoleWords },
  context: DiffContext,
  repairBefore: Difference['repair'] = [],
): readonly Difference[] {
  const { place, owner, makeIt } = words;
  const role = iam.roles.find(({ name }) => name === target.name);
  if (role !== undefined) return settingDifferences(role, target, known, words, context);
  const misnamed = iam.roles.find(({ name }) => name.toLowerCase() === target.name.toLowerCase());
  if (misnamed !== undefined) {
    const { name } = misnamed;
    return [
      difference({
        ...words.about('misnamed'),
        place,
        message: `the role of ${owner.name} has the wrong name ${name}`,
        expected: target.name,
        actual: name,
        fix: [`delete ${name}, because IAM ignores case when it compares names, then run: ${makeIt}`],
      }),
    ];
  }
  const changes = roleSteps(owner, target, null).map(({ change }) => ({ change, consent: false }));
  return [
    difference({
      ...words.about('missing'),
      place,
      message: `the account ${owner.name} has no role ${target.name}${target.tokens ? ' for CI' : ''}`,
      expected: target.name,
      actual: 'none',
      repair: [...repairBefore, ...changes],
    }),
  ];
}
