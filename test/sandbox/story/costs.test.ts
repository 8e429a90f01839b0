import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { beforeAll, expect, test } from 'vitest';
import { clients } from '../../../src/sandbox/story/cast.ts';
import { company } from '../../support/company.ts';

/** Dollars of the last thirteen full months, oldest first, by the names that the bill gives to accounts. */
const costs = new Map<string, number[]>();

beforeAll(async () => {
  const { sandbox } = company(Date.UTC(2030, 0, 14, 12));
  const client = new CostExplorerClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
    maxAttempts: 1,
  });
  const { ResultsByTime = [], DimensionValueAttributes = [] } = await client.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: '2028-12-01', End: '2030-01-01' },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }],
    }),
  );
  for (const { Value = '', Attributes } of DimensionValueAttributes) {
    const months = ResultsByTime.map(({ Groups = [] }) => {
      const group = Groups.find(({ Keys }) => Keys?.[0] === Value);
      return Number(group?.Metrics?.['UnblendedCost']?.Amount ?? 0);
    });
    costs.set(Attributes?.['description'] ?? '', months);
  }
});

const of = (name: string) => costs.get(name) ?? [];

test('every client costs something, and none before it came', () => {
  expect(clients.filter(({ name }) => !((of(name).at(-1) ?? 0) > 1))).toEqual([]);
  expect(of('octan').slice(0, -2)).toEqual(Array(11).fill(0));
});

test('a client grows quickly, and the costs of another have a peak', () => {
  const grown = of('weyland').slice(-6);
  expect(grown.at(-1)).toBeGreaterThan(1.5 * (grown[0] ?? 0));
  const [before = 0, peak = 0, after = 0] = of('aperture').slice(-3);
  expect(peak).toBeGreaterThan(1.5 * before);
  expect(peak).toBeGreaterThan(1.5 * after);
});

test('a client that has left still costs, and the one that is gone did', () => {
  expect(of('zorg').at(-1)).toBeGreaterThan(1);
  expect(of('yoyodyne').at(-1)).toBe(0);
  expect(Math.max(...of('yoyodyne'))).toBeGreaterThan(0);
});

test('the organization costs as much as that of a small company', () => {
  const total = [...costs.values()].reduce((sum, months) => sum + (months.at(-1) ?? 0), 0);
  expect(total).toBeGreaterThan(5_000);
  expect(total).toBeLessThan(50_000);
});
