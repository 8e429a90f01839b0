import { escapeName } from './escape.ts';
import type { Paint } from './paint.ts';

/** Who calls, as it is shown before anything is asked. */
interface CallerFacts {
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
