import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { CostExplorerClient, type Expression, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { CloseAccountCommand, RemoveAccountFromOrganizationCommand } from '@aws-sdk/client-organizations';
import { describe, expect, test } from 'vitest';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { failureOf } from '../ground.ts';
import { allow, policy } from '../world.ts';
import { amountsOf, costWorld, question, sumOf, units } from './cost-world.ts';

const day = 86_400_000;
const byType = [{ Type: 'DIMENSION' as const, Key: 'RECORD_TYPE' }];
const of = (Key: 'RECORD_TYPE' | 'SERVICE' | 'LINKED_ACCOUNT', ...Values: string[]): Expression => ({
  Dimensions: { Key, Values },
});

describe('who may ask', () => {
  test('a member sees itself, as the management account sees it', async () => {
    const { ask, askAll, addUser, ops } = await costWorld();
    const keys = addUser(ops, 'kim', [policy(allow('ce:GetCostAndUsage'))]);
    const own = await ask({}, keys);
    expect(amountsOf(own.ResultsByTime ?? [])).toEqual(
      amountsOf(await askAll({ Filter: of('LINKED_ACCOUNT', ops) })),
    );
    expect(own.DimensionValueAttributes).toEqual([{ Value: ops, Attributes: { description: 'Ops' } }]);
    expect(amountsOf(own.ResultsByTime ?? []).size).toBeGreaterThan(20);
  });

  test('control policies limit members, and the token of one caller is not good for another', async () => {
    const { ask, addUser, addAccount, sandbox, ops, management } = await costWorld();
    addAccount('200000000001', 500);
    const keys = addUser(ops, 'kim', [policy(allow('ce:GetCostAndUsage'))]);
    sandbox.edit((state) => {
      state.costExplorer = { pageSize: 2 };
    });
    const { NextPageToken = '' } = await ask();
    expect(await failureOf(ask({ NextPageToken }, keys))).toMatchObject({ name: 'RequestChangedException' });
    sandbox.edit(({ organization }) => {
      if (organization === null) throw new Error('There is an organization.');
      const content = policy({ Effect: 'Deny', Action: 'ce:*', Resource: '*' });
      organization.policyTypes = { SERVICE_CONTROL_POLICY: { enabledAt: 0 } };
      organization.policies = {
        'p-costs': {
          id: 'p-costs',
          type: 'SERVICE_CONTROL_POLICY',
          name: 'costs',
          description: '',
          content: { document: content, effectiveAt: 0 },
          tags: {},
        },
      };
      organization.attachments = {
        [organization.rootId]: { 'p-costs': { isAttached: true, effectiveAt: 0 } },
      };
    });
    expect(await failureOf(ask({}, keys))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('with an explicit deny in a service control policy'),
    });
    // The management account is not limited.
    expect(management).not.toBe(ops);
    await ask();
  });
});

describe('accounts that are not there any more', () => {
  test('one that left is billed for its time, under its name', async () => {
    const { askAll, ask, addAccount, organizations, sandbox, clock } = await costWorld();
    const id = '200000000005';
    addAccount(id, 300, { joinedMethod: 'INVITED', name: 'left <b>' });
    const before = amountsOf(await askAll({ Filter: of('LINKED_ACCOUNT', id) }));
    await organizations().send(new RemoveAccountFromOrganizationCommand({ AccountId: id }));
    expect(sandbox.state().accounts[id]).toBeUndefined();
    expect(amountsOf(await askAll({ Filter: of('LINKED_ACCOUNT', id) }))).toEqual(before);
    clock.advance(40 * day);
    const { DimensionValueAttributes, ResultsByTime = [] } = await ask({
      Filter: of('LINKED_ACCOUNT', id),
      TimePeriod: { Start: '2029-12-01', End: '2030-03-01' },
    });
    expect(DimensionValueAttributes).toEqual([{ Value: id, Attributes: { description: 'left <b>' } }]);
    // Nothing stays on the bill of an account that takes along what it has reserved.
    expect(ResultsByTime.map(({ Groups = [] }) => Groups.length > 0)).toEqual([true, true, false]);
  });

  test('one that was closed has the same costs after it is gone', async () => {
    const { askAll, addAccount, organizations, sandbox, clock } = await costWorld();
    const id = '200000000006';
    addAccount(id, 300);
    await organizations().send(new CloseAccountCommand({ AccountId: id }));
    clock.advance(80 * day);
    const wish = {
      Filter: of('LINKED_ACCOUNT', id),
      GroupBy: undefined,
      TimePeriod: { Start: '2029-09-01', End: '2030-04-01' },
    };
    expect(sandbox.state().accounts[id]?.state).toBe('CLOSED');
    const closed = amountsOf(
      await askAll({ ...wish, TimePeriod: { Start: '2029-09-01', End: '2030-03-01' } }),
    );
    expect(sumOf(closed, (month) => month.startsWith('2030-02'))).toBeGreaterThan(0n);
    clock.advance(20 * day);
    expect(sandbox.state().gone?.[id]).toBeDefined();
    const gone = amountsOf(await askAll({ ...wish, TimePeriod: { Start: '2029-09-01', End: '2030-03-01' } }));
    expect(gone).toEqual(closed);
  });
});

