import { checkName, nameRule } from '../../model/account-name.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import type { CommandContext } from '../context.ts';

/** @throws Failure of kind `usage` with the rule, and the name that was probably meant */
export function validName(name: string): string {
  const check = checkName(name);
  if (check.ok) return check.name;
  throw new Failure('usage', {
    what: `${JSON.stringify(name)} is not a client name`,
    why: `${nameRule('a client')}.`,
    fix: [fixOf(name, check.suggestion)],
  });
}

/** What looks like a list of names is no slip of one. */
function fixOf(name: string, suggestion: string | undefined): string {
  if (/\w\s*[,;]\s*\w/.test(name)) return 'name one client, and run the command again for each other';
  return suggestion === undefined ? 'choose a name that keeps the rule' : `did you mean ${suggestion}?`;
}

/** @param least and `most` in seconds */
export function validDuration(flag: string, text: string, least: number, most: number): number {
  const parsed = parseDuration(text);
  if (parsed.ok && parsed.seconds >= least && parsed.seconds <= most) return parsed.seconds;
  throw new Failure('usage', {
    what: `${flag} ${JSON.stringify(text)} is not a duration from ${formatDuration(least)} to ${formatDuration(most)}`,
    fix: ['write it like 90s, 15m or 1h30m'],
  });
}

/**
 * Asks which client, where somebody can be asked.
 * @param uses how often each was used: the most used come first
 */
export async function pickAccount(
  { terminal, signal }: CommandContext,
  clients: readonly GrantedAccount[],
  uses: ReadonlyMap<string, number>,
): Promise<string> {
  if (!terminal.interactive) {
    throw new Failure('usage', {
      what: 'no client was named, and nobody can be asked',
      why:
        clients.length === 0
          ? 'Your groups grant none.'
          : `Your groups grant: ${clients.map(({ client }) => client).join(', ')}.`,
      fix: ['name one: diverst client assume NAME'],
    });
  }
  if (clients.length === 0)
    throw new Failure('failed', {
      what: 'your groups grant no client',
      fix: ['ask an admin for the group in Ops'],
    });
  const used = ({ client }: GrantedAccount) => uses.get(client) ?? 0;
  return terminal.choose(
    'Which client?',
    clients
      .toSorted((a, b) => used(b) - used(a))
      .map(({ client, accountId }) => ({ value: client, hint: accountId })),
    signal,
  );
}
