import * as sdk from '@aws-sdk/client-cloudtrail';
import type { EventHistoryApi, EventQuery, EventRecord } from './api.ts';
import { read, type Sending } from './client/send.ts';

// The SDK is imported in one place for each service, so that the bundle loads it with the Api and not before.
export { CloudTrailClient } from '@aws-sdk/client-cloudtrail';

/** Events on a page: the most that CloudTrail gives. */
const pageSize = 50;

/** CloudTrail of the account and the region of the client. */
export function eventHistoryApi(client: sdk.CloudTrailClient, sending: Sending): EventHistoryApi {
  return {
    async *lookupEvents(query) {
      const asked = inputOf(query);
      let next: string | undefined;
      do {
        // AWS wants the same parameters with each token.
        const command = new sdk.LookupEventsCommand({ ...asked, ...(next ? { NextToken: next } : {}) });
        const page = await read(
          'cloudtrail:LookupEvents',
          (options) => client.send(command, options),
          sending,
        );
        yield (page.Events ?? []).map(toRecord);
        next = page.NextToken;
      } while (next);
    },
  };
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
function inputOf({ start, end, attribute }: EventQuery): sdk.LookupEventsCommandInput {
  return {
    StartTime: new Date(start),
    EndTime: new Date(end),
    MaxResults: pageSize,
    ...(attribute
      ? { LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }] }
      : {}),
  };
}

function toRecord({ CloudTrailEvent, EventTime, Resources }: sdk.Event): EventRecord {
  return {
    record: CloudTrailEvent ?? null,
    time: EventTime?.getTime() ?? null,
    resources: (Resources ?? []).map(({ ResourceType, ResourceName }) => ({
      type: ResourceType ?? null,
      name: ResourceName ?? null,
    })),
  };
}
