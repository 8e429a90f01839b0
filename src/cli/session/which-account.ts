import { keptOwner } from '../../credentials/request-key.ts';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { checkName, nameRule } from '../../model/account-name.ts';
import { formatDuration, parseDuration } from '../../model/duration.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import type { CommandContext } from '../context.ts';

/** @throws Failure of kind `usage` with the rule, and the name that was probably meant */
export function validName(noun: AccountNoun, name: string): string {
  const check = checkName(name);
  if (check.ok) return check.name;
  throw new Failure('usage', {
    what: `${JSON.stringify(name)} is not ${withArticle({ noun })} name`,
    why: `${nameRule(withArticle({ noun }))}.`,
    fix: [fixOf(noun, name, check.suggestion)],
  });
}

/** What looks like a list of names is no slip of one. */
function fixOf(noun: AccountNoun, name: string, suggestion: string | undefined): string {
  if (/\w\s*[,;]\s*\w/.test(name)) return `give one ${noun}, and run the command once for each of the others`;
  return suggestion === undefined ? 'choose a name that follows this rule' : `did you mean ${suggestion}?`;
}

/** @param least and `most` in seconds */
export function validDuration(flag: string, text: string, least: number, most: number): number {
  const parsed = parseDuration(text);
  if (parsed.ok && parsed.seconds >= least && parsed.seconds <= most) return parsed.seconds;
  throw new Failure('usage', {
    what: `${flag} ${JSON.stringify(text)} is not a duration from ${formatDuration(least)} to ${formatDuration(most)}`,
    fix: ['give a duration such as 90s, 15m or 1h30m'],
  });
}

/**
 * Asks which account of a kind, where somebody can be asked.
 * @param granted accounts of every kind
 * @param uses how often each was used, by `keptOwner`: the most used come first
 * @returns its name
 */
export async function pickAccount(
  { terminal, signal }: CommandContext,
  noun: AccountNoun,
  granted: readonly GrantedAccount[],
  uses: ReadonlyMap<string, number>,
): Promise<string> {
  const accounts = granted.filter((one) => one.noun === noun);
  if (!terminal.interactive) {
    throw new Failure('usage', {
      what: `cannot choose ${withArticle({ noun })}: you did not name one, and diverst cannot ask you`,
      why:
        accounts.length === 0
          ? `You do not have access to any ${noun}.`
          : `You have access to: ${accounts.map(({ name }) => name).join(', ')}.`,
      fix: [
        `add the name to the command, such as: diverst ${accountWords[noun].command} assume ${accounts[0]?.name ?? 'NAME'}`,
      ],
    });
  }
  if (accounts.length === 0)
    throw new Failure('failed', {
      what: `you do not have access to any ${noun}`,
      fix: ['ask an admin to add you to a group in Ops'],
    });
  const used = (account: GrantedAccount) => uses.get(keptOwner(account)) ?? 0;
  return terminal.choose(
    `Which ${noun}?`,
    accounts
      .toSorted((a, b) => used(b) - used(a))
      .map(({ name, accountId }) => ({ value: name, hint: accountId })),
    signal,
  );
}
