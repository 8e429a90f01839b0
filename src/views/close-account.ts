import type { NamedAccount } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { Account, AccountState } from '../model/snapshot.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { grantWords } from '../plan/closing-plan.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines, stepsView } from './steps.ts';
import { wrapped } from './wrapped.ts';

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
  /** What names the account in groups of Ops, and is not taken away. */
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

/** The account, who is granted it, and what is to be done. */
export function closingPlanView(facts: ClosingFacts, plan: Parameters<typeof stepsView>[0]): string {
  const { account, path, steps, staying, cost, now } = facts;
  const granted = [
    ...steps.flatMap(({ change }) =>
      change.kind === 'revoke-grant' ? [grantWords(change.group, change.slot)] : [],
    ),
    ...staying.map((words) => `${words}, which stays`),
  ];
  return `${rows(
    [
      ['account', `${account.name} (${account.id}) <${account.email}>`],
      ['state', `${account.state}${ageOf(account, now)}`],
      ['place', path],
      ['costs', cost],
      ['granted to', granted.length === 0 ? 'no group in Ops by the ID of the account' : granted.join('; ')],
    ],
    plan.paint,
    plan.width,
  ).join('\n')}\n${stepsView(plan)}`;
}

/** What became of it, and the next command. */
export function closeAccountView(facts: ClosedFacts, next: string, paint: Paint): string {
  const { kind, name, account, removedFrom, changes } = facts;
  const open = openLines(changes, paint);
  const who = `the account of ${kind.noun} ${name}`;
  const changed = changes.some(({ status }) => status === 'applied');
  const shown = [
    ...(account.state === null ? [] : [['state', account.state] as const]),
    ...(removedFrom === null ? [] : [['removed', `by AWS, from about ${removedFrom} on`] as const]),
  ];
  const headline =
    open.length > 0
      ? `${paint.bad('✗ incomplete:')} ${who}: ${open.length} of ${changes.length} steps are not done`
      : changed
        ? `${paint.good('✓ done:')} ${who} ${account.state === 'CLOSED' ? 'is closed' : 'is being closed'}`
        : `${paint.good('✓ nothing to change:')} ${who} is ${account.state === 'CLOSED' ? 'closed' : 'being closed'}`;
  return `${[
    headline,
    ...(open.length > 0
      ? open
      : rows([['account', `${account.id} <${account.email}> in ${account.path}`], ...shown], paint)),
    ...rows([['next', next]], paint),
  ].join('\n')}\n`;
}

/** @param width columns of the terminal; null where a value stays on one line, as a command does */
function rows(
  pairs: readonly (readonly [string, string])[],
  paint: Paint,
  width: number | null = null,
): readonly string[] {
  return pairs.flatMap(([label, value]) =>
    wrapped(`  ${paint.dim(label.padEnd(10))}  `, escapeName(value), width, 14),
  );
}

function ageOf({ joinedAt }: Account, now: number): string {
  if (joinedAt === null) return '';
  const days = Math.floor((now - joinedAt) / (24 * 60 * 60_000));
  return `, in the organization for ${days === 1 ? '1 day' : `${days} days`}`;
}
