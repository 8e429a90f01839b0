import type { Origin } from '../model/origin.ts';
import type { ChangeStatus, Step } from '../plan/change.ts';
import { changeTitle, targetOf } from '../plan/changes/table.ts';
import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';

/** Who calls, as it is shown before anything is asked. */
export interface CallerFacts {
  readonly profile: string;
  /** Null when all is default. */
  readonly configFile: string | null;
  readonly accountId: string;
  readonly arn: string;
  /** Null where the account is in none. */
  readonly organizationId: string | null;
  readonly accounts: number;
}

export function callerView(facts: CallerFacts, paint: Paint): string {
  const rows = [
    ['profile', facts.profile],
    ['account', `${facts.accountId}${facts.organizationId === null ? '' : ' (management)'}, as ${facts.arn}`],
    [
      'organization',
      facts.organizationId === null ? 'none' : `${facts.organizationId}, ${facts.accounts} accounts`,
    ],
    ...(facts.configFile === null ? [] : [['config', facts.configFile] as const]),
  ] as const;
  return rows.map(([label, value]) => `${paint.dim(label.padEnd(12))}  ${escapeName(value)}\n`).join('');
}

/** The plan of one client: what is to be done, what is so already, what needs consent. */
export function planView(
  client: string,
  steps: readonly Step[],
  notices: readonly string[],
  paint: Paint,
): string {
  const needed = steps.filter(({ state }) => state === 'needed').length;
  const lines = [`${paint.bold(`plan for client ${client}`)}  ${count(needed)}`];
  for (const { change, state } of steps) {
    const title = escapeName(changeTitle(change));
    if (state === 'needed') lines.push(`  ${paint.good('+')} ${title}`);
    else if (state === 'satisfied') lines.push(paint.dim(`  = ${title}: already so`));
    else
      lines.push(
        `  ${paint.warn('!')} ${title}: needs --replace-${change.kind === 'grant-access' ? 'grant' : 'trust'}`,
      );
    if (change.kind === 'replace-trust') lines.push(...trustLines(change, paint));
    if (change.kind === 'grant-access' && change.replaces !== null)
      lines.push(`      it is   ${escapeName(change.replaces)}`);
  }
  for (const notice of notices) lines.push(`  ${paint.warn('!')} ${escapeName(notice)}`);
  return `${lines.join('\n')}\n`;
}

/** How many changes, in words. */
export function count(needed: number): string {
  if (needed === 0) return 'nothing to change';
  return needed === 1 ? '1 change' : `${needed} changes`;
}

/** A trust policy that is there beside the one that is wanted. */
export function trustLines(
  change: {
    readonly actual: string;
    readonly intended: string;
    readonly verdict: string;
    readonly reasons: readonly string[];
  },
  paint: Paint,
): readonly string[] {
  return [
    `      the trust policy is ${paint.bold(change.verdict)}`,
    ...change.reasons.map((reason) => `        ${escapeName(reason)}`),
    `      is      ${escapeName(change.actual)}`,
    `      wanted  ${escapeName(change.intended)}`,
  ];
}

interface InitClientFacts {
  readonly client: string;
  readonly created: boolean;
  readonly account: {
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string | null };
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: string };
  readonly changes: readonly { readonly change: Step['change']; readonly status: ChangeStatus }[];
}

/** The stable object of `--json`. */
export function initClientJson(facts: InitClientFacts, origin: Origin): string {
  const { client, created, account, role, grant, changes } = facts;
  const object = {
    client,
    created,
    account,
    role,
    grant,
    changes: changes.map(({ change, status }) => ({ kind: change.kind, target: targetOf(change), status })),
    ...origin,
  };
  return `${JSON.stringify(object)}\n`;
}

/** What now is, and the next command. */
export function initClientView(facts: InitClientFacts, next: string | null, paint: Paint): string {
  const changed = facts.changes.filter(({ status }) => status === 'applied').length;
  const open = facts.changes.filter(({ status }) => status === 'not-applied' || status === 'in-doubt');
  const headline =
    open.length > 0
      ? `${paint.bad('✗ incomplete:')} client ${facts.client}, ${open.length} of ${facts.changes.length} steps are not done`
      : changed === 0
        ? `${paint.good('✓ nothing to change:')} client ${facts.client} is as it should be`
        : `${paint.good('✓ done:')} client ${facts.client} is ready`;
  const rows = [
    [
      'account',
      facts.account.id === null
        ? 'none'
        : `${facts.account.id} <${facts.account.email}> in ${facts.account.path}`,
    ],
    ['role', facts.role.arn ?? 'none'],
    ['granted to', `group ${facts.grant.group} by ${facts.grant.kind} policy ${facts.grant.policy}`],
  ] as const;
  const lines = [headline];
  if (open.length === 0)
    lines.push(...rows.map(([label, value]) => `  ${paint.dim(label.padEnd(10))}  ${escapeName(value)}`));
  for (const { change, status } of open)
    lines.push(`  ${paint.warn(status)}  ${escapeName(changeTitle(change))}`);
  if (next !== null) lines.push(`  ${paint.dim('next'.padEnd(10))}  ${escapeName(next)}`);
  return `${lines.join('\n')}\n`;
}
