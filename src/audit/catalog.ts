import type { CheckId } from '../model/checks.ts';
import type { Check } from './catalog/check.ts';
import { ciChecks } from './catalog/ci.ts';
import { delegationChecks } from './catalog/delegation.ts';
import { grantChecks } from './catalog/grants.ts';
import { guardrailChecks } from './catalog/guardrails.ts';
import { peopleChecks } from './catalog/people.ts';
import { roleChecks } from './catalog/roles.ts';
import { rootUserChecks } from './catalog/root-users.ts';
import { signInChecks } from './catalog/sign-in.ts';
import { structureChecks } from './catalog/structure.ts';
import { trailChecks } from './catalog/trail.ts';
import { userChecks } from './catalog/users.ts';
import { wayInChecks } from './catalog/ways-in.ts';

export type { Check } from './catalog/check.ts';

/** Every check: `org checks` prints it, and `docs/checks.md` is made of it. */
export const catalog: Readonly<Record<CheckId, Check>> = {
  ...structureChecks,
  ...peopleChecks,
  ...signInChecks,
  ...roleChecks,
  ...ciChecks,
  ...grantChecks,
  ...wayInChecks,
  ...trailChecks,
  ...guardrailChecks,
  ...delegationChecks,
  ...rootUserChecks,
  ...userChecks,
};

/** The section of the documentation that says what a check means. */
export function checkPage(id: CheckId): string {
  return `https://github.com/diverst/diverst/blob/main/docs/checks.md#${id}`;
}