describe('pages', () => {
  test.each([1, 3, 7, 100])('of %i groups leave nothing out and nothing twice', async (pageSize) => {
    const { ask, askAll, addAccount, sandbox } = await costWorld();
    for (const id of ['200000000001', '200000000002', '200000000003']) addAccount(id, 200);
    const whole = await askAll();
    const count = whole.flatMap(({ Groups = [] }) => Groups).length;
    sandbox.edit((state) => {
      state.costExplorer = { pageSize };
    });
    const paid = sandbox.paidRequests();
    const pages = await askAll();
    expect(sandbox.paidRequests() - paid).toBe(Math.ceil(count / pageSize));
    expect(pages.flatMap(({ Groups = [] }) => Groups)).toEqual(whole.flatMap(({ Groups = [] }) => Groups));
    expect(amountsOf(pages)).toEqual(amountsOf(whole));
    // Names come with the page that has the account.
    const first = await ask();
    const ids = new Set(
      first.ResultsByTime?.flatMap(({ Groups = [] }) => Groups.map(({ Keys }) => Keys?.[0])),
    );
    expect(new Set(first.DimensionValueAttributes?.map(({ Value }) => Value))).toEqual(ids);
  });

  test('all show what was known for the first one', async () => {
    const { ask, askAll, sandbox, clock } = await costWorld();
    const wish = { GroupBy: byType, TimePeriod: { Start: '2030-01-01', End: '2030-02-01' } };
    const whole = await askAll(wish);
    sandbox.edit((state) => {
      state.costExplorer = { pageSize: 1 };
    });
    const groups = [];
    let page = await ask(wish);
    for (;;) {
      groups.push(...(page.ResultsByTime ?? []).flatMap(({ Groups = [] }) => Groups));
      clock.advance(9 * 3_600_000);
      if (page.NextPageToken === undefined) break;
      page = await ask({ ...wish, NextPageToken: page.NextPageToken });
    }
    expect(groups).toEqual(whole.flatMap(({ Groups = [] }) => Groups));
    expect(groups.length).toBeGreaterThan(2);
    expect(await askAll(wish)).not.toEqual(whole);
  });

  test('a token that was changed is no token', async () => {
    const { ask, sandbox } = await costWorld();
    sandbox.edit((state) => {
      state.costExplorer = { pageSize: 1 };
    });
    const { NextPageToken = '' } = await ask();
    const [text = '', seal = ''] = NextPageToken.split('.');
    const other = Buffer.from(Buffer.from(text, 'base64url').toString().replace('"offset":1', '"offset":9'));
    const forged = `${other.toString('base64url')}.${seal}`;
    expect(await failureOf(ask({ NextPageToken: forged }))).toMatchObject({
      name: 'InvalidNextTokenException',
    });
    await ask({ NextPageToken });
  });
});

describe('what is paid', () => {
  test('is what was answered, also if the answer was lost; a refusal is free', async () => {
    const { ask, sandbox, addUser, ops } = await costWorld();
    expect(sandbox.paidRequests()).toBe(0);
    const keys = addUser(ops, 'kim');
    await failureOf(ask({}, keys));
    await failureOf(ask({ Metrics: [] }));
    sandbox.faults.add({ operation: 'GetCostAndUsage', nth: 1, fault: { kind: 'throttle' } });
    expect(await failureOf(ask())).toMatchObject({ name: 'LimitExceededException' });
    sandbox.faults.add({ operation: 'GetCostAndUsage', nth: 1, fault: { kind: 'reset', when: 'before' } });
    expect(await failureOf(ask())).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.paidRequests()).toBe(0);
    sandbox.faults.add({ operation: 'GetCostAndUsage', nth: 1, fault: { kind: 'reset', when: 'after' } });
    expect(await failureOf(ask())).toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.paidRequests()).toBe(1);
    await ask();
    expect(sandbox.paidRequests()).toBe(2);
  });

  test('a request is an event that only reads, of us-east-1 whatever region it names', async () => {
    const { ask, cloudtrail, sandbox } = await costWorld();
    const client = new CostExplorerClient({
      region: 'eu-central-1',
      requestHandler: sandbox.requestHandler,
      credentials: sandbox.profiles.management,
      maxAttempts: 1,
    });
    await client.send(new GetCostAndUsageCommand(question));
    await failureOf(ask({ Metrics: [] }));
    const { Events = [] } = await cloudtrail().send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'EventSource', AttributeValue: 'ce.amazonaws.com' }],
      }),
    );
    expect(Events.map(({ EventName, ReadOnly }) => `${EventName} ${ReadOnly}`)).toEqual([
      'GetCostAndUsage true',
      'GetCostAndUsage true',
    ]);
    const records = Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
    expect(records[0]).toMatchObject({ errorCode: 'ValidationException', awsRegion: 'us-east-1' });
    expect(records[1]).toMatchObject({
      awsRegion: 'us-east-1',
      requestParameters: { timePeriod: { start: '2029-05-01', end: '2030-02-01' }, granularity: 'MONTHLY' },
      responseElements: null,
    });
  });
});

