import { sideBySide } from '../../access/pool.ts';
import type { Finding } from '../../audit/finding.ts';
import type { LastChange } from '../../audit/who/last-change.ts';
import { traceOf } from '../../audit/who/trace.ts';
import type { Trace } from '../../audit/who/tracers.ts';
import type { Aws, CallerIdentity, EventAttribute, EventHistoryApi } from '../../aws/api.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { mentions } from '../../history/mentions.ts';
import { historySpan } from '../../history/period.ts';
import { readEvent } from '../../history/read-event.ts';
import { type Place, type Who, whoOf } from '../../history/who.ts';
import { roleName } from '../../model/account-kind.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { roleArn, type Structure } from '../../model/structure.ts';
import { inlineGrantName } from '../../plan/grant-slot.ts';
import type { HistorySource } from '../history/history-source.ts';
import { type Knowing, knowing } from '../history/knowledge.ts';
import { lookUpSession } from '../history/look-up-session.ts';
import { readOnce } from '../history/read-once.ts';
import { Seen } from '../history/seen.ts';
import { reasonOf } from './read-account.ts';

/** Accounts whose history is read at a time; each has a rate of its own, 2 calls a second. */
const accountsAtATime = 8;

/** Pages of 50 events that are looked at for one thing. */
const mostPages = 10;

/** A grant that is taken away is named by its policy alone. */
const grantPrefixes = [inlineGrantName('')];

export interface TraceTools {
  readonly aws: Aws;
  readonly caller: CallerIdentity;
  readonly structure: Structure;
  readonly snapshot: OrganizationSnapshot;
  /** The account that holds the people's IAM users; null where there is none. */
  readonly opsAccountId: string | null;
  /** Where IAM and Organizations record what they are asked. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** How many findings are looked up at the most. */
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Called after each finding. */
  progress(done: number, of: number): void;
}

/** A change and who made it. */
interface Found {
  readonly event: HistoryEvent;
  readonly who: Who;
}

/**
 * Looks up for each finding who changed last what it is about. What cannot be read says why; nothing of it fails the
 * audit.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * @param findings in the order in which they matter: the first ones are looked up
 * @param textOf who it was, in words
 * @returns by the finding's id
 */
export async function traceFindings(
  findings: readonly Finding[],
  textOf: (who: Who) => string,
  tools: TraceTools,
): Promise<ReadonlyMap<string, LastChange>> {
  const { structure, snapshot, opsAccountId, limit, signal } = tools;
  const context = {
    structure,
    managementAccountId: snapshot.managementAccountId,
    opsAccountId,
    trails: snapshot.trails,
  };
  const changes = new Map<string, LastChange>();
  const byAccount = new Map<string, { readonly id: string; readonly trace: Trace }[]>();
  let asked = 0;
  for (const finding of findings) {
    const trace = traceOf(finding, context);
    if (trace === null) changes.set(finding.id, { kind: 'no-event' });
    else if (asked === limit) changes.set(finding.id, { kind: 'not-asked' });
    else {
      asked += 1;
      const known = byAccount.get(trace.accountId) ?? [];
      byAccount.set(trace.accountId, [...known, { id: finding.id, trace }]);
    }
  }
  let done = 0;
  await sideBySide([...byAccount], accountsAtATime, async ([accountId, wanted]) => {
    signal.throwIfAborted();
    const history = await openHistory(accountId, tools);
    for (const { id, trace } of wanted) {
      signal.throwIfAborted();
      changes.set(id, 'reason' in history ? history : await lastChange(trace, history, textOf, tools));
      done += 1;
      tools.progress(done, asked);
    }
  });
  return changes;
}

interface OpenHistory {
  readonly source: HistorySource;
  readonly known: Knowing;
}

