import * as sdk from '@aws-sdk/client-cost-explorer';
import type { CostAmount, CostMetric, CostQuery } from '../model/costs.ts';
import type { CostsApi } from './api.ts';
import { required } from './client/answers.ts';
import { read, type Sending } from './client/send.ts';
import { AwsError } from './errors/aws-error.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { CostExplorerClient } from '@aws-sdk/client-cost-explorer';

const action = 'ce:GetCostAndUsage';

const metricNames: Readonly<Record<CostMetric, string>> = {
  unblended: 'UnblendedCost',
  amortized: 'AmortizedCost',
  'net-amortized': 'NetAmortizedCost',
};

/** Two keys are the most that AWS groups by. https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html */
const groupBy: sdk.GroupDefinition[] = [
  { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
  { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
];

export function costsApi(client: sdk.CostExplorerClient, sending: Sending): CostsApi {
  return {
    async costs(query, onPage) {
      const periods = new Map<string, { end: string; isEstimated: boolean; amounts: CostAmount[] }>();
      const names: Record<string, string> = {};
      let requests = 0;
      const tokens = new Set<string>();
      let next: string | undefined;
      do {
        if (requests > 0) onPage?.(requests);
        const command = new sdk.GetCostAndUsageCommand({
          ...inputOf(query),
          ...(next ? { NextPageToken: next } : {}),
        });
        const page = await read(action, (options) => client.send(command, options), sending);
        requests += 1;
        for (const { Value, Attributes } of page.DimensionValueAttributes ?? [])
          if (Value !== undefined && Attributes?.description !== undefined)
            names[Value] = Attributes.description;
        for (const { TimePeriod, Estimated, Groups, Total } of page.ResultsByTime ?? []) {
          const start = required(action, TimePeriod?.Start);
          const period = periods.get(start) ?? {
            end: required(action, TimePeriod?.End),
            isEstimated: false,
            amounts: [],
          };
          periods.set(start, period);
          period.isEstimated ||= Estimated === true;
          if (!Groups?.length && isSomething(Total?.[metricNames[query.metric]]?.Amount))
            throw unreadable('the answer has a total without an account');
          for (const group of Groups ?? []) period.amounts.push(amountOf(group, metricNames[query.metric]));
        }
        next = page.NextPageToken;
        // Pages that lead back to one another would be paid for without end.
        if (next && tokens.has(next))
          throw unreadable('the answer names a next page that diverst has already read');
        if (next) tokens.add(next);
      } while (next);
      return {
        ...query,
        periods: [...periods]
          .map(([start, period]) => ({ start, ...period }))
          .sort((a, b) => (a.start < b.start ? -1 : 1)),
        names,
        requests,
      };
    },
  };
}

function unreadable(message: string): AwsError {
  return new AwsError({ action, code: 'UnreadableAnswer', message, outcome: 'unknown' });
}

/** Whether an amount is another than 0: `0.00` and `0E-10` are none. */
function isSomething(amount: string | undefined): boolean {
  return /[1-9]/.test(amount?.split(/e/i)[0] ?? '');
}

function inputOf({ start, end, granularity, metric }: CostQuery): sdk.GetCostAndUsageCommandInput {
  return {
    TimePeriod: { Start: start, End: end },
    Granularity: granularity === 'month' ? 'MONTHLY' : 'DAILY',
    Metrics: [metricNames[metric]],
    GroupBy: groupBy,
  };
}

function amountOf({ Keys, Metrics }: sdk.Group, metric: string): CostAmount {
  const [accountId, chargeType] = Keys ?? [];
  const value = Metrics?.[metric];
  return {
    accountId: required(action, accountId),
    // One without a name is the account's like any other, and counts.
    chargeType: chargeType === '' ? '' : required(action, chargeType),
    amount: required(action, value?.Amount),
    unit: required(action, value?.Unit),
  };
}
