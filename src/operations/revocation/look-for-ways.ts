import { sideBySide } from '../../access/pool.ts';
import type { Task } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { CallerIdentity, EventAttribute, EventHistoryApi } from '../../aws/api.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { iamEventsOfWays, type WayLeft, wayLeftBy, wayLeftByUser } from '../../history/left-by-sessions.ts';
import { readEvent } from '../../history/read-event.ts';
import { refOf, refText } from '../../model/account-kind.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import { LONGEST_SESSION } from '../../model/revocations.ts';
import { lookUpSession } from '../history/look-up-session.ts';
import { reasonOf } from '../organization/read-account.ts';
import type { PreparedRevocation, RevocationTarget, RevocationTools } from './prepare-revocation.ts';

/** Accounts whose history is read at a time; each has a rate of its own, 2 calls a second for each region. */
const accountsAtATime = 8;

/** Pages of 50 events for each kind of event: services assume roles all day. They take 10 seconds. */
const mostPages = 20;

/** What was made through the sessions of one account and stays, or by the person in Ops. */
export interface AccountWays {
  readonly account: { readonly id: string; readonly name: string };
  /** Null for Ops. */
  readonly target: RevocationTarget | null;
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
 * roles that were made through the sessions that end. Of a person, Ops is looked at as well: a session of a role there,
 * which the lock does not end, may lead to clients again.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * @param since epoch milliseconds
 * @throws the signal's reason only
 */
export async function lookForWays(
  { targets, person, management, ops }: PreparedRevocation,
  since: number,
  { task, ...tools }: RevocationTools & { readonly task: Task },
): Promise<LookedForWays> {
  const { aws, wait } = tools;
  const { caller } = management;
  const asked = [
    ...(person === null || ops === null ? [] : [placeInOps(ops, person.name, targets)]),
    ...targets.flatMap((target) => placesOf(target, person?.name ?? null)),
  ];
  const found = new Map<Place, readonly WayLeft[]>();
  const unseen: string[] = [];
  const region = await aws.region();
  await sideBySide(asked, accountsAtATime, async (place) => {
    wait.signal.throwIfAborted();
    const reasons = new Set<string>();
    const look: Look = { caller, region, since, wait, reasons };
    found.set(place, await lookInto(place, look, tools));
    const { target, account } = place;
    const label = target === null ? account.name : refText(refOf(target));
    unseen.push(...[...reasons].map((reason) => `${label}: ${reason}`));
    task.update(`${found.size} of ${asked.length} accounts`);
  });
  return {
    accounts: asked.flatMap((place) => {
      const ways = found.get(place) ?? [];
      const { account, target } = place;
      return ways.length === 0 ? [] : [{ account, target, ways }];
    }),
    unseen: unseen.sort(),
  };
}

/** Where ways are looked for. */
interface Place extends Omit<AccountWays, 'ways'> {
  readonly wayOf: (event: HistoryEvent) => WayLeft | null;
}

function placesOf(target: RevocationTarget, person: string | null): readonly Place[] {
  const { account, ends } = target;
  const roleArns = rolesOf(target);
  if (ends === null || roleArns.length === 0) return [];
  const sessions = { roleArns, person: ends.whose === 'person' ? person : null };
  return [{ account, target, wayOf: (event) => wayLeftBy(event, sessions) }];
}

/** The roles of an account whose sessions end. */
function rolesOf({ roleArn, ciRoleArns }: RevocationTarget): readonly string[] {
  return roleArn === null ? ciRoleArns : [roleArn, ...ciRoleArns];
}

function placeInOps(
  { id, name }: AccountWays['account'],
  person: string,
  targets: readonly RevocationTarget[],
): Place {
  const ended = targets.flatMap(rolesOf);
  return { account: { id, name }, target: null, wayOf: (event) => wayLeftByUser(event, { person, ended }) };
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
  { account, wayOf }: Place,
  look: Look,
  { aws, structure }: RevocationTools,
): Promise<readonly WayLeft[]> {
  const iamRegion = regionOfIam(look.caller.partition);
  try {
    const credentials = await lookUpSession(aws, account, look.caller, structure);
    const lookUp = (region: string, event: string, since = look.since) =>
      waysIn(aws.eventHistory({ region, accountId: account.id, credentials }), event, wayOf, {
        ...look,
        since,
      });
    // Sessions are begun in the region in use, and by the global endpoint. Older ones are over.
    const regions = [...new Set([look.region ?? iamRegion, iamRegion])];
    const living = Math.max(look.since, look.wait.clock.now() - LONGEST_SESSION - margin);
    const found = await Promise.all([
      ...iamEventsOfWays.map((event) => lookUp(iamRegion, event)),
      ...regions.map((region) => lookUp(region, 'AssumeRole', living)),
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
  wayOf: Place['wayOf'],
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
      const way = event && wayOf(event);
      if (way) ways.push(way);
    }
    pages += 1;
    if (wait.clock.now() >= wait.deadline) {
      reasons.add('the time limit (--timeout) had passed');
      break;
    }
  }
  return ways;
}

/** Milliseconds by which this machine may be behind AWS: nothing of the last minutes is to be missed. */
const margin = 3_600_000;
