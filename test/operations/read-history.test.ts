import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { EventHistoryApi, EventQuery, EventRecord } from '../../src/aws/api.ts';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import type { EventFilter } from '../../src/history/filter.ts';
import type { HistoryTools } from '../../src/operations/history/history-source.ts';
import { readHistory } from '../../src/operations/history/read-history.ts';
import { Seen } from '../../src/operations/history/seen.ts';
import { acme, ops, raw, session } from '../history/records.ts';

const now = Date.UTC(2026, 10, 29, 12);
const everything: EventFilter = {
  changesOnly: false,
  failedOnly: false,
  who: null,
  event: null,
  resource: null,
  tool: null,
};
const at = (minutesAgo: number) => new Date(now - minutesAgo * 60_000).toISOString();

/** A history that gives these pages, knows of no beginning, and notes what it was asked. */
function pagesOf(pages: Iterable<readonly EventRecord[]>, asked: EventQuery[] = []): EventHistoryApi {
  return {
    async *lookupEvents(query) {
      asked.push(query);
      if (query.attribute === null) yield* pages;
    },
  };
}

function denied(code = 'AccessDeniedException'): EventHistoryApi {
  return {
    // biome-ignore lint/correctness/useYield: it fails before it gives anything
    async *lookupEvents() {
      throw new AwsError({ action: 'cloudtrail:LookupEvents', code, message: 'no', outcome: 'rejected' });
    },
  };
}

function toolsFor(histories: Readonly<Record<string, EventHistoryApi>>): HistoryTools & { seen: Seen } {
  const none = pagesOf([]);
  return {
    source: {
      place: {
        accountId: acme,
        roleArn: `arn:aws:iam::${acme}:role/acme-production`,
        accessRole: 'OrganizationAccountAccessRole',
        opsAccountId: ops,
        managementAccountId: null,
      },
      history: (region) => histories[region] ?? none,
      trust: async () => null,
      opsHistory: async () => null,
    },
    seen: new Seen(),
    now,
    iamRegion: 'us-east-1',
    homeRegions: [],
    onPage: () => {},
  };
}

const request = (regions: readonly string[], more: object = {}) => ({
  period: { start: now - 86_400_000, end: now },
  regions,
  filter: everything,
  limit: null,
  ...more,
});

async function names(regions: readonly string[], tools: HistoryTools, more: object = {}) {
  const found: string[] = [];
  for await (const { event } of readHistory(request(regions, more), tools)) found.push(event.name);
  return found;
}

const named = (eventName: string, minutesAgo: number) => raw({ eventName, eventTime: at(minutesAgo) });

