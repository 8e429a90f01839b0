import {
  CostExplorerClient,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type GetCostAndUsageCommandOutput,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import type { AccountState } from '../../../src/sandbox/state.ts';
import type { Keys } from '../ground.ts';
import { type World, world } from '../world.ts';

const day = 86_400_000;

/** 10 January 2030, 10:00 UTC: of that day, a third is known. */
export const tenth = Date.UTC(2030, 0, 10, 10);

export interface CostWorld extends World {
  /** One page; the management account's admin asks, unless keys are given. */
  ask(input?: Partial<GetCostAndUsageCommandInput>, keys?: Keys): Promise<GetCostAndUsageCommandOutput>;
  /** The results of all pages. */
  askAll(input?: Partial<GetCostAndUsageCommandInput>): Promise<ResultByTime[]>;
  /** An account that has been there for so many days. */
  addAccount(id: string, days: number, more?: Partial<AccountState>): void;
}

/** By month and for nine of them, by account and charge type, unless something else is asked for. */
export const question: GetCostAndUsageCommandInput = {
  TimePeriod: { Start: '2029-05-01', End: '2030-02-01' },
  Granularity: 'MONTHLY',
  Metrics: ['UnblendedCost'],
  GroupBy: [
    { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
    { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
  ],
};

/** The base structure, two years old, on 10 January 2030. */
export async function costWorld(): Promise<CostWorld> {
  const made = world();
  const { sandbox, clock, ops } = made;
  await clock.sleep(tenth - clock.now());
  const place = sandbox.state().accounts[ops];
  if (place === undefined) throw new Error('The base structure has the account Ops.');
  const addAccount: CostWorld['addAccount'] = (id, days, more = {}) =>
    sandbox.edit((state) => {
      state.accounts[id] = { ...place, id, name: `client-${id}`, joinedAt: tenth - days * day, ...more };
    });
  addAccount(ops, 730, { name: 'Ops' });
  const ask: CostWorld['ask'] = (input = {}, keys = sandbox.profiles.management) =>
    new CostExplorerClient({
      region: sandbox.region,
      requestHandler: sandbox.requestHandler,
      credentials: keys,
      maxAttempts: 1,
    }).send(new GetCostAndUsageCommand({ ...question, ...input }));
  return {
    ...made,
    addAccount,
    ask,
    async askAll(input) {
      const results: ResultByTime[] = [];
      let page = await ask(input);
      results.push(...(page.ResultsByTime ?? []));
      while (page.NextPageToken !== undefined) {
        page = await ask({ ...input, NextPageToken: page.NextPageToken });
        results.push(...(page.ResultsByTime ?? []));
      }
      return results;
    },
  };
}

/** `period keys metric` to amount, of all groups. */
export function amountsOf(results: readonly ResultByTime[]): Map<string, string> {
  const amounts = new Map<string, string>();
  for (const { TimePeriod, Groups = [], Total = {} } of results)
    for (const { Keys = [], Metrics = {} } of [...Groups, { Metrics: Total }])
      for (const [metric, { Amount = '' }] of Object.entries(Metrics))
        amounts.set([TimePeriod?.Start, ...Keys, metric].join(' '), Amount);
  return amounts;
}

/** In 10^-10 dollars, read without the code under test. */
export function units(amount: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:E(-\d+))?$/.exec(amount) ?? [];
  if (whole === '') throw new Error(`no amount: ${amount}`);
  const zeros = 10 + Number(exponent) - fraction.length;
  if (zeros < 0) throw new Error(`more digits than are given: ${amount}`);
  return BigInt(`${sign}${whole}${fraction}`) * 10n ** BigInt(zeros);
}

/** Of those amounts whose name fits. */
export function sumOf(
  amounts: ReadonlyMap<string, string>,
  fits: (name: string) => boolean = () => true,
): bigint {
  return [...amounts].filter(([name]) => fits(name)).reduce((sum, [, amount]) => sum + units(amount), 0n);
}