describe('what is asked for', () => {
  test('filters and groups agree', async () => {
    const { askAll, addAccount } = await costWorld();
    addAccount('200000000001', 500);
    const all = amountsOf(await askAll({ GroupBy: byType }));
    const types = new Set([...all.keys()].map((name) => name.split(' ')[1] ?? ''));
    for (const type of types) {
      const only = amountsOf(await askAll({ GroupBy: undefined, Filter: of('RECORD_TYPE', type) }));
      const expected = sumOf(all, (name) => name.includes(` ${type} `));
      expect(sumOf(only)).toBe(expected);
      const rest = amountsOf(await askAll({ GroupBy: undefined, Filter: { Not: of('RECORD_TYPE', type) } }));
      expect(sumOf(rest) + expected).toBe(sumOf(all));
    }
    const either = amountsOf(
      await askAll({
        GroupBy: undefined,
        Filter: { Or: [of('SERVICE', 'Tax'), of('RECORD_TYPE', 'Usage')] },
      }),
    );
    expect(sumOf(either)).toBe(sumOf(all, (name) => / (Tax|Usage) /.test(name)));
  });

  test.each([
    ['groups by TAG', { GroupBy: [{ Type: 'TAG' as const, Key: 'team' }] }],
    ['groups by REGION', { GroupBy: [{ Type: 'DIMENSION' as const, Key: 'REGION' }] }],
    ['a filter by Tags', { Filter: { Tags: { Key: 'team', Values: ['x'] } } }],
    ['a filter by REGION', { Filter: { Dimensions: { Key: 'REGION' as const, Values: ['x'] } } }],
    ['hourly costs', { Granularity: 'HOURLY' as const }],
  ])('what the sandbox does not do, it says: %s', async (words, wish) => {
    const { ask } = await costWorld();
    expect(await failureOf(ask(wish))).toMatchObject({
      name: 'ValidationException',
      message: `The sandbox does not answer GetCostAndUsage with ${words}.`,
    });
  });

  test.each([
    ['2028-11-10', true],
    ['2028-11-09', false],
  ])('history goes back 14 months from today: %s', async (Start, isAnswered) => {
    const { ask } = await costWorld();
    const answer = ask({ GroupBy: undefined, TimePeriod: { Start, End: '2028-12-01' } });
    if (isAnswered) await answer;
    else expect(await failureOf(answer)).toMatchObject({ name: 'ValidationException' });
  });

  test('a period without costs is there, with nothing in it', async () => {
    const { ask, ops } = await costWorld();
    const wish = {
      Filter: of('LINKED_ACCOUNT', '999999999999'),
      TimePeriod: { Start: '2029-12-01', End: '2030-01-01' },
    };
    const period = { TimePeriod: wish.TimePeriod, Estimated: false };
    expect(await ask(wish)).toMatchObject({ ResultsByTime: [{ ...period, Groups: [], Total: {} }] });
    const { ResultsByTime } = await ask({ ...wish, GroupBy: undefined });
    expect(ResultsByTime).toEqual([
      { ...period, Groups: [], Total: { UnblendedCost: { Amount: '0', Unit: 'USD' } } },
    ]);
    expect(ops).not.toBe('999999999999');
  });
});

test('a sandbox of today has it opened, and one in a file counts what other processes paid', async () => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
  const folder = mkdtempSync(join(tmpdir(), 'costs-'));
  try {
    const stateFile = join(folder, 'state.json');
    const [one, other] = [openSandbox({ stateFile }), openSandbox({ stateFile })];
    const today = new Date(one.clock.now());
    const text = (time: number) => new Date(time).toISOString().slice(0, 10);
    const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1);
    const client = new CostExplorerClient({
      region: 'us-east-1',
      requestHandler: one.requestHandler,
      credentials: one.profiles.management,
    });
    const { ResultsByTime } = await client.send(
      new GetCostAndUsageCommand({
        ...question,
        GroupBy: undefined,
        TimePeriod: { Start: text(month), End: text(month + day) },
      }),
    );
    expect(units(ResultsByTime?.[0]?.Total?.UnblendedCost?.Amount ?? '')).toBeGreaterThan(0n);
    expect(other.paidRequests()).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
