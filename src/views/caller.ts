import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { wrapped } from './wrapped.ts';

/** Your identity, as it is shown before anything is asked. */
interface CallerFacts {
  readonly profile: string;
  /** Null if every setting has its default. */
  readonly configFile: string | null;
  readonly accountId: string;
  readonly arn: string;
  /** Null if the account is in no organization. */
  readonly organizationId: string | null;
  readonly accounts: number;
}

/** @param width columns of the terminal; null where there is none */
export function callerView(facts: CallerFacts, paint: Paint, width: number | null): string {
  const rows = [
    ['profile', facts.profile],
    [
      'account',
      `${facts.accountId}${facts.organizationId === null ? '' : ' (management)'}, as ${ownName(facts)}`,
    ],
    [
      'organization',
      facts.organizationId === null
        ? 'none'
        : `${facts.organizationId}, ${plural(facts.accounts, 'account')}`,
    ],
    ...(facts.configFile === null ? [] : [['config', facts.configFile] as const]),
  ] as const;
  return rows
    .flatMap(([label, value]) => wrapped(`${paint.dim(label.padEnd(12))}  `, escapeName(value), width, 14))
    .map((line) => `${line}\n`)
    .join('');
}

/** The account stands before it: `user/management-admin`. */
function ownName({ arn, accountId }: CallerFacts): string {
  const [, name] = arn.split(`:${accountId}:`);
  return name === undefined || name === '' ? arn : name;
}
