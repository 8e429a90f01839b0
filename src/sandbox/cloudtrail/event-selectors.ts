import type {
  AdvancedEventSelector,
  EventSelector,
  GetEventSelectorsRequest,
  GetEventSelectorsResponse,
  PutEventSelectorsRequest,
  PutEventSelectorsResponse,
} from '@aws-sdk/client-cloudtrail';
import { type Operation, SandboxError } from '../operation.ts';
import type {
  AdvancedSelectorState,
  BasicSelectorState,
  SelectorsState,
  TrailState,
} from '../state-of-trails.ts';
import { onTrail, ownTrail, trailNamed } from './visible-trails.ts';

const everyManagementEvent: BasicSelectorState = {
  ReadWriteType: 'All',
  IncludeManagementEvents: true,
  DataResources: [],
  ExcludeManagementEventSources: [],
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html */
const excludable = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];
const dataTypes = ['AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::S3::Object'];

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html */
export const getEventSelectors: Operation<GetEventSelectorsRequest, GetEventSelectorsResponse> = {
  mutates: false,
  permissions: ({ TrailName }, context) => onTrail('GetEventSelectors', TrailName, context),
  run: ({ TrailName }, context) => shapeOf(trailNamed(TrailName ?? '', context)),
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html */
export const putEventSelectors: Operation<PutEventSelectorsRequest, PutEventSelectorsResponse> = {
  mutates: true,
  permissions: ({ TrailName }, context) => onTrail('PutEventSelectors', TrailName, context),
  run(input, context) {
    const trail = ownTrail(input.TrailName ?? '', context);
    const selectors = readSelectors(input);
    if (JSON.stringify(selectors.list) === JSON.stringify([everyManagementEvent])) delete trail.selectors;
    else trail.selectors = selectors;
    return shapeOf(trail);
  },
};

function shapeOf({ arn, selectors }: TrailState): GetEventSelectorsResponse {
  if (selectors?.kind === 'advanced') return { TrailARN: arn, AdvancedEventSelectors: selectors.list };
  return { TrailARN: arn, EventSelectors: selectors?.list ?? [everyManagementEvent] };
}

function readSelectors(input: PutEventSelectorsRequest): SelectorsState {
  const { EventSelectors: basic = [], AdvancedEventSelectors: advanced = [] } = input;
  if (basic.length > 0 === advanced.length > 0) {
    throw invalid('A trail has either event selectors or advanced event selectors, and at least one.');
  }
  if (basic.length > 5) throw invalid('A trail has at most 5 event selectors.');
  return advanced.length > 0
    ? { kind: 'advanced', list: advanced.map(readAdvanced) }
    : { kind: 'basic', list: basic.map(readBasic) };
}

function readBasic(selector: EventSelector): BasicSelectorState {
  const {
    ReadWriteType: kind = 'All',
    IncludeManagementEvents: management = true,
    DataResources: data = [],
    ExcludeManagementEventSources: excluded = [],
  } = selector;
  if (kind !== 'All' && kind !== 'ReadOnly' && kind !== 'WriteOnly') {
    throw invalid(`The read-write type ${kind} is not valid.`);
  }
  if (excluded.some((source) => !excludable.includes(source)) || (excluded.length > 0 && !management)) {
    throw invalid(`Only management events of ${excludable.join(' and ')} can be excluded.`);
  }
  if (data.some(({ Type = '' }) => !dataTypes.includes(Type))) {
    throw invalid(`Data resources are of the types ${dataTypes.join(', ')}.`);
  }
  return {
    ReadWriteType: kind,
    IncludeManagementEvents: management,
    DataResources: data.map(({ Type = '', Values = [] }) => ({ Type, Values })),
    ExcludeManagementEventSources: excluded,
  };
}

/** Each says of which category its events are; what else it says is kept as it is. */
function readAdvanced({ Name, FieldSelectors = [] }: AdvancedEventSelector): AdvancedSelectorState {
  const categories = FieldSelectors.filter(({ Field }) => Field === 'eventCategory');
  const category = categories.length === 1 ? categories[0]?.Equals : undefined;
  if (category?.length !== 1 || !['Management', 'Data', 'NetworkActivity'].includes(category[0] ?? '')) {
    throw invalid('An advanced event selector has one eventCategory, which equals one value.');
  }
  const fields = FieldSelectors.map(({ Field = '', ...operators }) => {
    const given = Object.entries(operators).filter(([, values]) => values !== undefined && values.length > 0);
    if (given.length === 0) throw invalid(`The field ${Field} is compared with nothing.`);
    return { Field, ...Object.fromEntries(given) };
  });
  return { ...(Name === undefined ? {} : { Name }), FieldSelectors: fields };
}

function invalid(message: string): SandboxError {
  return new SandboxError('InvalidEventSelectorsException', message);
}
