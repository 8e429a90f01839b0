import type { WaitOptions } from '../../access/waiting.ts';
import { isClosing } from '../../apply/close-account.ts';
import type { OrganizationsApi } from '../../aws/api.ts';
import { Failure } from '../../model/failure.ts';
import type { Account, AccountState } from '../../model/snapshot.ts';

/**
 * Reads an account again, directly before it is closed: a person can have thought about the plan for an hour.
 * @returns its state
 * @throws Failure if any part of it differs from the plan
 */
export async function confirmIdentity(
  organizations: OrganizationsApi,
  planned: { readonly account: Account; readonly tags: Readonly<Record<string, string>> },
  { resume }: Pick<WaitOptions, 'resume'>,
): Promise<AccountState> {
  const { id, name } = planned.account;
  const [account, tags] = await Promise.all([organizations.describeAccount(id), organizations.tagsOf(id)]);
  const parentId = account.parentId ?? (await organizations.parentOf(id));
  const differences = [
    ...differing('ID', id, account.id),
    ...differing('name', name, account.name),
    ...differing('email address', planned.account.email, account.email),
    ...differing('OU', planned.account.parentId ?? '', parentId),
    ...differing('tags', tagText(planned.tags), tagText(tags)),
    // Somebody else may be closing it, too: that is what is wanted.
    ...(isClosing(account.state) ? [] : differing('state', planned.account.state, account.state)),
  ];
  if (differences.length === 0) return account.state;
  throw new Failure('failed', {
    what: `cannot close account ${name} (${id}): it changed after the plan was made`,
    why: `${differences.join('\n')}\nThe account was not closed.`,
    fix: [`make a new plan: ${resume}`],
  });
}

function differing(what: string, was: string, is: string): readonly string[] {
  return was === is ? [] : [`Its ${what} was ${JSON.stringify(was)} and is now ${JSON.stringify(is)}.`];
}

function tagText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(', ');
}
