import type { Origin } from '../../model/origin.ts';
import type { ChangeStatus, Step } from '../../plan/change.ts';
import { type NextCommand, nextLines } from '../next-commands.ts';
import { doneWords, headline, openWords } from '../outcome.ts';
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

/** What became of the user, and the next commands. */
export function removedUserView(
  { user, account, changes }: RemovedUserFacts,
  next: readonly NextCommand[],
  paint: Paint,
  width: number | null,
): string {
  const open = openWords(changes);
  const what = `user ${user} in ${account.name} (${account.id})`;
  const head =
    open !== null
      ? headline('incomplete', `${what}: ${open}`, paint, width)
      : headline('done', `${what} is deleted${doneWords(changes)}`, paint, width);
  const lines = [...head, ...openLines(changes, paint, width), ...nextLines(next, paint, width)];
  return `${lines.join('\n')}\n`;
}
