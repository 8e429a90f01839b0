import { isSameRef, type NamedAccount, refJson, refOf, refText } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { Account } from '../model/snapshot.ts';
import { utcMinute } from '../model/utc-time.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import { labelledRows } from './labelled-rows.ts';
import { type NextCommand, nextLines } from './next-commands.ts';
import { headline } from './outcome.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { changeJson, openLines } from './steps.ts';
import { wrapped } from './wrapped.ts';

interface Prepared {
  readonly request: { readonly lift: boolean };
  readonly person: { readonly name: string } | null;
  readonly targets: readonly (NamedAccount & {
    readonly account: Account;
    readonly roleArn: string | null;
    readonly ciRoleArns: readonly string[];
    readonly ends: { readonly whose: 'person' | 'everybody'; readonly reason: string | null } | null;
  })[];
  readonly failed: readonly {
    readonly target: NamedAccount & { readonly account: Account };
    readonly error: unknown;
  }[];
  readonly notices: readonly string[];
}

interface Result {
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
  readonly endedBefore: ReadonlyMap<string, number>;
}

interface Looked {
  readonly accounts: readonly {
    readonly account: Pick<Account, 'id' | 'name'>;
    /** Null for Ops. */
    readonly target: NamedAccount | null;
    readonly ways: readonly {
      readonly event: string;
      readonly thing: string;
      readonly who: string;
      readonly time: number;
    }[];
  }[];
  readonly unseen: readonly string[];
}

/** Lines of what was found before the rest is only counted. */
const mostLines = 50;

/** The stable object of `--json`. */
export function revocationJson(
  { request, person, targets, failed, notices }: Prepared,
  { changes, endedBefore }: Result,
  look: Looked | null,
  origin: Origin,
): string {
  const object = {
    person: person?.name ?? null,
    lift: request.lift,
    accounts: targets.map((target) => ({
      ...refJson(refOf(target)),
      accountId: target.account.id,
      roleArn: target.roleArn,
      ciRoleArns: target.ciRoleArns,
      ends: target.ends?.whose ?? null,
      reason: target.ends?.reason ?? null,
      endedBefore: isoOf(endedBefore.get(target.account.id)),
    })),
    failed: failed.map(({ target, error }) => ({
      ...refJson(refOf(target)),
      accountId: target.account.id,
      error: error instanceof Error ? error.message : String(error),
    })),
    changes: changes.map(changeJson),
    created:
      look?.accounts.flatMap(({ account, target, ways }) =>
        ways.map(({ time, ...way }) => ({
          ...(target === null ? { account: account.name } : refJson(refOf(target))),
          accountId: account.id,
          time: isoOf(time),
          ...way,
        })),
      ) ?? null,
    notSeen: look?.unseen ?? [],
    notices,
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** What was done, what was not, and what a revocation does not end. */
export function revocationView({
  prepared,
  result,
  look,
  errors,
  next,
  accessRole,
  paint,
  width,
}: {
  readonly prepared: Prepared;
  readonly result: Result;
  /** Null if the event history was not read. */
  readonly look: Looked | null;
  readonly errors: readonly unknown[];
  readonly next: readonly NextCommand[];
  readonly accessRole: string;
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
}): string {
  const { request, person, targets, failed } = prepared;
  const { changes, endedBefore } = result;
  const row = (label: string, text: string) => labelledRows([[label, text]], paint, width);
  const lines = [...headOf(prepared, result, errors.length > 0, paint, width)];
  const isEnded = (target: NamedAccount, arn: string) =>
    changes.some(
      ({ change, status }) =>
        change.kind === 'put-revocation' &&
        isSameRef(change.owner, refOf(target)) &&
        arn.endsWith(`/${change.role}`) &&
        (status === 'applied' || status === 'unchanged'),
    );
  const ended = (whose: 'person' | 'everybody') =>
    targets.filter(
      (target) =>
        target.ends?.whose === whose &&
        endedBefore.has(target.account.id) &&
        (target.roleArn === null || isEnded(target, target.roleArn)),
    );
  if (person !== null && ended('person').length > 0)
    lines.push(...row(`of ${person.name}`, names(ended('person'))));
  if (ended('everybody').length > 0) lines.push(...row('everyone', names(ended('everybody'))));
  const jobs = targets.filter(
    (target) => target.ciRoleArns.length > 0 && target.ciRoleArns.every((arn) => isEnded(target, arn)),
  );
  if (jobs.length > 0) lines.push(...row('CI roles', names(jobs)));
  lines.push(...openLines(changes, paint, width));
  for (const { target } of failed)
    lines.push(`  ${paint.warn('failed')}  ${escapeName(refText(refOf(target)))}`);
  if (!request.lift && ended('person').length + ended('everybody').length + jobs.length > 0)
    lines.push(
      ...row(
        'not ended',
        `sessions of ${accessRole} and of other roles; roles, users and access keys that were created through the sessions`,
      ),
    );
  if (look !== null)
    lines.push(...waysLines(look, width === null ? null : width - 2).map((line) => `  ${line}`));
  lines.push(...nextLines(next, paint, width));
  return `${lines.join('\n')}\n`;
}

/** What was created through the sessions, one a line. @param width columns; null for no limit */
export function waysLines({ accounts, unseen }: Looked, width: number | null): readonly string[] {
  const all = accounts.flatMap(({ account, target, ways }) =>
    ways.map(
      ({ thing, who, time, event }) =>
        `${target === null ? account.name : refText(refOf(target))}  ${utcMinute(time)}  ${thing} (${event} by ${who})`,
    ),
  );
  const left = all.length - mostLines;
  const hasSessions = accounts.some(({ ways }) => ways.some(({ event }) => event === 'AssumeRole'));
  const item = (line: string) => wrapped('  ', escapeName(line), width, 4);
  const sentence = (line: string) => wrapped('', escapeName(line), width, 2);
  return [
    ...(all.length === 0
      ? sentence('The event history shows nothing that was created through these sessions.')
      : [
          ...sentence(
            'Created through these sessions, and not ended with them; delete what you do not need:',
          ),
          ...all.slice(0, mostLines).flatMap(item),
          ...(left > 0 ? item(`and ${left} more, which --json lists`) : []),
          ...(hasSessions
            ? sentence('To end the sessions of these roles: IAM console, Roles, the role, Revoke sessions.')
            : []),
        ]),
    ...unseen.flatMap((text) => sentence(`not read: ${text}`)),
  ];
}

function headOf(
  { request, person }: Prepared,
  { changes, endedBefore }: Result,
  isIncomplete: boolean,
  paint: Paint,
  width: number | null,
): readonly string[] {
  const applied = changes.filter(({ status }) => status === 'applied').length;
  const done = request.lift
    ? applied === 0
      ? 'no policy was deleted'
      : `${applied === 1 ? '1 policy was' : `${applied} policies were`} deleted`
    : `${person === null ? '' : `${lockWords(changes, person.name)}`}sessions ended in ${plural(endedBefore.size, 'account')}`;
  if (isIncomplete) return headline('incomplete', done, paint, width);
  return request.lift && applied === 0
    ? headline('no changes', 'there was no revocation to lift', paint, width)
    : headline('done', done, paint, width);
}

function lockWords(changes: Result['changes'], name: string): string {
  const lock = changes.find(({ change }) => change.kind === 'lock-user');
  if (lock === undefined) return '';
  const isLocked = lock.status === 'applied' || lock.status === 'unchanged';
  return `${name} is ${isLocked ? '' : 'not '}locked, `;
}

function names(targets: readonly NamedAccount[]): string {
  return targets.map(({ name }) => name).join(', ');
}

function isoOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
