import {
  lacksOf,
  lackWords,
  silenceOf,
  type TrailLack,
  type TrailSilence,
  type TrailSnapshot,
  type TrailStructure,
  widened,
} from '../../model/trail.ts';
import type { Change } from '../change.ts';
import type { Difference, Repair } from '../difference.ts';
import {
  bucketSteps,
  keeperOf,
  newTrailSteps,
  noGround,
  type TrailPlace,
  wantedBucket,
} from '../trail-plan.ts';
import { type DiffContext, difference, notAudited, organizationPlace } from './context.ts';

const page = 'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html';

/**
 * Whether what happens in the accounts is recorded. Any trail of the organization that is good enough counts, whoever
 * made it: with one that is and delivers, nothing is said of the others.
 */
export function trailDifferences(context: DiffContext): readonly Difference[] {
  const { snapshot, structure, known } = context;
  const { trails: reading } = snapshot;
  const { trail: wanted } = structure;
  if (wanted === null || reading.kind === 'not-asked') return [];
  if (reading.kind === 'unread')
    return [
      notAudited(reading, {
        subject: 'trail',
        place: organizationPlace(context),
        message: 'diverst could not read the trails of the organization',
        ifDenied: [
          'allow your identity cloudtrail:DescribeTrails, cloudtrail:GetTrailStatus and cloudtrail:GetEventSelectors',
          'or turn this check off in diverst.config.yaml: trail: false',
        ],
      }),
    ];
  const { trails, region } = reading;
  const now = known.now ?? 0;
  const judged = trails
    .map((trail) => ({ trail, lacks: lacksOf(trail), silence: silenceOf(trail.status, now) }))
    .sort(
      (a, b) =>
        a.lacks.length - b.lacks.length ||
        Number(a.silence !== null) - Number(b.silence !== null) ||
        Number(b.trail.name === wanted.name) - Number(a.trail.name === wanted.name) ||
        (a.trail.arn < b.trail.arn ? -1 : 1),
    );
  const [best] = judged;
  if (best === undefined) return [missing(wanted, region, context)];
  const { trail, lacks, silence } = best;
  return [
    ...(lacks.length === 0 ? [] : [weak(trail, lacks, context)]),
    ...(silence === null ? [] : [silent(trail, silence, wanted, context)]),
  ];
}

/** Where a trail of that region is made; null where the account that is to keep its bucket is not there. */
function placeOf(wanted: TrailStructure, region: string, { snapshot }: DiffContext): TrailPlace | null {
  const { partition, managementAccountId, id: organizationId, accounts } = snapshot;
  const keeper = keeperOf(wanted, accounts, managementAccountId);
  return keeper && { partition, region, managementAccountId, organizationId, keeper };
}

function missing(wanted: TrailStructure, region: string, context: DiffContext): Difference {
  const { snapshot } = context;
  const made = placeOf(wanted, region, context);
  const isPossible = snapshot.featureSet === 'ALL';
  return difference({
    check: 'trail-missing',
    subject: snapshot.id,
    place: organizationPlace(context),
    message: `the organization has no trail that is visible in ${region}`,
    expected: 'a trail of the organization for all regions',
    actual: 'none',
    repair: made && isPossible ? repairs(newTrailSteps(wanted, made, noGround)) : [],
    fix: isPossible
      ? made
        ? [`create a trail yourself: ${page}`]
        : [noKeeper(wanted)]
      : [
          'enable all features, which a trail of the organization needs: https://console.aws.amazon.com/organizations/v2/home/settings',
        ],
  });
}

