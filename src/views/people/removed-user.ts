import type { Origin } from '../../model/origin.ts';
import type { ChangeStatus, Step } from '../../plan/change.ts';
import { escapeName } from '../escape.ts';
import type { Paint } from '../paint.ts';
import { changeJson, openLines } from '../steps.ts';

interface RemovedUserFacts {
  readonly user: string;
  readonly userId: string;
  readonly removed: boolean;
  readonly account: { readonly id: string; readonly name: string };
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
}

/** The stable object of `--json`. */
export function removedUserJson(
  { user, userId, removed, account, changes }: RemovedUserFacts,
  notices: readonly string[],
  origin: Origin,
): string {
  const object = { user, userId, removed, account, changes: changes.map(changeJson), notices, ...origin };
  return `${JSON.stringify(object)}\n`;
}

/** What now is, and the next commands. */
export function removedUserView(
  { user, account, changes }: RemovedUserFacts,
  next: readonly string[],
  paint: Paint,
): string {
  const open = openLines(changes, paint);
  const what = escapeName(`user ${user} in ${account.name} (${account.id})`);
  const head =
    open.length > 0
      ? `${paint.bad('✗ incomplete:')} ${what}, ${open.length} of ${changes.length} steps are not done`
      : `${paint.good('✓ done:')} ${what} is deleted`;
  const lines = [head, ...open, ...next.map((command) => `  ${paint.dim('next')}  ${escapeName(command)}`)];
  return `${lines.join('\n')}\n`;
}
