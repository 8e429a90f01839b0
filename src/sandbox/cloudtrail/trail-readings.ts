import type {
  DescribeTrailsRequest,
  DescribeTrailsResponse,
  GetTrailRequest,
  GetTrailResponse,
  ListTrailsRequest,
  ListTrailsResponse,
} from '@aws-sdk/client-cloudtrail';
import type { CallContext, Operation, Permission } from '../operation.ts';
import type { TrailState } from '../state-of-trails.ts';
import { arnOf } from './trail-names.ts';
import { trailShape } from './trail-shapes.ts';
import { isShadow, onTrail, trailNamed, trailsIn, trailsOf, visibleTrail } from './visible-trails.ts';

const onAll = (action: string, { region }: CallContext): Permission[] => [
  { action: `cloudtrail:${action}`, resource: '*', context: { 'aws:RequestedRegion': [region] } },
];

/**
 * What is not found is left out.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
 */
export const describeTrails: Operation<DescribeTrailsRequest, DescribeTrailsResponse> = {
  mutates: false,
  permissions: (_, context) => onAll('DescribeTrails', context),
  run({ trailNameList: names = [], includeShadowTrails: shadows = true }, context) {
    const found: readonly (TrailState | undefined)[] =
      names.length === 0
        ? trailsIn(context.state, context.caller.accountId, context.region)
        : names.map((name) => visibleTrail(arnOf(name, context), context));
    return {
      trailList: found
        .filter((trail) => trail !== undefined)
        .filter((trail) => shadows || !isShadow(trail, context))
        .map(trailShape),
    };
  },
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html */
export const getTrail: Operation<GetTrailRequest, GetTrailResponse> = {
  mutates: false,
  permissions: ({ Name }, context) => onTrail('GetTrail', Name, context),
  run: ({ Name }, context) => ({ Trail: trailShape(trailNamed(Name ?? '', context)) }),
};

/** Of all regions. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html */
export const listTrails: Operation<ListTrailsRequest, ListTrailsResponse> = {
  mutates: false,
  permissions: (_, context) => onAll('ListTrails', context),
  run: (_, { state, caller }) => ({
    Trails: trailsOf(state, caller.accountId).map(({ arn, name, homeRegion }) => ({
      TrailARN: arn,
      Name: name,
      HomeRegion: homeRegion,
    })),
  }),
};