function weak(trail: TrailSnapshot, lacks: readonly TrailLack[], context: DiffContext): Difference {
  const { name, arn, homeRegion, selectors } = trail;
  const others = lacks.filter((lack) => lack !== 'read-events' && lack !== 'write-events');
  const changes: readonly Change[] = [
    ...(others.length > 0 ? [{ kind: 'widen-trail' as const, name, arn, homeRegion, lacks: others }] : []),
    ...(others.length < lacks.length
      ? [
          {
            kind: 'widen-selectors' as const,
            name,
            arn,
            homeRegion,
            from: selectors,
            to: widened(selectors),
          },
        ]
      : []),
  ];
  return difference({
    check: 'trail-weak',
    subject: name,
    place: organizationPlace(context),
    message: `the trail ${name} does not record everything: ${lacks.map((lack) => lackWords[lack]).join('; ')}`,
    expected: 'all regions, global services, validated log files, all management events',
    actual: lacks.map((lack) => lackWords[lack]).join('; '),
    evidence: [arn],
    repair: changes.map((change) => ({ change, consent: false })),
    fix: [
      ...(others.length === 0
        ? []
        : [
            `change the trail yourself: aws cloudtrail update-trail --region ${homeRegion} --name ${arn} ${others.map((lack) => updateOptions[lack]).join(' ')}`,
          ]),
      ...(others.length === lacks.length
        ? []
        : [
            'record all management events: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html',
          ]),
    ],
  });
}

/** https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/update-trail.html */
const updateOptions: Readonly<Record<Exclude<TrailLack, 'read-events' | 'write-events'>, string>> = {
  regions: '--is-multi-region-trail',
  'global-events': '--include-global-service-events',
  validation: '--enable-log-file-validation',
};

function silent(
  trail: TrailSnapshot,
  silence: TrailSilence,
  wanted: TrailStructure,
  context: DiffContext,
): Difference {
  const { name, arn, homeRegion, bucket } = trail;
  const status = `aws cloudtrail get-trail-status --region ${homeRegion} --name ${arn}`;
  const base = {
    check: 'trail-silent' as const,
    subject: name,
    place: organizationPlace(context),
    expected: 'the trail logs, and log files arrive in the bucket',
    evidence: [arn, `bucket: ${bucket}`],
  };
  switch (silence.kind) {
    case 'never-started':
    case 'stopped':
      return difference({
        ...base,
        // Somebody has called StopLogging, as people do who do not want to be seen.
        ...(silence.kind === 'stopped' ? { severity: 'high' } : {}),
        message:
          silence.kind === 'stopped'
            ? `logging with the trail ${name} was stopped${at(silence.at)}`
            : `logging with the trail ${name} was never started`,
        actual: 'the trail does not log',
        repair: [{ change: { kind: 'start-logging', name, arn, homeRegion }, consent: false }],
        fix: [`start logging yourself: aws cloudtrail start-logging --region ${homeRegion} --name ${arn}`],
      });
    case 'delivery':
    case 'digest': {
      const what = silence.kind === 'delivery' ? 'log files' : 'digest files';
      return difference({
        ...base,
        message: `the trail ${name} cannot write ${what} to the bucket ${bucket}: ${silence.error}`,
        actual: silence.error,
        repair: ownBucketRepairs(trail, wanted, context),
        fix: [
          `allow CloudTrail to write to the bucket: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html`,
          `see what CloudTrail reports: ${status}`,
        ],
      });
    }
    case 'nothing':
      return difference({
        ...base,
        message: `the trail ${name} has delivered nothing${silence.since === null ? '' : ` since ${time(silence.since)}`}`,
        actual: silence.since === null ? 'never delivered anything' : `last delivery ${time(silence.since)}`,
        fix: [`see what CloudTrail reports: ${status}`, 'contact AWS Support if CloudTrail reports no error'],
      });
  }
}

/** What is mended of a bucket: only the one that the configuration names is this program's to change. */
function ownBucketRepairs(
  trail: TrailSnapshot,
  wanted: TrailStructure,
  context: DiffContext,
): readonly Repair[] {
  const place = placeOf(wanted, trail.homeRegion, context);
  if (place === null || wantedBucket(wanted, place) !== trail.bucket) return [];
  return repairs(bucketSteps(trail, place, noGround));
}

function repairs(steps: readonly { readonly change: Change }[]): readonly Repair[] {
  return steps.map(({ change }) => ({ change, consent: false }));
}

function noKeeper({ account }: TrailStructure): string {
  return `correct trail.account in diverst.config.yaml: not exactly one active account is named ${account ?? ''}`;
}

function at(when: number | null): string {
  return when === null ? '' : ` at ${time(when)}`;
}

/** By UTC, to the minute. */
function time(when: number): string {
  return `${new Date(when).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
