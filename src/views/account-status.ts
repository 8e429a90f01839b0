import { type AccountRef, refJson, refText } from '../model/account-kind.ts';
import { labelledRows } from './labelled-rows.ts';
import type { Paint } from './paint.ts';
import { validityText } from './validity.ts';

/** Where a shell is. What is not known is null. */
export interface AccountStatus {
  readonly account: AccountRef;
  /**
   * `valid` and `expired` are judged by the clock of this machine, `renewed` are the credentials of `exec --refresh`, and
   * `replaced` is a shell whose AWS keys the user has set since.
   */
  readonly state: 'valid' | 'expired' | 'renewed' | 'replaced';
  readonly accountId: string | null;
  readonly roleArn: string | null;
  readonly region: string | null;
  /** The user in Ops whose groups gave access. */
  readonly identity: string | null;
  /** RFC 3339, UTC. */
  readonly expiration: string | null;
  /** What STS answered; left out if it was not asked. */
  readonly caller?: string;
}

/** The stable fields of `client status --json`; `null` in place of a name outside any account. */
export function statusJson(
  status: AccountStatus | null,
  command: 'client' | 'environment',
  now: number,
): string {
  if (status === null) return `${JSON.stringify({ [command]: null, state: 'none' })}\n`;
  const { account, expiration, ...rest } = status;
  const secondsLeft =
    expiration === null ? null : Math.max(0, Math.floor((Date.parse(expiration) - now) / 1_000));
  return `${JSON.stringify({ ...refJson(account), ...rest, expiration, secondsLeft })}\n`;
}

/** One fact a line, and what to type if the shell cannot work. */
export function statusView(status: AccountStatus, now: number, paint: Paint, width: number | null): string {
  const { account, accountId, roleArn, region, identity, caller } = status;
  const unknown = 'not known on this machine';
  const facts: readonly (readonly [string, string | null])[] = [
    [account.noun, account.name],
    ['account', accountId ?? unknown],
    ['role', roleArn ?? unknown],
    ['region', region ?? 'none is set'],
    ['you', identity],
    ['state', stateText(status, now)],
    ['AWS says', caller ?? null],
  ];
  const rows = facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const labels = Math.max(...rows.map(([name]) => name.length));
  return `${labelledRows(rows, paint, width, labels, '').join('\n')}\n`;
}

function stateText({ state, expiration, account }: AccountStatus, now: number): string {
  switch (state) {
    case 'renewed':
      return 'valid, and renewed while the command runs';
    case 'replaced':
      return `the AWS keys of this shell were set after it entered ${refText(account)}: diverst did not set them`;
    default:
      return expiration === null ? 'diverst does not know until when' : validityText(expiration, now);
  }
}
