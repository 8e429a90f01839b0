import type {
  GetCostAndUsageRequest,
  GetCostAndUsageResponse,
  MetricValue,
  ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import { amountText } from './amount.ts';
import { type BilledAccount, billedAccounts } from './billed-accounts.ts';
import { dayOf, dayText } from './calendar.ts';
import type { Today } from './charges.ts';
import { readFilter, readGroups } from './dimensions.ts';
import { invalid, neverOpened, noDataYet } from './errors.ts';
import { metrics } from './metrics.ts';
import { openToken, tokenOf } from './page-token.ts';
import { type Period, readPeriods } from './periods.ts';
import { type Sums, sumCharges } from './sum-charges.ts';

const hour = 3_600_000;

/** AWS names no number. */
const usualPage = 500;

/**
 * What the caller's accounts cost.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html
 */
export const getCostAndUsage: Operation<GetCostAndUsageRequest, GetCostAndUsageResponse> = {
  mutates: false,
  // Every refusal names this ARN; the list of actions and resources does not have it.
  permissions: (_, { caller }) => [
    { action: 'ce:GetCostAndUsage', resource: `arn:aws:ce:us-east-1:${caller.accountId}:/GetCostAndUsage` },
  ],
  run(input, context) {
    const { state, caller, now } = context;
    refuseWithoutData(context);
    refuseOtherView(input.BillingViewArn, caller.accountId);
    const { NextPageToken: token, ...request } = input;
    const asked = JSON.stringify([caller.accountId, request]);
    const { offset, at } =
      token === undefined ? { offset: 0, at: now } : openToken(state.secret, asked, token);
    const names = metricNames(input.Metrics ?? []);
    const groups = readGroups(input.GroupBy ?? []);
    const accounts = billedAccounts(state, caller.accountId);
    const today: Today = { day: dayOf(at), thirds: Math.floor((at % (24 * hour)) / (8 * hour)) };
    const periods = readPeriods(input, today.day);
    const sums = sumCharges({
      secret: state.secret,
      accounts,
      periods,
      today,
      counts: readFilter(input.Filter),
      groups,
      metrics: names,
    });
    const rows = rowsOf(periods, sums, groups.length > 0);
    const end = offset + (state.costExplorer?.pageSize ?? usualPage);
    const page = resultsOf(rows.slice(offset, end), names, groups.length > 0);
    return {
      ...(input.GroupBy === undefined ? {} : { GroupDefinitions: input.GroupBy }),
      ResultsByTime: page,
      DimensionValueAttributes: attributesOf(input, page, accounts),
      ...(end < rows.length ? { NextPageToken: tokenOf(state.secret, asked, { offset: end, at }) } : {}),
    };
  },
};

/** https://docs.aws.amazon.com/cost-management/latest/userguide/ce-enable.html */
function refuseWithoutData({ state, caller, now }: CallContext): void {
  const { openedAt = Number.NEGATIVE_INFINITY, deniedToMembers } = state.costExplorer ?? {};
  const isDenied = deniedToMembers === true && caller.accountId !== state.managementAccountId;
  if (openedAt === null || isDenied) throw neverOpened();
  if (now < openedAt + 24 * hour) throw noDataYet();
}

/** Every account has a primary view, and here no other. */
function refuseOtherView(arn: string | undefined, accountId: string): void {
  if (arn === undefined || arn === `arn:aws:billing::${accountId}:billingview/primary`) return;
  throw new SandboxError('ResourceNotFoundException', 'The billing view does not exist.', 400, {
    ResourceName: arn,
  });
}

function metricNames(names: readonly string[]): readonly string[] {
  if (names.length === 0) throw invalid('At least one metric must be given.');
  const unknown = names.find((name) => !Object.hasOwn(metrics, name));
  if (unknown === undefined) return names;
  throw invalid(`Metric ${unknown} is invalid. Valid values are ${Object.keys(metrics).join(', ')}`);
}

/** A group of a period, or a period that has none. */
interface Row {
  readonly period: Period;
  readonly group: { readonly keys: readonly string[]; readonly sums: readonly bigint[] } | null;
}

function rowsOf(periods: readonly Period[], sums: Sums, isGrouped: boolean): readonly Row[] {
  return periods.flatMap((period, index): readonly Row[] => {
    const groups = [...(sums[index] ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    if (groups.length === 0) return [{ period, group: null }];
    return groups.map(([key, group]) => ({
      period,
      group: { keys: isGrouped ? key.split('\n') : [], sums: group },
    }));
  });
}

function resultsOf(rows: readonly Row[], names: readonly string[], isGrouped: boolean): ResultByTime[] {
  const results: ResultByTime[] = [];
  let current: Period | undefined;
  for (const { period, group } of rows) {
    const values = valuesOf(group?.sums ?? [], names);
    if (period !== current) {
      current = period;
      results.push({
        TimePeriod: { Start: dayText(period.start), End: dayText(period.end) },
        Total: isGrouped ? {} : values,
        Groups: [],
        Estimated: period.isEstimated,
      });
    }
    if (isGrouped && group !== null) results.at(-1)?.Groups?.push({ Keys: [...group.keys], Metrics: values });
  }
  return results;
}

function valuesOf(sums: readonly bigint[], names: readonly string[]): Record<string, MetricValue> {
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      { Amount: amountText(sums[index] ?? 0n), Unit: metrics[name]?.unit ?? '' },
    ]),
  );
}

/** Accounts have their names here, those that left included. */
function attributesOf(
  { GroupBy = [] }: GetCostAndUsageRequest,
  results: readonly ResultByTime[],
  accounts: readonly BilledAccount[],
): GetCostAndUsageResponse['DimensionValueAttributes'] {
  const index = GroupBy.findIndex(({ Key }) => Key === 'LINKED_ACCOUNT');
  const seen = new Set(results.flatMap(({ Groups = [] }) => Groups.map(({ Keys = [] }) => Keys[index])));
  return accounts
    .filter(({ id }) => seen.has(id))
    .map(({ id, name }) => ({ Value: id, Attributes: { description: name } }));
}
