import type { DiffContext } from './context.ts';
import { type PeopleRules, peopleRules } from './people-access.ts';

/** What people are to be allowed in Ops, with all that is known of it; null where there is no Ops, or where it is nobody's business. */
export function rulesOf({ structure, snapshot, ops, known }: DiffContext): PeopleRules | null {
  const { people } = structure;
  if (people === null || ops === null) return null;
  const { partition } = snapshot;
  const { id: accountId } = ops;
  return peopleRules({ partition, accountId, accessKeys: people.accessKeys }, { known, accountId });
}
