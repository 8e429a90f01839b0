import { AwsError, isDenied, messageOf } from '../../aws/errors/aws-error.ts';
import { type Entry, isEntry } from '../../history/entry.ts';
import type { HistoryEvent, StartKind } from '../../history/event.ts';
import { isFailure, isWho } from '../../history/filter.ts';
import type { Period } from '../../history/period.ts';
import { type Who, whoEntered, whoRefused } from '../../history/who.ts';
import { eventStream, type Lookup } from './event-stream.ts';
import type { HistoryTools } from './history-source.ts';
import { knowing } from './knowledge.ts';
import { Seen } from './seen.ts';

export interface EntriesRequest {
  readonly period: Period;
  readonly regions: readonly string[];
  readonly who: string | null;
  readonly failedOnly: boolean;
  /** Sessions of AWS services, too. */
  readonly services: boolean;
  readonly limit: number | null;
}

const lookUp = 'cloudtrail:LookupEvents';

/** Each is a lookup of its own: LookupEvents takes one name. */
const ways: readonly StartKind[] = [
  'ConsoleLogin',
  'AssumeRole',
  'AssumeRoleWithWebIdentity',
  'AssumeRoleWithSAML',
];

/**
 * Who entered an account and who was refused, newest first. AWS records in the account itself who came in; attempts of
 * people that were refused are recorded in Ops alone.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 * @throws Failure where no region of the account can be read
 */
export async function* readEntries(request: EntriesRequest, tools: HistoryTools): AsyncGenerator<Entry> {
  const { who, limit } = request;
  let shown = 0;
  for await (const entry of merged(inAccount(request, tools), refusedInOps(request, tools))) {
    if (who !== null && !isWho(entry.who, who)) continue;
    if (shown === limit) {
      tools.seen.cut = true;
      return;
    }
    shown += 1;
    yield entry;
  }
}

async function* inAccount(
  { period, regions, failedOnly, services }: EntriesRequest,
  tools: HistoryTools,
): AsyncGenerator<Entry> {
  const { source, seen, onPage } = tools;
  const histories = regions.map((region) => ({ region, history: source.history(region) }));
  const known = knowing(regions, period, tools);
  const lookups = histories.flatMap((one): Lookup[] =>
    ways.map((value) => ({ ...one, query: named(period, value) })),
  );
  for await (const event of eventStream(lookups, seen, onPage)) {
    const { start } = event;
    if (start === null || !isEntry(event, source.place) || (failedOnly && !isFailure(event))) continue;
    const isService = event.actor.type === 'AWSService';
    if (isService && !services) seen.services += 1;
    else yield entryOf(event, whoEntered(event, start, await known.about(event)), 'account');
  }
}

/** What may not be read there is no failure: the line about it says why. */
async function* refusedInOps(
  { period, regions }: EntriesRequest,
  { source, seen, onPage }: HistoryTools,
): AsyncGenerator<Entry> {
  // What is counted and left out there is nothing of the account's.
  const own = new Seen();
  try {
    const history = await source.opsHistory();
    if (history === null) {
      seen.opsUnread = 'diverst has no access path to Ops';
      return;
    }
    const query = named(period, 'AssumeRole');
    const lookups = regions.map((region) => ({ region, history: history(region), query }));
    for await (const event of eventStream(lookups, own, onPage)) {
      if (isFailure(event) && isEntry(event, source.place)) yield entryOf(event, whoRefused(event), 'ops');
    }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof AwsError ? error.cause : error;
    if (!(cause instanceof AwsError)) throw error;
    const fix = isDenied(cause) ? `; an admin sees them, and so do you if Ops allows you ${lookUp}` : '';
    seen.opsUnread = `${messageOf(cause)}${fix}`;
  }
}

function named(period: Period, value: StartKind) {
  return { ...period, attribute: { key: 'EventName' as const, value } };
}

function entryOf(event: HistoryEvent, who: Who, recordedIn: Entry['recordedIn']): Entry {
  return { event, who, recordedIn };
}

/** Both newest first, and so is what comes out. */
async function* merged(a: AsyncGenerator<Entry>, b: AsyncGenerator<Entry>): AsyncGenerator<Entry> {
  let [one, other] = await Promise.all([a.next(), b.next()]);
  while (!one.done || !other.done) {
    const isOne = !one.done && (other.done || one.value.event.time >= other.value.event.time);
    if (isOne && !one.done) {
      yield one.value;
      one = await a.next();
    } else if (!other.done) {
      yield other.value;
      other = await b.next();
    }
  }
}
