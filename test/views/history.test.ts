import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/history/entry.ts';
import type { Deed, Run } from '../../src/history/runs.ts';
import type { Who } from '../../src/history/who.ts';
import { deedCsv, entryCsv } from '../../src/views/history/csv.ts';
import { type HistoryEnd, historyEnd } from '../../src/views/history/end.ts';
import { EntryText } from '../../src/views/history/entry-text.ts';
import { deedJson } from '../../src/views/history/json.ts';
import { HistoryText } from '../../src/views/history/text.ts';
import { timesIn } from '../../src/views/history/time.ts';
import { type Paint, plain } from '../../src/views/paint.ts';
import { assumeRole, event, type Fields, fromOps } from '../history/records.ts';

const alice: Who = {
  kind: 'person',
  name: 'alice',
  proof: 'proven',
  doubt: null,
  role: 'acme-production',
  session: 'alice',
  mfa: true,
  chain: [],
};
const named =
  (name: string): Paint['bold'] =>
  (text) =>
    `<${name}>${text}</${name}>`;
const marked: Paint = {
  bold: named('bold'),
  dim: named('dim'),
  good: named('good'),
  bad: named('bad'),
  warn: named('warn'),
};
const deed = (record: object = {}, who: Partial<Who> = {}): Deed => ({
  event: event({ ...record }),
  who: { ...alice, ...who },
});
const run = (one: Deed, more: Partial<Run> = {}): Run => ({
  latest: one,
  count: 1,
  since: one.event.time,
  targets: 1,
  ...more,
});
const text = (zone = 'UTC', paint = plain) => new HistoryText(timesIn(zone), paint);

describe('a line of the history', () => {
  it('fits into 80 columns, below the day', () => {
    const [heading, line, ...rest] = text().run(run(deed())).split('\n');
    expect(heading).toBe('Tue 2026-11-24');
    expect(line).toBe('13:02  alice       iam CreateRole          role deploy       203.0.113.7 aws-cli');
    expect(line?.length).toBeLessThanOrEqual(80);
    expect(rest).toEqual(['']);
  });

  it('continues below the name where the terminal is narrower, and breaks no column', () => {
    const refused = deed({ errorCode: 'AccessDenied' });
    expect(new HistoryText(timesIn('UTC'), marked, 80).run(run(refused)).split('\n').slice(1)).toEqual([
      '<bad>13:02  alice       iam CreateRole          role deploy       203.0.113.7 aws-cli</bad>',
      '<bad>       refused: AccessDenied</bad>',
      '',
    ]);
  });

  it('is of the zone that is asked for, with a new heading where its day is another', () => {
    const inTokyo = text('Asia/Tokyo');
    expect(inTokyo.run(run(deed({ eventTime: '2026-11-24T16:00:00Z' })))).toMatch(
      /^Wed 2026-11-25\n01:00 {2}/,
    );
    expect(inTokyo.run(run(deed({ eventTime: '2026-11-24T15:30:00Z' })))).toMatch(/^00:30 {2}/);
    expect(inTokyo.run(run(deed({ eventTime: '2026-11-24T14:00:00Z' })))).toMatch(
      /^\nTue 2026-11-24\n23:00 {2}/,
    );
  });

  it('tells the subject of a token from a person of that name', () => {
    const line = text().run(run(deed({}, { kind: 'federated', proof: null })));
    expect(line).toContain(' federated alice ');
  });

  it('has the count of a run, to how many things, and since when', () => {
    const one = deed();
    const line = text().run(run(one, { count: 12, targets: 12, since: one.event.time - 7 * 60_000 }));
    expect(line).toContain('iam CreateRole ×12 ');
    expect(line).toContain(' 12 roles ');
    expect(line).toContain('  since 12:55');
  });

  it.each<[object, Partial<Who>, string]>([
    [{}, {}, ''],
    [{ eventName: 'RunInstances', eventSource: 'ec2.amazonaws.com' }, {}, 'plain'],
    [{ errorCode: 'AccessDenied' }, {}, 'bad'],
    [{ eventName: 'GetRole', readOnly: true, errorCode: 'NoSuchEntityException' }, {}, 'dim'],
    [{}, { kind: 'root', name: 'root', proof: null }, 'bad'],
    [{ eventName: 'TagRole' }, { kind: 'break-glass' }, 'warn'],
    [{ eventName: 'UpdateAssumeRolePolicy' }, {}, 'warn'],
    [{ eventName: 'TagRole' }, { kind: 'service', name: 'ecs', proof: null }, 'dim'],
  ])('of %o by %o is painted %s', (record, who, paint) => {
    const [, line = ''] = text('UTC', marked)
      .run(run(deed(record, who)))
      .split('\n');
    const wanted = paint === '' ? 'warn' : paint;
    if (wanted === 'plain') expect(line).not.toContain('<');
    else expect(line).toMatch(new RegExp(`^<${wanted}>.*</${wanted}>$`));
  });

  it('lets no name act on the terminal', () => {
    const evil = '\u001b[2Jx\u202e\u009b';
    const one = deed(
      { requestParameters: { roleName: evil }, userAgent: evil, errorCode: evil },
      { name: evil },
    );
    const entry = entryOf({ tags: [{ key: 'Reason', value: evil }] });
    const texts = [
      text().run(run(one)),
      new EntryText(timesIn('UTC'), plain).entry({ ...entry, who: { ...alice, name: evil } }),
      deedJson(one),
      deedCsv(one),
      historyEnd(end({ unread: [[evil, evil]], said: [[evil, [evil]]], opsUnread: evil })).join('\n'),
    ];
    for (const printed of texts) expect(printed).not.toMatch(/[\u001b\u009b\u202e]/);
    expect(JSON.parse(deedJson(one)).who.name).toBe(evil);
  });
});