async function openHistory(
  accountId: string,
  tools: TraceTools,
): Promise<OpenHistory | (LastChange & { readonly kind: 'unread' })> {
  const { aws, caller, structure, snapshot, opsAccountId, region, now } = tools;
  const { managementAccountId } = snapshot;
  const account = snapshot.accounts.find(({ id }) => id === accountId);
  const name = account?.name ?? accountId;
  try {
    const isOwn = accountId === caller.accountId;
    const credentials = isOwn ? null : await lookUpSession(aws, { id: accountId, name }, caller, structure);
    const place: Place = {
      accountId,
      roleArn: ownRoleArn(accountId, name, tools),
      accessRole: structure.accessRole,
      opsAccountId,
      managementAccountId,
    };
    const { reading } = account ?? {};
    // Many findings are about one thing, such as the grants of a group.
    const histories = new Map<string, EventHistoryApi>();
    const roles = reading?.kind === 'read' ? reading.iam.roles : [];
    const source: HistorySource = {
      place,
      history(at) {
        const known = histories.get(at);
        if (known) return known;
        const read = readOnce(
          aws.eventHistory({ region: at, accountId, ...(credentials ? { credentials } : {}) }),
        );
        histories.set(at, read);
        return read;
      },
      // The audit has read it.
      trust: async () => roles.find(({ arn }) => arn === place.roleArn)?.trust ?? null,
      opsHistory: async () => null,
    };
    const home = await aws.region();
    const known = knowing(
      [region],
      { start: now - historySpan, end: now },
      {
        source,
        seen: new Seen(),
        now,
        iamRegion: region,
        homeRegions: [...new Set([region, ...(home === null ? [] : [home])])],
        onPage() {},
      },
    );
    return { source, known };
  } catch (error) {
    tools.signal.throwIfAborted();
    return { kind: 'unread', reason: reasonOf(error) };
  }
}

/** The role that people of Ops have in an account; empty in one where they have none. */
function ownRoleArn(
  accountId: string,
  name: string,
  { structure, snapshot, opsAccountId }: TraceTools,
): string {
  if (accountId === opsAccountId || accountId === snapshot.managementAccountId) return '';
  const { client, environment } = structure.kinds;
  const kind = environment.names?.includes(name) ? environment : client;
  return roleArn({
    partition: snapshot.partition,
    accountId,
    path: kind.role.path,
    name: roleName(kind, name),
  });
}

async function lastChange(
  trace: Trace,
  history: OpenHistory,
  textOf: (who: Who) => string,
  tools: TraceTools,
): Promise<LastChange> {
  const { accountId, thing } = trace;
  try {
    const looks = await Promise.all(
      attributesOf(trace).map((attribute) => newest(trace, attribute, history, tools)),
    );
    const found = looks
      .flatMap(({ event }) => event ?? [])
      .toSorted((a, b) => b.time - a.time)
      .at(0);
    if (found === undefined) {
      const looked = looks.reduce((sum, one) => sum + one.looked, 0);
      return looks.some(({ cut }) => cut)
        ? { kind: 'not-reached', thing, looked }
        : { kind: 'not-found', thing, accountId };
    }
    const who = whoOf(found, await history.known.about(found));
    return described({ event: found, who }, accountId, textOf);
  } catch (error) {
    tools.signal.throwIfAborted();
    return { kind: 'unread', reason: reasonOf(error) };
  }
}

function attributesOf({ lookup }: Trace): readonly EventAttribute[] {
  return lookup.by === 'resource'
    ? [{ key: 'ResourceName', value: lookup.name }]
    : lookup.names.map((value) => ({ key: 'EventName', value }));
}

/** The newest event of a trace among those that have an attribute. */
async function newest(
  { events, services, mentions: mentioned, region: traced }: Trace,
  attribute: EventAttribute,
  { source }: OpenHistory,
  { now, region }: TraceTools,
): Promise<{ readonly event: HistoryEvent | null; readonly looked: number; readonly cut: boolean }> {
  const query = { start: now - historySpan, end: now, attribute };
  const recordedIn = traced ?? region;
  let looked = 0;
  let pages = 0;
  for await (const page of source.history(recordedIn).lookupEvents(query)) {
    for (const raw of page) {
      looked += 1;
      const event = readEvent(raw, recordedIn);
      const isMeant =
        event !== null &&
        event.error === null &&
        services.includes(event.service) &&
        events.includes(event.name);
      if (isMeant && (mentioned === null || mentions(raw.record, mentioned, grantPrefixes))) {
        return { event, looked, cut: false };
      }
    }
    pages += 1;
    if (pages === mostPages) return { event: null, looked, cut: true };
  }
  return { event: null, looked, cut: false };
}

function described({ event, who }: Found, accountId: string, textOf: (who: Who) => string): LastChange {
  const { id, region, time, service, name, from } = event;
  return {
    kind: 'found',
    accountId,
    region,
    eventId: id,
    time,
    service,
    event: name,
    by: { name: who.name, kind: who.kind, proof: who.proof, text: textOf(who) },
    from: from.address ?? from.service,
  };
}
