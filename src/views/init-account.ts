import type { NamedAccount } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { labelledRows } from './labelled-rows.ts';
import { type NextCommand, nextLines } from './next-commands.ts';
import { doneWords, headline, openWords } from './outcome.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines } from './steps.ts';

interface InitAccountFacts extends NamedAccount {
  readonly created: boolean;
  readonly account: {
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string | null };
  readonly ciRoles: readonly { readonly name: string; readonly arn: string | null }[];
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: string };
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
}

/** The stable object of `--json`. */
export function initAccountJson(facts: InitAccountFacts, origin: Origin): string {
  const { kind, name, created, account, role, ciRoles, grant, changes } = facts;
  const object = {
    [kind.noun]: name,
    created,
    account,
    role,
    ciRoles,
    grant,
    changes: changes.map(changeJson),
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/**
 * What the account is now, and the next command.
 * @param isSeen whether AWS was read again, and everything matched the plan
 * @param width columns of the terminal; null where there is none
 */
export function initAccountView(
  facts: InitAccountFacts,
  isSeen: boolean,
  next: readonly NextCommand[],
  paint: Paint,
  width: number | null,
): string {
  const { kind, name, account, role, ciRoles, grant, changes } = facts;
  const open = openWords(changes);
  const who = `${kind.noun} ${name}`;
  const lines =
    open !== null
      ? [...headline('incomplete', `${who}: ${open}`, paint, width), ...openLines(changes, paint, width)]
      : [
          ...headOf(who, doneWords(changes), isSeen, paint, width),
          ...labelledRows(
            [
              [
                'account',
                account.id === null ? 'none' : `${account.id} <${account.email}> in ${account.path}`,
              ],
              ['role', role.arn ?? 'none'],
              ...ciRoles.map(({ arn }) => ['CI role', arn ?? 'none'] as const),
              ['granted to', `group ${grant.group} by ${grant.kind} policy ${grant.policy}`],
            ],
            paint,
            width,
          ),
        ];
  lines.push(...nextLines(next, paint, width));
  return `${lines.join('\n')}\n`;
}

function headOf(
  who: string,
  done: string,
  isSeen: boolean,
  paint: Paint,
  width: number | null,
): readonly string[] {
  if (!isSeen)
    return headline(
      'not verified',
      `every change for ${who} is done${done}, but AWS does not show all of them yet`,
      paint,
      width,
    );
  return done === ''
    ? headline('no changes', `${who} is already set up`, paint, width)
    : headline('done', `${who} is ready${done}`, paint, width);
}