function entryOf(asked: Fields = {}, more: Fields = {}): Entry {
  return { event: event(assumeRole({ ...fromOps }, asked, more)), who: alice, recordedIn: 'account' };
}

describe('a line of who entered', () => {
  const line = (entry: Entry) => new EntryText(timesIn('UTC'), plain).entry(entry).split('\n')[1];
  it('says how, from where, for how long and why', () => {
    const tags = [{ key: 'Reason', value: 'ticket 7' }];
    expect(line(entryOf({ durationSeconds: 5_400, tags }))).toBe(
      '13:02  alice                 role acme-production  203.0.113.7 aws-cli  for 1h30m  MFA  because: ticket 7',
    );
  });

  it('says what was refused, and where that is recorded', () => {
    const refused = entryOf({}, { errorCode: 'AccessDenied' });
    expect(line(refused)).toContain('refused: AccessDenied');
    expect(line({ ...refused, recordedIn: 'ops' })).toContain('refused: AccessDenied (recorded in Ops)');
  });
});

describe('CSV', () => {
  it('quotes as RFC 4180 has it, and makes no formula of a name', () => {
    const cells = (name: string) =>
      deedCsv(deed({ requestParameters: {} }, { name }))
        .split(',')
        .slice(2, 4);
    expect(cells('a')).toEqual(['a', 'person']);
    expect(deedCsv(deed({}, { name: 'a,b' }))).toContain(',"a,b",');
    expect(deedCsv(deed({}, { name: 'a"b' }))).toContain(',"a""b",');
    for (const start of ['=', '+', '-', '@'])
      expect(deedCsv(deed({}, { name: `${start}cmd()` }))).toContain(`,'${start}cmd(),`);
    expect(entryCsv(entryOf({ tags: [{ key: 'Reason', value: '=1+1' }] }))).toContain(",'=1+1,");
    expect(deedCsv(deed())).toMatch(/\r\n$/);
  });
});

function end(more: Partial<HistoryEnd> = {}): HistoryEnd {
  return {
    times: timesIn('UTC'),
    filter: { changesOnly: true, failedOnly: false, who: null, event: null, resource: null, tool: null },
    account: 'client acme',
    start: Date.UTC(2026, 10, 24, 13),
    until: null,
    shown: 2,
    said: [],
    regions: ['us-east-1'],
    unread: [],
    unreadable: 0,
    untraced: 0,
    services: 0,
    cut: false,
    opsUnread: null,
    sessions: false,
    more: ['diverst client history acme --all'],
    ...more,
  };
}

describe('the last lines', () => {
  it('say how much there was, since when, and what was not seen', () => {
    expect(historyEnd(end())).toEqual([
      '2 changes in client acme since 2026-11-24 13:00 (UTC), newest first',
      'not included: regions other than us-east-1; data events, such as reads of S3 objects; what happened in the last minutes; anything older than 90 days',
    ]);
  });

  it('say which ways into an account are no entries', () => {
    expect(historyEnd(end({ sessions: true })).at(-1)).toContain('AssumeRoot and IAM Roles Anywhere;');
  });

  it('say until when, where that is not now', () => {
    expect(historyEnd(end({ until: Date.UTC(2026, 10, 24, 23, 59) }))[0]).toBe(
      '2 changes in client acme from 2026-11-24 13:00 to 2026-11-24 23:59 (UTC), newest first',
    );
  });

  it('say how to look further where there was nothing', () => {
    expect(historyEnd(end({ shown: 0 })).slice(0, 3)).toEqual([
      'no changes in client acme since 2026-11-24 13:00 (UTC)',
      'to see older events:',
      '  diverst client history acme --all',
    ]);
  });

  it.each<[Partial<HistoryEnd>, string]>([
    [{ shown: 1 }, '1 change in client acme since'],
    [{ until: Date.UTC(2026, 10, 24, 15) }, 'from 2026-11-24 13:00 to 2026-11-24 15:00 (UTC), newest'],
    [{ sessions: true, shown: 1 }, '1 entry into client acme since'],
    [
      {
        filter: {
          changesOnly: false,
          failedOnly: true,
          who: 'kim',
          event: 'GetRole',
          resource: 'x',
          tool: 'cdk',
        },
      },
      '2 refused or failed GetRole events on x by kim with cdk in client acme since',
    ],
  ])('of %o say what was looked for', (more, start) => {
    expect(historyEnd(end(more))[0]).toContain(start);
  });

  it('say what is left out, and why', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const lines = historyEnd(
      end({
        cut: true,
        said: [['so it is', names]],
        services: 1,
        unreadable: 1,
        untraced: 3,
        opsUnread: 'denied',
      }),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        'the newest 2 changes in client acme since 2026-11-24 13:00 (UTC), newest first',
        '--limit ended the list; older events exist',
        '  a, b, c, d and 2 more: so it is',
        '1 session of AWS services not listed: add --all',
        '1 record not shown, because diverst could not read it',
        'the start of 3 sessions was not looked up, because there are so many',
        'diverst could not read the refused attempts that are recorded in Ops: denied',
      ]),
    );
  });
});
