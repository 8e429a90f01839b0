import {
  CloudTrailClient,
  CreateTrailCommand,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { trailsApi } from '../../../src/aws/trails.ts';
import type { EventSelectors } from '../../../src/model/trail.ts';
import { sending } from './sending.ts';

const here = new CloudTrailClient({ region: 'eu-central-1' });
const there = new CloudTrailClient({ region: 'us-east-1' });
const client = mockClient(here);
const other = mockClient(there);
const regions: string[] = [];
const api = trailsApi(
  here,
  (region) => {
    regions.push(region);
    return region === 'us-east-1' ? there : here;
  },
  sending,
);
beforeEach(() => {
  client.reset();
  other.reset();
});

const arn = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/all';
const home = { arn, homeRegion: 'us-east-1' };

it('asks about each trail of the organization by its ARN, in its home region', async () => {
  client.on(DescribeTrailsCommand).resolves({
    trailList: [
      {
        Name: 'all',
        TrailARN: arn,
        HomeRegion: 'us-east-1',
        IsOrganizationTrail: true,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        LogFileValidationEnabled: true,
        S3BucketName: 'logs',
        S3KeyPrefix: 'cloud',
      },
      { Name: 'own', TrailARN: `${arn}2`, HomeRegion: 'eu-central-1', IsOrganizationTrail: false },
      { Name: 'shadow', TrailARN: `${arn}3`, HomeRegion: 'us-west-2' },
    ],
  });
  other.on(GetTrailStatusCommand).resolves({
    IsLogging: true,
    StartLoggingTime: new Date(1_000),
    LatestDeliveryTime: new Date(2_000),
    LatestDeliveryError: '',
    LatestDigestDeliveryError: 'AccessDenied',
  });
  other.on(GetEventSelectorsCommand).resolves({
    EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }],
  });
  expect(await api.organizationTrails()).toEqual({
    region: 'eu-central-1',
    taken: ['own'],
    trails: [
      {
        ...home,
        name: 'all',
        isMultiRegion: true,
        hasGlobalEvents: true,
        isValidated: true,
        bucket: 'logs',
        prefix: 'cloud',
        selectors: {
          form: 'basic',
          selectors: [{ readWrite: 'All', management: true, data: [], excluded: ['kms.amazonaws.com'] }],
        },
        status: {
          isLogging: true,
          startedAt: 1_000,
          stoppedAt: null,
          deliveredAt: 2_000,
          deliveryError: null,
          digestError: 'AccessDenied',
        },
      },
    ],
  });
  expect(client.calls().map(({ args }) => args[0].input)).toEqual([{}]);
  expect(other.calls().map(({ args }) => args[0].input)).toEqual([{ Name: arn }, { TrailName: arn }]);
  expect(regions).toEqual(['us-east-1']);
});

it('does not take an answer without its first field for a trail that does not log', async () => {
  other.on(GetTrailStatusCommand).resolves({});
  await expect(api.isLogging(home)).rejects.toMatchObject({ code: 'UnreadableAnswer' });
});

it('creates a trail of the organization, for all regions', async () => {
  client.on(CreateTrailCommand).resolves({});
  await api.createTrail({ name: 'all', bucket: 'logs', tags: { 'diverst:managed-by': 'diverst' } });
  expect(client.call(0).args[0].input).toEqual({
    Name: 'all',
    S3BucketName: 'logs',
    IsOrganizationTrail: true,
    IsMultiRegionTrail: true,
    IncludeGlobalServiceEvents: true,
    EnableLogFileValidation: true,
    TagsList: [{ Key: 'diverst:managed-by', Value: 'diverst' }],
  });
});

it('changes a trail in its home region, and nothing of its bucket', async () => {
  other.on(UpdateTrailCommand).resolves({});
  other.on(StartLoggingCommand).resolves({});
  await api.widenTrail(home);
  await api.startLogging(home);
  expect(other.calls().map(({ args }) => args[0].input)).toEqual([
    {
      Name: arn,
      IsMultiRegionTrail: true,
      IncludeGlobalServiceEvents: true,
      EnableLogFileValidation: true,
    },
    { Name: arn },
  ]);
});

it.each<[EventSelectors, object]>([
  [
    {
      form: 'basic',
      selectors: [
        {
          readWrite: 'WriteOnly',
          management: false,
          data: [{ type: 'AWS::S3::Object', values: ['arn:aws:s3'] }],
          excluded: [],
        },
      ],
    },
    {
      EventSelectors: [
        {
          ReadWriteType: 'WriteOnly',
          IncludeManagementEvents: false,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
          ExcludeManagementEventSources: [],
        },
      ],
    },
  ],
  [
    {
      form: 'advanced',
      selectors: [
        { name: 'mine', fields: [{ field: 'eventCategory', equals: ['Data'] }] },
        {
          name: null,
          fields: [
            { field: 'eventSource', notEquals: ['a'], notStartsWith: ['b'], notEndsWith: ['c'] },
            { field: 'resources.ARN', startsWith: ['d'], endsWith: ['e'] },
          ],
        },
      ],
    },
    {
      AdvancedEventSelectors: [
        { Name: 'mine', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] },
        {
          FieldSelectors: [
            { Field: 'eventSource', NotEquals: ['a'], NotStartsWith: ['b'], NotEndsWith: ['c'] },
            { Field: 'resources.ARN', StartsWith: ['d'], EndsWith: ['e'] },
          ],
        },
      ],
    },
  ],
])('reads selectors as it writes them: %#', async (selectors, sent) => {
  other.on(PutEventSelectorsCommand).resolves({});
  other.on(GetEventSelectorsCommand).resolves(sent);
  await api.putSelectors(home, selectors);
  expect(other.call(0).args[0].input).toEqual({ TrailName: arn, ...sent });
  expect(await api.selectorsOf(home)).toEqual(selectors);
});
