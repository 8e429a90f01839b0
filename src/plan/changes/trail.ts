import type { BucketSetting } from '../../model/bucket.ts';
import type { TrailLack } from '../../model/trail.ts';
import type { Keeper } from '../shapes/organization.ts';
import { alters, creates, type Rows } from './row.ts';

const made = {
  scope: (): 'organization' => 'organization',
  part: (): 'trail' => 'trail',
};

/** The trail of the organization, and the bucket that it writes into: what it rests on comes before it. */
export const trailRows = {
  'create-bucket': {
    ...made,
    ...creates,
    target: ({ bucket }) => bucket,
    title: ({ bucket, keeper }) => `create bucket ${bucket} in ${keeperName(keeper)}`,
  },
  'protect-bucket': {
    ...made,
    ...alters,
    target: ({ bucket }) => bucket,
    title: ({ bucket, settings }) =>
      `protect bucket ${bucket}: ${settings.map((setting) => settingWords[setting]).join(', ')}`,
  },
  'put-bucket-policy': {
    ...made,
    target: ({ bucket }) => bucket,
    effect: ({ replaces }) => (replaces === null ? 'create' : 'change'),
    title: ({ bucket }) => `allow CloudTrail to write log files into bucket ${bucket}`,
    isSevere: () => false,
    lost: ({ replaces, document }) => (replaces === null ? null : { actual: replaces, wanted: document }),
  },
  'create-trail': {
    ...made,
    ...creates,
    target: ({ name }) => name,
    title: ({ name }) => `create trail ${name} for all accounts and regions`,
  },
  'widen-trail': {
    ...made,
    ...alters,
    target: ({ name }) => name,
    title: ({ name, lacks }) =>
      `extend trail ${name} to include ${lacks.map((lack) => gainWords[lack]).join(', ')}`,
    detail: ({ arn }) => arn,
  },
  'widen-selectors': {
    ...made,
    ...alters,
    target: ({ name }) => name,
    title: ({ name }) => `record all management events with trail ${name}`,
    lost: ({ from, to }) => ({
      actual: JSON.stringify(from.selectors),
      wanted: JSON.stringify(to.selectors),
    }),
    detail: ({ arn }) => arn,
  },
  'start-logging': {
    ...made,
    ...alters,
    target: ({ name }) => name,
    title: ({ name }) => `start logging with trail ${name}`,
    detail: ({ arn }) => arn,
  },
} satisfies Partial<Rows>;

const settingWords: Readonly<Record<BucketSetting, string>> = {
  'public-access-block': 'block public access',
  versioning: 'enable versioning',
};

const gainWords: Readonly<Record<TrailLack, string>> = {
  regions: 'all regions',
  'global-events': 'global service events',
  validation: 'log file validation',
  'read-events': 'read management events',
  'write-events': 'write management events',
};

function keeperName(keeper: Keeper): string {
  return keeper === 'management' ? 'the management account' : `account ${keeper.name}`;
}