describe('events of several regions', () => {
  it('come newest first, whichever region they are of', async () => {
    const tools = toolsFor({
      'us-east-1': pagesOf([[named('A', 1), named('D', 40)], [], [named('F', 60)]]),
      'eu-west-1': pagesOf([[named('B', 20)], [named('C', 30), named('E', 50)]]),
    });
    expect(await names(['us-east-1', 'eu-west-1', 'ap-south-1'], tools)).toEqual([...'ABCDEF']);
    expect(tools.seen).toMatchObject({ events: 6, unreadable: 0, cut: false });
  });

  it('come without those that cannot be read, which are counted, and those of another time', async () => {
    const broken = { record: '{', time: null, resources: [] };
    const tools = toolsFor({ 'us-east-1': pagesOf([[broken, named('A', 1), named('B', 60 * 48)]]) });
    expect(await names(['us-east-1'], tools)).toEqual(['A']);
    expect(tools.seen).toMatchObject({ events: 3, unreadable: 1 });
  });

  it.each(['AccessDeniedException', 'UnrecognizedClientException', 'OptInRequired', 'ENOTFOUND'])(
    'go on without a region that answers %s',
    async (code) => {
      const tools = toolsFor({ 'us-east-1': pagesOf([[named('A', 1)]]), 'ap-east-1': denied(code) });
      expect(await names(['ap-east-1', 'us-east-1'], tools)).toEqual(['A']);
      expect([...tools.seen.regions.keys()]).toEqual(['ap-east-1']);
    },
  );

  it('end with any other error', async () => {
    const tools = toolsFor({ 'us-east-1': pagesOf([[named('A', 1)]]), 'ap-east-1': denied('ExpiredToken') });
    await expect(names(['us-east-1', 'ap-east-1'], tools)).rejects.toMatchObject({ code: 'ExpiredToken' });
  });

  it.each([
    [['us-east-1'], 2],
    [['us-east-1', 'eu-west-1', 'eu-west-3'], 3],
  ])('end at the limit, of many regions with one page ahead of what is taken: %o', async (regions, most) => {
    let given = 0;
    function* pages() {
      for (;;) {
        given += 1;
        yield Array.from({ length: 50 }, (_, index) => named('A', given + index / 100));
      }
    }
    const tools = toolsFor({ 'us-east-1': pagesOf(pages()) });
    expect(await names(regions, tools, { limit: 60 })).toHaveLength(60);
    expect(given).toBe(most);
    expect(tools.seen.cut).toBe(true);
    const few = toolsFor({ 'us-east-1': pagesOf([[named('A', 1), named('B', 2)]]) });
    expect(await names(['us-east-1'], few, { limit: 2 })).toHaveLength(2);
    expect(few.seen.cut).toBe(false);
  });
});

describe('the beginnings of sessions', () => {
  const people = (count: number, role: string) =>
    Array.from({ length: count }, (_, index) =>
      raw({
        eventTime: at(index),
        userIdentity: session(role, `s${index}`, { accessKeyId: `ASIA${index}` }),
      }),
    );

  it('are looked up once each, at the time that they give, and in the regions where people sign in', async () => {
    const asked: EventQuery[] = [];
    const elsewhere: EventQuery[] = [];
    const one = people(1, 'acme-production');
    const tools = {
      ...toolsFor({ 'eu-west-1': pagesOf([[...one, ...one]], asked), 'us-east-1': pagesOf([], elsewhere) }),
      homeRegions: ['us-east-1'],
    };
    expect(await names(['eu-west-1'], tools)).toHaveLength(2);
    const began = Date.UTC(2026, 10, 24, 13);
    const lookup = {
      start: began - 5_000,
      end: began + 5_000,
      attribute: { key: 'EventName', value: 'AssumeRole' },
    };
    expect(asked.slice(1)).toEqual([lookup]);
    expect(elsewhere).toEqual([lookup]);
  });

  it('are looked up for so many machines and no more, which is counted', async () => {
    const asked: EventQuery[] = [];
    const tools = toolsFor({ 'us-east-1': pagesOf([people(50, 'app')], asked) });
    expect(await names(['us-east-1'], tools)).toHaveLength(50);
    expect(asked).toHaveLength(41);
    expect(tools.seen.untraced).toBe(10);
  });
});

it('50,000 events are read in memory that does not grow with them', async () => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed / 2 ** 20;
  };
  function* pages() {
    for (let page = 0; page < 1_000; page += 1)
      yield Array.from({ length: 50 }, (_, index) =>
        raw({
          eventID: `${page}-${index}`,
          eventTime: at(page + index / 60),
          userIdentity: session('OrganizationAccountAccessRole', `diverst-${page}`),
          requestParameters: { roleName: `role-${page}-${index}`, filler: 'x'.repeat(300) },
        }),
      );
  }
  const tools = toolsFor({ 'us-east-1': pagesOf(pages()) });
  let count = 0;
  let early = 0;
  for await (const { who } of readHistory(request(['us-east-1']), tools)) {
    count += who.kind === 'diverst' ? 1 : 0;
    if (count === 1_000) early = used();
  }
  expect(count).toBe(50_000);
  expect(used() - early).toBeLessThan(10);
});
