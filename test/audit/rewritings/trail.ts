import { ofBase, type Rewriting } from '../drift.ts';
import { trailOf } from '../drifts/trail.ts';

const category = { Field: 'eventCategory', Equals: ['Management'] };
const basic = { IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] };

/** Trails that are as good as the one that diverst makes. */
export const trailRewritings: readonly Rewriting[] = [
  {
    name: 'a trail of another name, into another bucket',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const { arn, ...trail } = trailOf(state);
      const renamed = arn.replace(trail.name, 'company');
      state.trails = { [renamed]: { ...trail, arn: renamed, name: 'company', bucket: 'logs', prefix: 'a' } };
      const bucket = Object.values(state.buckets ?? {})[0];
      if (bucket?.policy === undefined) throw new Error('there is no bucket');
      const document = bucket.policy.document
        .replaceAll(arn, renamed)
        .replaceAll(bucket.name, 'logs')
        .replaceAll('/AWSLogs', '/a/AWSLogs');
      state.buckets = { logs: { ...bucket, name: 'logs', policy: { document, effectiveAt: 0 } } };
    },
  },
  {
    name: 'a trail whose home is another region',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const { arn, ...trail } = trailOf(state);
      const moved = arn.replace('us-east-1', 'eu-central-1');
      state.trails = { [moved]: { ...trail, arn: moved, homeRegion: 'eu-central-1' } };
      for (const bucket of Object.values(state.buckets ?? {})) {
        const document = bucket.policy?.document.replaceAll(arn, moved) ?? '';
        bucket.policy = { document, effectiveAt: 0 };
      }
    },
  },
  {
    name: 'a trail that records both halves apart',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const list = (['ReadOnly', 'WriteOnly'] as const).map((ReadWriteType) => ({ ...basic, ReadWriteType }));
      trailOf(state).selectors = { kind: 'basic', list };
    },
  },
  {
    name: 'a trail that leaves out KMS, and records data',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const noKms = { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] };
      const data = [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
      ];
      const list = [{ FieldSelectors: data }, { FieldSelectors: [category, noKms] }];
      trailOf(state).selectors = { kind: 'advanced', list };
    },
  },
  {
    name: 'further trails, weak and stopped',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const trail = trailOf(state);
      for (const name of ['old', 'trial']) {
        const arn = trail.arn.replace(trail.name, name);
        const other = {
          ...trail,
          arn,
          name,
          multiRegion: false,
          logging: false,
          stoppedAt: trail.createdAt + 1,
        };
        state.trails = { ...state.trails, [arn]: { ...other, organization: name === 'old' } };
      }
    },
  },
  {
    name: 'what else the bucket’s policy says',
    kinds: ofBase,
    touches: 'trail',
    apply(state) {
      const reader = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
      for (const bucket of Object.values(state.buckets ?? {})) {
        const { Statement } = JSON.parse(bucket.policy?.document ?? '');
        const document = JSON.stringify({ Version: '2012-10-17', Statement: [reader, ...Statement] });
        bucket.policy = { document, effectiveAt: 0 };
      }
    },
  },
];
