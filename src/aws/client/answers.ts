import { AwsError } from '../errors/aws-error.ts';

/** Reads on until the token is absent: a page of Organizations can be empty and still carry one. */
export async function pages<Item>(
  read: (
    token: string | undefined,
  ) => Promise<{ items: readonly Item[] | undefined; next: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(...(page.items ?? []));
    token = page.next;
  } while (token);
  return all;
}

/** The value, or an error: an answer without it can't be trusted, and a call that changes something is in doubt. */
export function required<T>(action: string, value: T | null | undefined): T {
  if (value !== undefined && value !== null && value !== '') return value;
  throw new AwsError({
    action,
    code: 'UnreadableAnswer',
    message: 'the answer lacks a field that AWS always sends',
    outcome: 'unknown',
  });
}
