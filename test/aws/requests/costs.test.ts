import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
} from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { costsApi } from '../../../src/aws/costs.ts';
import type { CostQuery } from '../../../src/model/costs.ts';
import { answer, sending } from './sending.ts';

const own = new CostExplorerClient({ region: 'us-east-1' });
const client = mockClient(own);
const api = costsApi(own, sending);
beforeEach(() => {
  client.reset();
});

const query: CostQuery = {
  start: '2026-09-01',
  end: '2026-11-01',
  granularity: 'month',
  metric: 'net-amortized',
};
const asked: GetCostAndUsageCommandInput = {
  TimePeriod: { Start: '2026-09-01', End: '2026-11-01' },
  Granularity: 'MONTHLY',
  Metrics: ['NetAmortizedCost'],
  GroupBy: [
    { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
    { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
  ],
};
const group = (account: string, type: string, amount: string) => ({
  Keys: [account, type],
  Metrics: { NetAmortizedCost: { Amount: amount, Unit: 'USD' } },
});
const month = (start: string, end: string, isEstimated: boolean, ...groups: ReturnType<typeof group>[]) => ({
  TimePeriod: { Start: start, End: end },
  Estimated: isEstimated,
  Groups: groups,
});

it('asks for all accounts at once, by charge type', async () => {
  client.on(GetCostAndUsageCommand).resolves({ ResultsByTime: [] });
  await api.costs(query);
  expect(client.calls().map(({ args }) => args[0].input)).toEqual([asked]);
  await api.costs({ ...query, granularity: 'day', metric: 'unblended' });
  expect(client.call(1).args[0].input).toMatchObject({ Granularity: 'DAILY', Metrics: ['UnblendedCost'] });
});

it('puts a month together that stands on two pages, and counts each page', async () => {
  client
    .on(GetCostAndUsageCommand, { ...asked, NextPageToken: 'second' })
    .resolves({
      ResultsByTime: [month('2026-10-01', '2026-11-01', true, group('222222222222', 'Usage', '2E-7'))],
      DimensionValueAttributes: [{ Value: '222222222222', Attributes: { description: 'globex' } }],
    })
    .on(GetCostAndUsageCommand, asked, true)
    .resolves({
      ResultsByTime: [
        month('2026-10-01', '2026-11-01', false, group('111111111111', 'Tax', '-1.5')),
        month('2026-09-01', '2026-10-01', false, group('111111111111', 'Usage', '10')),
      ],
      DimensionValueAttributes: [{ Value: '111111111111', Attributes: { description: 'acme' } }],
      NextPageToken: 'second',
    });
  const pages: number[] = [];
  const reading = await api.costs(query, (so) => pages.push(so));
  expect(pages).toEqual([1]);
  expect(reading).toEqual({
    ...query,
    periods: [
      {
        start: '2026-09-01',
        end: '2026-10-01',
        isEstimated: false,
        amounts: [{ accountId: '111111111111', chargeType: 'Usage', amount: '10', unit: 'USD' }],
      },
      {
        start: '2026-10-01',
        end: '2026-11-01',
        isEstimated: true,
        amounts: [
          { accountId: '111111111111', chargeType: 'Tax', amount: '-1.5', unit: 'USD' },
          { accountId: '222222222222', chargeType: 'Usage', amount: '2E-7', unit: 'USD' },
        ],
      },
    ],
    names: { '111111111111': 'acme', '222222222222': 'globex' },
    requests: 2,
  });
});

it.each([
  ['a group without an account', { Keys: [], Metrics: {} }],
  ['a group without an amount', { Keys: ['111111111111', 'Usage'], Metrics: {} }],
])('takes %s for an answer that it cannot read', async (_, broken) => {
  client
    .on(GetCostAndUsageCommand)
    .resolves({ ResultsByTime: [{ ...month('2026-09-01', '2026-10-01', false), Groups: [broken] }] });
  await expect(api.costs(query)).rejects.toMatchObject({ action: 'ce:GetCostAndUsage' });
});

it.each([
  ['AccessDeniedException', 400],
  ['DataUnavailableException', 400],
  ['LimitExceededException', 400],
])('says which answer it was: %s', async (code, status) => {
  client.on(GetCostAndUsageCommand).rejects(answer(code, status));
  await expect(api.costs(query)).rejects.toMatchObject({ code, outcome: 'rejected' });
});

it('does not pay without end for pages that lead back to one another', async () => {
  client
    .on(GetCostAndUsageCommand, { ...asked, NextPageToken: 'second' })
    .resolves({ NextPageToken: 'third' })
    .on(GetCostAndUsageCommand, { ...asked, NextPageToken: 'third' })
    .resolves({ NextPageToken: 'second' })
    .on(GetCostAndUsageCommand, asked, true)
    .resolves({ NextPageToken: 'second' });
  await expect(api.costs(query)).rejects.toThrow('a next page that diverst has already read');
  expect(client.calls()).toHaveLength(3);
});

it('counts what is charged without a name of its type', async () => {
  client
    .on(GetCostAndUsageCommand)
    .resolves({ ResultsByTime: [month('2026-10-01', '2026-11-01', false, group('222222222222', '', '3'))] });
  const { periods } = await api.costs(query);
  expect(periods[0]?.amounts).toEqual([
    { accountId: '222222222222', chargeType: '', amount: '3', unit: 'USD' },
  ]);
});

it.each([
  ['0', true],
  ['0E-10', true],
  ['12.5', false],
  ['-1E-7', false],
])('takes a total of %s without groups for nothing: %s', async (amount, isNothing) => {
  const Total = { NetAmortizedCost: { Amount: amount, Unit: 'USD' } };
  client
    .on(GetCostAndUsageCommand)
    .resolves({ ResultsByTime: [{ ...month('2026-10-01', '2026-11-01', false), Total }] });
  const answered = api.costs(query).then(
    ({ periods }) => periods.length,
    (error: unknown) => error,
  );
  if (isNothing) expect(await answered).toBe(1);
  else expect(await answered).toMatchObject({ message: expect.stringContaining('without an account') });
});
