import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import {
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  type GroupDefinition,
} from '@aws-sdk/client-cost-explorer';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { allow, policy } from '../support/documents.ts';
import { makeOpsUser, makePerson } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { costsApi, costsGuide, permissionsOf } from '../support/pages.ts';
import { anything, isRecord, Matcher, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

/** Each case that is answered costs one cent on AWS; those that are refused cost nothing. */

const page = costsApi('GetCostAndUsage');
const account: GroupDefinition = { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' };
const chargeType: GroupDefinition = { Type: 'DIMENSION', Key: 'RECORD_TYPE' };

/** `2026-09-05`, some months before or after this one; the first day unless another is given. */
function day(stage: Stage, months: number, date = 1): string {
  const now = new Date(stage.now());
  const at = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, date);
  return new Date(at).toISOString().slice(0, 10);
}

function dayFromToday(stage: Stage, days: number): string {
  return new Date(stage.now() + days * 86_400_000).toISOString().slice(0, 10);
}

type Wish = Partial<GetCostAndUsageCommandInput>;

/** The two months before this one, and this one, unless something else is asked for. */
const ask = (stage: Stage, wish: Wish = {}, caller: Caller = stage.management) =>
  caller.costs.send(
    new GetCostAndUsageCommand({
      TimePeriod: { Start: day(stage, -2), End: day(stage, 1) },
      Granularity: 'MONTHLY',
      Metrics: ['UnblendedCost'],
      ...wish,
    }),
  );

interface Asked extends Pick<ContractCase, 'rule' | 'page'> {
  readonly known?: ContractCase['known'];
  readonly wish: (stage: Stage) => Wish;
  readonly expected: Shape | ((stage: Stage) => Shape);
}

function asked(stem: string, { wish, ...parts }: Asked): ContractCase {
  return plainCase({
    id: `costs/${stem}`,
    kind: 'reading',
    calls: (stage) => ask(stage, wish(stage)),
    ...parts,
  });
}

const invalid = (message?: RegExp) =>
  refused('ValidationException', message === undefined ? {} : { message });

function withRange(from: (stage: Stage) => string, to: (stage: Stage) => string, granularity?: 'DAILY') {
  return (stage: Stage): Wish => ({
    TimePeriod: { Start: from(stage), End: to(stage) },
    ...(granularity === undefined ? {} : { Granularity: granularity }),
  });
}

/** The keys of all groups of an answer. */
function keysOf(answer: unknown): readonly unknown[][] {
  const results = isRecord(answer) ? answer['ResultsByTime'] : undefined;
  if (!Array.isArray(results)) return [];
  return results.flatMap(({ Groups }) => (Array.isArray(Groups) ? Groups.map(({ Keys }) => Keys) : []));
}

const keysThat = (words: string, fits: (keys: readonly unknown[]) => boolean) =>
  new Matcher(`(an answer whose groups are ${words})`, (answer) => {
    const isAnswer = isRecord(answer) && Array.isArray(answer['ResultsByTime']);
    return isAnswer && keysOf(answer).every(fits);
  });

const amount = (unit: string) => ({
  Amount: /^(0|-?\d+(\.\d{0,9}[1-9])?|-?\d(\.\d*[1-9])?E-\d+)$/,
  Unit: unit,
});

/** What only a bill of some age has. */
function prepared(
  stem: string,
  parts: Pick<ContractCase, 'rule' | 'page'> & {
    readonly known?: ContractCase['known'];
    readonly edit?: (state: SandboxState) => void;
    readonly calls: (stage: Stage) => Promise<unknown>;
    readonly expected: Shape;
  },
): ContractCase {
  const { edit, ...others } = parts;
  const setUp = edit === undefined ? {} : { setUp: { edit } };
  return plainCase({ id: `costs/${stem}`, kind: 'special', ...setUp, ...others });
}

const lastMonths = (from: number) => (stage: Stage) => day(stage, from);
const nextMonth = (stage: Stage) => day(stage, 1);

export const costCases: readonly ContractCase[] = [
  contractCase({
    id: 'costs/callers/a-member-sees-itself',
    rule: 'cost-callers',
    page: costsGuide('ce-access'),
    kind: 'reading',
    signs: 'member',
    prepare: (stage) => stage.member(),
    calls: (stage, member) => ask(stage, { GroupBy: [account] }, member),
    expected: (stage) => keysThat('of the member alone', ([id]) => id === stage.memberId),
  }),
  prepared('callers/one-that-left', {
    rule: 'cost-callers',
    page: costsGuide('ce-enable'),
    edit: (state) => {
      const id = '200000000003';
      const since = Date.UTC(2029, 1, 1);
      state.former = {
        [id]: { id, name: 'left', joinedAt: since, endedAt: Date.UTC(2029, 10, 20), closed: false },
      };
    },
    calls: async (stage) => {
      const { DimensionValueAttributes, ...answer } = await ask(stage, { GroupBy: [account] });
      const times = answer.ResultsByTime?.filter(({ Groups }) =>
        Groups?.some(({ Keys }) => Keys?.[0] === '200000000003'),
      );
      return { names: DimensionValueAttributes, months: times?.map(({ TimePeriod }) => TimePeriod?.Start) };
    },
    expected: {
      names: [{ Value: anything }, { Value: '200000000003', Attributes: { description: 'left' } }],
      months: ['2029-11-01'],
    },
  }),
  prepared('callers/denied-to-members', {
    rule: 'cost-callers',
    page: costsGuide('ce-access'),
    edit: (state) => {
      state.costExplorer = { deniedToMembers: true };
    },
    calls: async (stage) => ({
      member: await outcome(ask(stage, {}, await stage.member())),
      management: await outcome(ask(stage)),
    }),
    expected: { member: denied, management: allowed },
  }),
  contractCase({
    id: 'costs/permission/on-the-arn',
    rule: 'cost-permission',
    page: permissionsOf('awscostexplorerservice'),
    kind: 'reversible',
    signs: 'ops',
    known: 'unconfirmed',
    prepare: async (stage) => {
      const arn = (id: string) => `arn:aws:ce:us-east-1:${id}:/GetCostAndUsage`;
      const may = (id: string, stem: string) =>
        makeOpsUser(stage, [policy(allow('ce:GetCostAndUsage', arn(id)))], stem);
      const [own, other] = [await may(stage.memberId, 'own'), await may('999999999999', 'other')];
      return { own: own.caller, other: other.caller };
    },
    calls: async (stage, { own, other }) => {
      await stage.settled(() => ask(stage, {}, own));
      return { own: await outcome(ask(stage, {}, own)), other: await outcome(ask(stage, {}, other)) };
    },
    expected: (stage) => ({
      own: allowed,
      other: refused('AccessDeniedException', {
        message: new RegExp(
          `is not authorized to perform: ce:GetCostAndUsage on resource: arn:aws:ce:us-east-1:${stage.memberId}:/GetCostAndUsage because no identity-based policy allows`,
        ),
      }),
    }),
  }),
  prepared('not-opened', {
    rule: 'cost-not-opened',
    page: costsGuide('ce-enable'),
    known: 'observed',
    edit: (state) => {
      state.costExplorer = { openedAt: null };
    },
    calls: (stage) => ask(stage),
    expected: refused('AccessDeniedException', { message: /^User not enabled for cost explorer access$/ }),
  }),
  prepared('no-data-yet', {
    rule: 'cost-no-data',
    page: costsGuide('ce-enable'),
    known: 'observed',
    edit: (state) => {
      state.costExplorer = { openedAt: Date.UTC(2030, 0, 1) };
    },
    calls: async (stage) => {
      const early = await outcome(ask(stage));
      await stage.sleep(86_400_000);
      return { early, later: await outcome(ask(stage)) };
    },
    expected: {
      early: refused('DataUnavailableException', { message: /^Data is not available\./ }),
      later: allowed,
    },
  }),

  asked('periods/months-and-their-parts', {
    rule: 'cost-periods',
    page: costsApi('DateInterval'),
    wish: (stage) => ({ TimePeriod: { Start: day(stage, -2, 20), End: day(stage, -1, 11) } }),
    expected: (stage) => ({
      ResultsByTime: [
        { TimePeriod: { Start: day(stage, -2, 20), End: day(stage, -1) } },
        { TimePeriod: { Start: day(stage, -1), End: day(stage, -1, 11) } },
      ],
    }),
  }),
  asked('periods/days', {
    rule: 'cost-periods',
    page: costsApi('DateInterval'),
    wish: (stage) => ({
      Granularity: 'DAILY',
      TimePeriod: { Start: day(stage, 0, 0), End: day(stage, 0, 2) },
    }),
    expected: (stage) => ({
      ResultsByTime: [
        { TimePeriod: { Start: day(stage, 0, 0), End: day(stage, 0) } },
        { TimePeriod: { Start: day(stage, 0), End: day(stage, 0, 2) } },
      ],
    }),
  }),
  asked('periods/start-at-the-end', {
    rule: 'cost-periods',
    page,
    known: 'observed',
    wish: withRange(lastMonths(-1), lastMonths(-1)),
    expected: invalid(/^Start date \(and hour\) should be before end date \(and hour\)$/),
  }),
  asked('periods/end-after-next-month', {
    rule: 'cost-periods',
    page,
    known: 'observed',
    wish: withRange(lastMonths(-1), (stage) => day(stage, 1, 2)),
    expected: invalid(/^end date past the beginning of next month$/),
  }),
  asked('periods/no-date', {
    rule: 'cost-periods',
    page,
    known: 'observed',
    wish: withRange(() => '2029-02-30', nextMonth),
    expected: invalid(),
  }),
  asked('periods/no-such-granularity', {
    rule: 'cost-periods',
    page,
    known: 'observed',
    // The SDK's types have no other; the API takes any text.
    wish: () => ({ Granularity: 'WEEKLY' as 'DAILY' }),
    expected: invalid(),
  }),
  asked('history/fifteen-months', {
    rule: 'cost-history',
    page,
    known: 'observed',
    wish: withRange(lastMonths(-15), nextMonth),
    expected: invalid(/^You haven't enabled historical data beyond 14 months/),
  }),

  asked('metrics/all', {
    rule: 'cost-metrics',
    page,
    wish: (stage) => ({
      TimePeriod: { Start: day(stage, -1), End: day(stage, 0) },
      Metrics: [
        ...['AmortizedCost', 'BlendedCost', 'NetAmortizedCost', 'NetUnblendedCost'],
        ...['NormalizedUsageAmount', 'UnblendedCost', 'UsageQuantity'],
      ],
    }),
    expected: {
      ResultsByTime: [
        {
          Total: {
            AmortizedCost: amount('USD'),
            BlendedCost: amount('USD'),
            NetAmortizedCost: amount('USD'),
            NetUnblendedCost: amount('USD'),
            NormalizedUsageAmount: { Amount: anything, Unit: anything },
            UnblendedCost: amount('USD'),
            UsageQuantity: { Amount: anything, Unit: anything },
          },
        },
      ],
    },
  }),
  asked('metrics/none', {
    rule: 'cost-metrics',
    page,
    known: 'observed',
    wish: () => ({ Metrics: [] }),
    expected: invalid(),
  }),
  asked('metrics/one-that-is-none', {
    rule: 'cost-metrics',
    page,
    known: 'observed',
    wish: () => ({ Metrics: ['ListCost'] }),
    expected: invalid(),
  }),

  asked('groups/none', {
    rule: 'cost-groups',
    page: costsApi('ResultByTime'),
    wish: (stage) => ({ TimePeriod: { Start: day(stage, -1), End: day(stage, 0) } }),
    expected: { ResultsByTime: [{ Total: { UnblendedCost: amount('USD') }, Groups: [] }] },
  }),
  asked('groups/two-in-order', {
    rule: 'cost-groups',
    page: costsApi('GroupDefinition'),
    wish: () => ({ GroupBy: [chargeType, account] }),
    expected: keysThat(
      'of a charge type and an account',
      ([type, id]) => /^\D+$/.test(`${type}`) && /^\d{12}$/.test(`${id}`),
    ),
  }),
  asked('groups/three', {
    rule: 'cost-groups',
    page: costsApi('GetCostAndUsage'),
    wish: () => ({ GroupBy: [account, chargeType, { Type: 'DIMENSION', Key: 'SERVICE' }] }),
    expected: invalid(),
  }),
  asked('groups/of-another-type', {
    rule: 'cost-groups',
    page: costsApi('GroupDefinition'),
    known: 'observed',
    wish: () => ({ GroupBy: [{ Type: 'LINKED_ACCOUNT' as 'TAG', Key: '' }] }),
    expected: invalid(/^Group Definition type is invalid\.$/),
  }),
  asked('groups/without-a-key', {
    rule: 'cost-groups',
    page: costsApi('GroupDefinition'),
    known: 'observed',
    wish: () => ({ GroupBy: [{ Type: 'DIMENSION', Key: '' }] }),
    expected: invalid(/^Group Definition is invalid\. Both type an key need to be set/),
  }),
  asked('groups/by-no-dimension', {
    rule: 'cost-groups',
    page: costsApi('GroupDefinition'),
    known: 'observed',
    wish: () => ({ GroupBy: [{ Type: 'DIMENSION', Key: 'RESOURCE_ID' }] }),
    expected: invalid(/^Group Definition dimension is invalid\. Valid values are .*LINKED_ACCOUNT/),
  }),

  asked('filters/nested', {
    rule: 'cost-filters',
    page: costsApi('Expression'),
    wish: () => {
      const of = (Key: 'RECORD_TYPE' | 'SERVICE', ...Values: string[]): Expression => ({
        Dimensions: { Key, Values },
      });
      const noTax: Expression = { Not: of('SERVICE', 'Tax') };
      return {
        GroupBy: [chargeType],
        Filter: { And: [{ Or: [of('RECORD_TYPE', 'Usage'), of('RECORD_TYPE', 'Tax')] }, noTax] },
      };
    },
    expected: keysThat('of usage', ([type]) => type === 'Usage'),
  }),
  asked('filters/compared-with-case', {
    rule: 'cost-filters',
    page: costsApi('Expression'),
    wish: () => ({
      GroupBy: [chargeType],
      Filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['usage'] } },
    }),
    expected: keysThat('none', () => false),
  }),
  asked('filters/two-roots', {
    rule: 'cost-filters',
    page: costsApi('Expression'),
    wish: () => {
      const tax: Expression = { Dimensions: { Key: 'RECORD_TYPE', Values: ['Tax'] } };
      return { Filter: { ...tax, Not: tax } };
    },
    expected: invalid(),
  }),
  asked('filters/and-of-one', {
    rule: 'cost-filters',
    page: costsApi('Expression'),
    wish: () => ({ Filter: { And: [{ Dimensions: { Key: 'RECORD_TYPE', Values: ['Tax'] } }] } }),
    expected: invalid(),
  }),

  asked('names', {
    rule: 'cost-names',
    page: costsApi('DimensionValuesWithAttributes'),
    wish: () => ({ GroupBy: [account] }),
    expected: new Matcher('(a name for each account that has a group)', (answer) => {
      const names = isRecord(answer) ? answer['DimensionValueAttributes'] : undefined;
      if (!Array.isArray(names)) return false;
      const named = new Map(names.map(({ Value, Attributes }) => [Value, Attributes?.description]));
      const ids = new Set(keysOf(answer).map(([id]) => id));
      return ids.size > 0 && [...ids].every((id) => typeof named.get(id) === 'string');
    }),
  }),
  asked('estimates/this-month', {
    rule: 'cost-estimates',
    page: costsApi('ResultByTime'),
    wish: withRange(lastMonths(-2), nextMonth),
    expected: { ResultsByTime: [{ Estimated: false }, { Estimated: anything }, { Estimated: true }] },
  }),
  prepared('estimates/the-month-before', {
    rule: 'cost-estimates',
    page: costsApi('ResultByTime'),
    known: 'unconfirmed',
    calls: async (stage) => {
      const estimated = async () => (await ask(stage)).ResultsByTime?.map(({ Estimated }) => Estimated);
      const first = await estimated();
      await stage.sleep(5 * 86_400_000);
      const days = await ask(stage, {
        Granularity: 'DAILY',
        TimePeriod: { Start: dayFromToday(stage, -6), End: dayFromToday(stage, -4) },
      });
      return { first, sixth: await estimated(), days: days.ResultsByTime?.map(({ Estimated }) => Estimated) };
    },
    expected: { first: [false, true, true], sixth: [false, false, true], days: [false, true] },
  }),
  asked('pages/no-token', {
    rule: 'cost-pages',
    page,
    wish: () => ({ NextPageToken: 'AAAA' }),
    expected: refused('InvalidNextTokenException'),
  }),
  prepared('pages/within-a-period', {
    rule: 'cost-pages',
    page,
    known: 'unconfirmed',
    edit: (state) => {
      state.costExplorer = { pageSize: 3 };
    },
    calls: async (stage) => {
      const wish: Wish = { GroupBy: [account, chargeType] };
      const first = await ask(stage, wish);
      const NextPageToken = first.NextPageToken ?? '';
      const second = await ask(stage, { ...wish, NextPageToken });
      const times = [first, second].map(({ ResultsByTime }) =>
        ResultsByTime?.map(({ TimePeriod }) => TimePeriod?.Start),
      );
      return { times, changed: await outcome(ask(stage, { GroupBy: [account], NextPageToken })) };
    },
    expected: {
      times: [['2029-11-01'], ['2029-11-01', '2029-12-01']],
      changed: refused('RequestChangedException'),
    },
  }),
  asked('amounts', {
    rule: 'cost-amounts',
    page: costsApi('MetricValue'),
    known: 'unconfirmed',
    wish: () => ({ Granularity: 'DAILY', GroupBy: [account, chargeType] }),
    expected: new Matcher('(decimals)', (answer) => {
      const results =
        isRecord(answer) && Array.isArray(answer['ResultsByTime']) ? answer['ResultsByTime'] : [];
      const amounts = results.flatMap(({ Groups = [] }) =>
        Groups.map(
          ({ Metrics }: { Metrics: { UnblendedCost: { Amount: string } } }) => Metrics.UnblendedCost.Amount,
        ),
      );
      return amounts.length > 0 && amounts.every((text) => amount('USD').Amount.test(text));
    }),
  }),
  asked('views/another', {
    rule: 'cost-views',
    page: costsGuide('billing-view'),
    wish: () => ({ BillingViewArn: 'arn:aws:billing::999999999999:billingview/primary' }),
    expected: refused(/^(ResourceNotFound|AccessDenied)Exception$/),
  }),
  contractCase({
    id: 'costs/events/of-a-refusal',
    rule: 'cost-events',
    page: costsGuide('logging-with-cloudtrail'),
    kind: 'reversible',
    known: 'observed',
    prepare: async (stage) => {
      const person = await makePerson(stage, stage.management, 'person');
      await outcome(ask(stage, {}, person.caller));
      return person;
    },
    calls: async (stage, { name }) => {
      const LookupAttributes = [{ AttributeKey: 'Username', AttributeValue: name } as const];
      const find = async () => {
        const { Events = [] } = await stage.management.cloudtrail.send(
          new LookupEventsCommand({ LookupAttributes }),
        );
        return Events.filter(({ EventSource }) => EventSource === 'ce.amazonaws.com');
      };
      const [event] = await stage.until(find, (events) => events.length > 0);
      return JSON.parse(event?.CloudTrailEvent ?? '{}');
    },
    expected: {
      eventName: 'GetCostAndUsage',
      awsRegion: 'us-east-1',
      readOnly: true,
      errorCode: 'AccessDenied',
      managementEvent: true,
    },
  }),
  asked('charge-types', {
    rule: 'charge-types',
    page: 'https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/manage-cost-categories.html',
    known: 'unconfirmed',
    wish: () => ({
      GroupBy: [chargeType],
      Filter: { Dimensions: { Key: 'RECORD_TYPE', Values: ['Usage', 'Tax', 'Credit', 'Refund', 'RIFee'] } },
    }),
    expected: keysThat('those asked for', ([type]) => /^(Usage|Tax|Credit|Refund|RIFee)$/.test(`${type}`)),
  }),
  prepared('amortized', {
    rule: 'cost-amortized',
    page: costsGuide('ce-advanced'),
    calls: async (stage) => {
      const { ResultsByTime } = await ask(stage, {
        TimePeriod: { Start: day(stage, -1), End: day(stage, 0) },
        Metrics: ['UnblendedCost', 'AmortizedCost'],
        GroupBy: [chargeType],
      });
      const groups = ResultsByTime?.[0]?.Groups ?? [];
      return Object.fromEntries(
        groups.map(({ Keys, Metrics }) => [
          Keys?.[0],
          { lump: Metrics?.UnblendedCost?.Amount, spread: Metrics?.AmortizedCost?.Amount },
        ]),
      );
    },
    expected: {
      RIFee: { lump: /^[1-9]/, spread: '0' },
      DiscountedUsage: { lump: '0', spread: /^[1-9]/ },
    },
  }),
];
