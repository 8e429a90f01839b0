import { sideBySide } from '../../access/pool.ts';
import type { Task } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { CallerIdentity, EventAttribute, EventHistoryApi } from '../../aws/api.ts';
import {
  type EndedSessions,
  iamEventsOfWays,
  type WayLeft,
  wayLeftBy,
} from '../../history/left-by-sessions.ts';
import { readEvent } from '../../history/read-event.ts';
import { refOf, refText } from '../../model/account-kind.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import { lookUpSession } from '../history/look-up-session.ts';
import { reasonOf } from '../organization/read-account.ts';
import type { PreparedRevocation, RevocationTarget, RevocationTools } from './prepare-revocation.ts';

/** Accounts whose history is read at a time; each has a rate of its own, 2 calls a second for each region. */
const accountsAtATime = 8;

/** Pages of 50 events for each kind of event: services assume roles all day. They take 10 seconds. */
const mostPages = 20;

/** What was made through the sessions of one account and stays. */
export interface AccountWays {
  readonly target: RevocationTarget;
  /** Newest first. */
  readonly ways: readonly WayLeft[];
}

export interface LookedForWays {
  readonly accounts: readonly AccountWays[];
  /** What was not seen, and why. */
  readonly unseen: readonly string[];
}

/**
 * Looks in the event history of each account for what a revocation does not end: users, roles, keys and sessions of other
 * roles that were made through the sessions that end.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * @param since epoch milliseconds
 * @throws the signal's reason only
 */
export async function lookForWays(
  { targets, person, management }: PreparedRevocation,
  since: number,
  { task, ...tools }: RevocationTools & { readonly task: Task },
): Promise<LookedForWays> {
  const { aws, wait } = tools;
  const { caller } = management;
  const asked = targets.filter(({ ends }) => ends !== null);
  const found = new Map<RevocationTarget, readonly WayLeft[]>();
  const unseen: string[] = [];
  const region = await aws.region();
  await sideBySide(asked, accountsAtATime, async (target) => {
    wait.signal.throwIfAborted();
    const reasons = new Set<string>();
    const look: Look = { caller, region, since, wait, reasons };
    found.set(target, await lookInto(target, person?.name ?? null, look, tools));
    unseen.push(...[...reasons].map((reason) => `${refText(refOf(target))}: ${reason}`));
    task.update(`${found.size} of ${asked.length} accounts`);
  });
  return {
    accounts: asked.flatMap((target) => {
      const ways = found.get(target) ?? [];
      return ways.length === 0 ? [] : [{ target, ways }];
    }),
    unseen: unseen.sort(),
  };
}

interface Look {
  readonly caller: CallerIdentity;
  /** The region in use; null where none is configured. */
  readonly region: string | null;
  readonly since: number;
  readonly wait: WaitOptions;
  /** Filled with why something was not seen. */
  readonly reasons: Set<string>;
}

async function lookInto(
  { account, roleArn, ends }: RevocationTarget,
  person: string | null,
  look: Look,
  { aws, structure }: RevocationTools,
): Promise<readonly WayLeft[]> {
  if (roleArn === null) return [];
  const sessions = { roleArn, person: ends?.whose === 'person' ? person : null };
  const iamRegion = regionOfIam(look.caller.partition);
  try {
    const credentials = await lookUpSession(aws, account, look.caller, structure);
    const lookUp = (region: string, event: string) =>
      waysIn(aws.eventHistory({ region, accountId: account.id, credentials }), event, sessions, look);
    // Sessions are begun in the region in use, and by the global endpoint.
    const regions = [...new Set([look.region ?? iamRegion, iamRegion])];
    const found = await Promise.all([
      ...iamEventsOfWays.map((event) => lookUp(iamRegion, event)),
      ...regions.map((region) => lookUp(region, 'AssumeRole')),
    ]);
    return found.flat().sort((a, b) => b.time - a.time);
  } catch (error) {
    look.wait.signal.throwIfAborted();
    look.reasons.add(`its event history could not be read: ${reasonOf(error)}`);
    return [];
  }
}

async function waysIn(
  history: EventHistoryApi,
  value: string,
  sessions: EndedSessions,
  { since, wait, reasons }: Look,
): Promise<readonly WayLeft[]> {
  const attribute: EventAttribute = { key: 'EventName', value };
  const ways: WayLeft[] = [];
  let pages = 0;
  for await (const page of history.lookupEvents({
    start: since,
    end: wait.clock.now() + margin,
    attribute,
  })) {
    wait.signal.throwIfAborted();
    if (pages === mostPages && page.length > 0) {
      reasons.add(`there are more than ${mostPages * 50} events ${value}; older ones were not read`);
      break;
    }
    for (const raw of page) {
      const event = readEvent(raw, '');
      const way = event && wayLeftBy(event, sessions);
      if (way) ways.push(way);
    }
    pages += 1;
    if (wait.clock.now() >= wait.deadline) {
      reasons.add('the time given by --timeout was over');
      break;
    }
  }
  return ways;
}

/** Milliseconds by which this machine may be behind AWS: nothing of the last minutes is to be missed. */
const margin = 3_600_000;
