import type { WaitOptions } from '../../access/waiting.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import type { Unread } from '../../model/reading.ts';
import { reasonOf } from './read-account.ts';

/**
 * What a part of an audit reads.
 * @returns `unread` with the reason for whatever goes wrong
 * @throws the signal's reason only
 */
export async function orUnread<T>(
  { signal }: Pick<WaitOptions, 'signal'>,
  read: () => Promise<T>,
): Promise<T | Unread> {
  try {
    return await read();
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unread', reason: reasonOf(error), denied: isDenied(error) };
  }
}
