import { isSameRef, type NamedAccount, refJson, refOf, refText } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { Account } from '../model/snapshot.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { changeJson, openLines } from './steps.ts';

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
}: {
  readonly prepared: Prepared;
  readonly result: Result;
  /** Null where nobody looked. */
  readonly look: Looked | null;
  readonly errors: readonly unknown[];
  readonly next: readonly string[];
  readonly accessRole: string;
  readonly paint: Paint;
}): string {
  const { request, person, targets, failed } = prepared;
  const { changes, endedBefore } = result;
  const row = (label: string, text: string) => `  ${paint.dim(label.padEnd(10))}  ${escapeName(text)}`;
  const lines = [headline(prepared, result, errors.length > 0, paint)];
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
    lines.push(row(`of ${person.name}`, names(ended('person'))));
  if (ended('everybody').length > 0) lines.push(row('everybody', names(ended('everybody'))));
  const jobs = targets.filter(
    (target) => target.ciRoleArns.length > 0 && target.ciRoleArns.every((arn) => isEnded(target, arn)),
  );
  if (jobs.length > 0) lines.push(row('CI roles', names(jobs)));
  lines.push(...openLines(changes, paint));
  for (const { target } of failed)
    lines.push(`  ${paint.warn('failed')}  ${escapeName(refText(refOf(target)))}`);
  if (!request.lift && ended('person').length + ended('everybody').length + jobs.length > 0)
    lines.push(
      row(
        'not ended',
        `sessions of ${accessRole} and of other roles; roles, users and access keys that were created through the sessions`,
      ),
    );
  if (look !== null) lines.push(...waysLines(look).map((line) => `  ${line}`));
  for (const command of next) lines.push(row('next', command));
  return `${lines.join('\n')}\n`;
}

/** What was created through the sessions, one a line. */
export function waysLines({ accounts, unseen }: Looked): readonly string[] {
  const all = accounts.flatMap(({ account, target, ways }) =>
    ways.map(
      ({ thing, who, time, event }) =>
        `  ${target === null ? account.name : refText(refOf(target))}  ${isoOf(time)}  ${thing} (${event} by ${who})`,
    ),
  );
  const left = all.length - mostLines;
  const hasSessions = accounts.some(({ ways }) => ways.some(({ event }) => event === 'AssumeRole'));
  return [
    ...(all.length === 0
      ? ['nothing was found in the event history that was created through these sessions']
      : [
          'created through these sessions, and not ended; delete what you do not need:',
          ...all.slice(0, mostLines),
          ...(left > 0 ? [`  and ${left} more, which --json lists`] : []),
          ...(hasSessions
            ? ['end the sessions of these roles in the IAM console: Roles, the role, Revoke sessions']
            : []),
        ]),
    ...unseen.map((text) => `not seen: ${text}`),
  ].map(escapeName);
}

function headline(
  { request, person }: Prepared,
  { changes, endedBefore }: Result,
  isIncomplete: boolean,
  paint: Paint,
): string {
  const accounts = count(endedBefore.size, 'account');
  const applied = changes.filter(({ status }) => status === 'applied');
  const done = request.lift
    ? applied.length === 0
      ? 'there was nothing to lift'
      : `${applied.length === 1 ? '1 policy was' : `${applied.length} policies were`} deleted`
    : `${person === null ? '' : `${lockWords(changes, person.name)}`}sessions ended in ${accounts}`;
  return isIncomplete ? `${paint.bad('✗ incomplete:')} ${done}` : `${paint.good('✓ done:')} ${done}`;
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

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

function isoOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString();
}
