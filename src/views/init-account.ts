import type { NamedAccount } from '../model/account-kind.ts';
import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { escapeName } from './escape.ts';
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
 * What now is, and the next command.
 * @param isSeen whether it was read again, and was as planned
 */
export function initAccountView(
  facts: InitAccountFacts,
  isSeen: boolean,
  next: string | null,
  paint: Paint,
): string {
  const changed = facts.changes.filter(({ status }) => status === 'applied').length;
  const open = openLines(facts.changes, paint);
  const who = `${facts.kind.noun} ${facts.name}`;
  const headline =
    open.length > 0
      ? `${paint.bad('✗ incomplete:')} ${who}, ${open.length} of ${facts.changes.length} steps are not done`
      : !isSeen
        ? `${paint.bad('✗ incomplete:')} every step was done for ${who}, and reading it again does not show that`
        : changed === 0
          ? `${paint.good('✓ nothing to change:')} ${who} is as it should be`
          : `${paint.good('✓ done:')} ${who} is ready`;
  const rows = [
    [
      'account',
      facts.account.id === null
        ? 'none'
        : `${facts.account.id} <${facts.account.email}> in ${facts.account.path}`,
    ],
    ['role', facts.role.arn ?? 'none'],
    ...facts.ciRoles.map(({ arn }) => ['CI role', arn ?? 'none'] as const),
    ['granted to', `group ${facts.grant.group} by ${facts.grant.kind} policy ${facts.grant.policy}`],
  ] as const;
  const lines = [headline];
  if (open.length === 0)
    lines.push(...rows.map(([label, value]) => `  ${paint.dim(label.padEnd(10))}  ${escapeName(value)}`));
  lines.push(...open);
  if (next !== null) lines.push(`  ${paint.dim('next'.padEnd(10))}  ${escapeName(next)}`);
  return `${lines.join('\n')}\n`;
}
