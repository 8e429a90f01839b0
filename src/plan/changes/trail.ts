import type { BucketSetting } from '../../model/bucket.ts';
import type { TrailLack } from '../../model/trail.ts';
import type { Keeper } from '../shapes/organization.ts';
import { adds, type Rows } from './row.ts';

const made = {
  ...adds,
  scope: (): 'organization' => 'organization',
  part: (): 'trail' => 'trail',
};

/** The trail of the organization, and the bucket that it writes into: what it rests on comes before it. */
export const trailRows = {
  'create-bucket': {
    ...made,
    target: ({ bucket }) => bucket,
    title: ({ bucket, keeper }) => `create bucket ${bucket} in ${keeperName(keeper)}`,
  },
  'protect-bucket': {
    ...made,
    target: ({ bucket }) => bucket,
    title: ({ bucket, settings }) =>
      `protect bucket ${bucket}: ${settings.map((setting) => settingWords[setting]).join(', ')}`,
  },
  'put-bucket-policy': {
    ...made,
    target: ({ bucket }) => bucket,
    title: ({ bucket }) => `let CloudTrail write log files into bucket ${bucket}`,
    lost: ({ replaces, document }) => (replaces === null ? null : { actual: replaces, wanted: document }),
  },
  'create-trail': {
    ...made,
    target: ({ name }) => name,
    title: ({ name }) => `create trail ${name}, for all accounts and regions`,
  },
  'widen-trail': {
    ...made,
    target: ({ name }) => name,
    title: ({ name, lacks }) => `extend trail ${name}: ${lacks.map((lack) => gainWords[lack]).join(', ')}`,
    detail: ({ arn }) => arn,
  },
  'widen-selectors': {
    ...made,
    target: ({ name }) => name,
    title: ({ name }) => `record all management events with trail ${name}`,
    detail: ({ arn }) => arn,
  },
  'start-logging': {
    ...made,
    target: ({ name }) => name,
    title: ({ name }) => `start logging with trail ${name}`,
    detail: ({ arn }) => arn,
  },
} satisfies Partial<Rows>;

const settingWords: Readonly<Record<BucketSetting, string>> = {
  'public-access-block': 'block public access',
  versioning: 'keep versions',
};

const gainWords: Readonly<Record<TrailLack, string>> = {
  regions: 'all regions',
  'global-events': 'global services',
  validation: 'validation of log files',
  'read-events': 'management events that read',
  'write-events': 'management events that write',
};

function keeperName(keeper: Keeper): string {
  return keeper === 'management' ? 'the management account' : `account ${keeper.name}`;
}
