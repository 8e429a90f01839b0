import type { NamedAccount } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { Account, AccountState } from '../model/snapshot.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { grantWords } from '../plan/closing-plan.ts';
import { labelledRows } from './labelled-rows.ts';
import { type NextCommand, nextLines } from './next-commands.ts';
import { doneWords, headline, openWords } from './outcome.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines, stepsView } from './steps.ts';

interface ClosedFacts extends NamedAccount {
  readonly account: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly state: AccountState | null;
    readonly path: string;
  };
  readonly removedFrom: string | null;
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
}

/** The first lines of a plan to close an account. */
interface ClosingFacts extends NamedAccount {
  readonly account: Account;
  readonly path: string;
  readonly steps: readonly Step[];
  /** What names the account in groups of Ops, and stays. */
  readonly staying: readonly string[];
  /** What the account costs, in words. */
  readonly cost: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The stable object of `--json`. */
export function closeAccountJson(facts: ClosedFacts, origin: Origin): string {
  const { kind, name, account, removedFrom, changes } = facts;
  const object = {
    [kind.noun]: name,
    account,
    removedFrom,
    changes: changes.map(changeJson),
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** The account, the groups that are granted it, and the steps. */
export function closingPlanView(facts: ClosingFacts, plan: Parameters<typeof stepsView>[0]): string {
  const { account, path, steps, staying, cost, now } = facts;
  const granted = [
    ...steps.flatMap(({ change }) =>
      change.kind === 'revoke-grant' ? [grantWords(change.group, change.slot)] : [],
    ),
    ...staying.map((words) => `${words}, which stays`),
  ];
  return `${labelledRows(
    [
      ['account', `${account.name} (${account.id}) <${account.email}>`],
      ['state', `${account.state}${ageOf(account, now)}`],
      ['place', path],
      ['costs', cost],
      ['granted to', granted.length === 0 ? 'no group in Ops by the ID of the account' : granted.join('; ')],
    ],
    plan.paint,
    plan.width ?? null,
  ).join('\n')}\n\n${stepsView(plan)}`;
}

/** What became of the account, and the next command. */
export function closeAccountView(
  facts: ClosedFacts,
  next: readonly NextCommand[],
  paint: Paint,
  width: number | null,
): string {
  const { kind, name, account, removedFrom, changes } = facts;
  const open = openWords(changes);
  const who = `the account of ${kind.noun} ${name}`;
  const done = doneWords(changes);
  const now = account.state === 'CLOSED' ? 'closed' : 'being closed';
  const lines =
    open !== null
      ? [...headline('incomplete', `${who}: ${open}`, paint, width), ...openLines(changes, paint, width)]
      : [
          ...(done === ''
            ? headline('no changes', `${who} is already ${now}`, paint, width)
            : headline('done', `${who} is ${now}${done}`, paint, width)),
          ...labelledRows(
            [
              ['account', `${account.id} <${account.email}> in ${account.path}`],
              ...(account.state === null ? [] : [['state', account.state] as const]),
              ...(removedFrom === null
                ? []
                : [['removed', `AWS removes the account from about ${removedFrom} on`] as const]),
            ],
            paint,
            width,
          ),
        ];
  return `${[...lines, ...nextLines(next, paint, width)].join('\n')}\n`;
}

function ageOf({ joinedAt }: Account, now: number): string {
  if (joinedAt === null) return '';
  const days = Math.floor((now - joinedAt) / (24 * 60 * 60_000));
  return `, in the organization for ${days === 1 ? '1 day' : `${days} days`}`;
}
