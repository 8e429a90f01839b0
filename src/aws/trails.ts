import * as sdk from '@aws-sdk/client-cloudtrail';
import {
  type AdvancedSelector,
  type BasicSelector,
  type EventSelectors,
  type FieldSelector,
  fieldOperators,
  type TrailStatus,
} from '../model/trail.ts';
import type { TrailHome, TrailsApi } from './api.ts';
import { required } from './client/answers.ts';
import { change, read, type Sending } from './client/send.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { CloudTrailClient } from '@aws-sdk/client-cloudtrail';

/**
 * @param client in the caller's region
 * @param inRegion makes a client in another one: a trail is looked after in its home region alone
 */
export function trailsApi(
  client: sdk.CloudTrailClient,
  inRegion: (region: string) => sdk.CloudTrailClient,
  sending: Sending,
): TrailsApi {
  const clients = new Map<string, sdk.CloudTrailClient>();
  const at = ({ homeRegion }: Pick<TrailHome, 'homeRegion'>) => {
    const known = clients.get(homeRegion) ?? inRegion(homeRegion);
    clients.set(homeRegion, known);
    return known;
  };

  async function statusOf(trail: TrailHome): Promise<TrailStatus> {
    const action = 'cloudtrail:GetTrailStatus';
    const status = await read(
      action,
      (options) => at(trail).send(new sdk.GetTrailStatusCommand({ Name: trail.arn }), options),
      sending,
    );
    return {
      isLogging: required(action, status.IsLogging),
      startedAt: status.StartLoggingTime?.getTime() ?? null,
      stoppedAt: status.StopLoggingTime?.getTime() ?? null,
      deliveredAt: status.LatestDeliveryTime?.getTime() ?? null,
      // AWS leaves an empty text where an error has passed.
      deliveryError: status.LatestDeliveryError || null,
      digestError: status.LatestDigestDeliveryError || null,
    };
  }

  const api: TrailsApi = {
    async organizationTrails() {
      const action = 'cloudtrail:DescribeTrails';
      const region = await client.config.region();
      const { trailList } = await read(
        action,
        (options) => client.send(new sdk.DescribeTrailsCommand({}), options),
        sending,
      );
      const all = trailList ?? [];
      const trails = all.filter(({ IsOrganizationTrail }) => IsOrganizationTrail === true);
      return {
        region,
        taken: all.flatMap(({ IsOrganizationTrail, HomeRegion, Name }) =>
          IsOrganizationTrail !== true && HomeRegion === region && Name !== undefined ? [Name] : [],
        ),
        trails: await Promise.all(
          trails.map(async (one) => {
            const home = {
              arn: required(action, one.TrailARN),
              homeRegion: required(action, one.HomeRegion),
            };
            const [status, selectors] = await Promise.all([statusOf(home), api.selectorsOf(home)]);
            return {
              ...home,
              name: required(action, one.Name),
              isMultiRegion: one.IsMultiRegionTrail === true,
              hasGlobalEvents: one.IncludeGlobalServiceEvents === true,
              isValidated: one.LogFileValidationEnabled === true,
              bucket: one.S3BucketName ?? '',
              prefix: one.S3KeyPrefix || null,
              selectors,
              status,
            };
          }),
        ),
      };
    },

    async createTrail({ name, bucket, tags }) {
      const command = new sdk.CreateTrailCommand({
        Name: name,
        S3BucketName: bucket,
        IsOrganizationTrail: true,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: true,
        TagsList: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      });
      await change('cloudtrail:CreateTrail', (options) => client.send(command, options), sending);
    },

    async widenTrail(trail) {
      const command = new sdk.UpdateTrailCommand({
        Name: trail.arn,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: true,
      });
      await change('cloudtrail:UpdateTrail', (options) => at(trail).send(command, options), sending);
    },

    async selectorsOf(trail) {
      const { EventSelectors, AdvancedEventSelectors } = await read(
        'cloudtrail:GetEventSelectors',
        (options) => at(trail).send(new sdk.GetEventSelectorsCommand({ TrailName: trail.arn }), options),
        sending,
      );
      const advanced = AdvancedEventSelectors ?? [];
      return advanced.length > 0
        ? { form: 'advanced', selectors: advanced.map(toAdvanced) }
        : { form: 'basic', selectors: (EventSelectors ?? []).map(toBasic) };
    },

    async putSelectors(trail, selectors) {
      const command = new sdk.PutEventSelectorsCommand({ TrailName: trail.arn, ...toSdk(selectors) });
      await change('cloudtrail:PutEventSelectors', (options) => at(trail).send(command, options), sending);
    },

    async isLogging(trail) {
      return (await statusOf(trail)).isLogging;
    },

    async startLogging(trail) {
      const command = new sdk.StartLoggingCommand({ Name: trail.arn });
      await change('cloudtrail:StartLogging', (options) => at(trail).send(command, options), sending);
    },
  };
  return api;
}

function toBasic(selector: sdk.EventSelector): BasicSelector {
  const { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources } = selector;
  return {
    // What AWS leaves out holds by default: all, and management events.
    readWrite: ReadWriteType ?? 'All',
    management: IncludeManagementEvents ?? true,
    data: (DataResources ?? []).map(({ Type, Values }) => ({ type: Type ?? '', values: Values ?? [] })),
    excluded: ExcludeManagementEventSources ?? [],
  };
}

const sdkOperators = {
  equals: 'Equals',
  startsWith: 'StartsWith',
  endsWith: 'EndsWith',
  notEquals: 'NotEquals',
  notStartsWith: 'NotStartsWith',
  notEndsWith: 'NotEndsWith',
} as const;

function toAdvanced({ Name, FieldSelectors }: sdk.AdvancedEventSelector): AdvancedSelector {
  return {
    name: Name || null,
    fields: (FieldSelectors ?? []).map((one): FieldSelector => {
      const operators = fieldOperators.flatMap((operator) => {
        const values = one[sdkOperators[operator]];
        return values === undefined ? [] : [[operator, values] as const];
      });
      return { field: one.Field ?? '', ...Object.fromEntries(operators) };
    }),
  };
}

function toSdk(given: EventSelectors): Partial<sdk.PutEventSelectorsCommandInput> {
  if (given.form === 'basic')
    return {
      EventSelectors: given.selectors.map(({ readWrite, management, data, excluded }) => ({
        ReadWriteType: readWrite,
        IncludeManagementEvents: management,
        DataResources: data.map(({ type, values }) => ({ Type: type, Values: [...values] })),
        ExcludeManagementEventSources: [...excluded],
      })),
    };
  return {
    AdvancedEventSelectors: given.selectors.map(({ name, fields }) => ({
      ...(name === null ? {} : { Name: name }),
      FieldSelectors: fields.map((one) => ({
        Field: one.field,
        ...Object.fromEntries(
          fieldOperators.flatMap((operator) => {
            const values = one[operator];
            return values === undefined ? [] : [[sdkOperators[operator], [...values]]];
          }),
        ),
      })),
    })),
  };
}
