import type { Aws } from '../../aws/api.ts';
import { readClosures } from '../../history/closures.ts';
import type { RawEvent } from '../../history/event.ts';
import { regionOfIam } from '../../model/iam-region.ts';

/** Milliseconds: AWS closes an account within hours. */
const recent = 24 * 60 * 60_000;

/** Pages of 50 events: that many closings are not begun in a day. */
const mostPages = 4;

/**
 * Ids of accounts whose closing was begun within the last day. While AWS closes an account, it may show the account as
 * ACTIVE again for minutes: https://github.com/hashicorp/terraform-provider-aws/issues/46284
 * @param caller of the management account
 * @param now epoch milliseconds
 * @returns none where the history could not be read: it says nothing that anything else rests on
 * @throws the signal's reason only
 */
export async function begunClosings(
  aws: Aws,
  { accountId, partition }: { readonly accountId: string; readonly partition: string },
  now: number,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const region = regionOfIam(partition);
  const attribute = { key: 'EventName', value: 'CloseAccount' } as const;
  const query = { start: now - recent, end: now, attribute };
  try {
    const events: RawEvent[] = [];
    let pages = 0;
    const history = aws.eventHistory({ region, accountId });
    for await (const page of history.lookupEvents(query)) {
      events.push(...page);
      pages += 1;
      if (pages === mostPages) break;
    }
    return new Set(readClosures(events, region).keys());
  } catch {
    signal.throwIfAborted();
    return new Set();
  }
}
