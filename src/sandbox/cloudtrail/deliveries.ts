import type { SandboxState } from '../state.ts';
import type { DeliveryState, TrailState } from '../state-of-trails.ts';
import { bucketProblem } from './trail-bucket.ts';

const minute = 60_000;

/**
 * How often a trail writes logs, and sums of them if it is to be proven that nobody changed those.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
 */
const every = { logs: 5 * minute, digests: 60 * minute } as const;

/**
 * Brings what the trails have delivered up to `now`. It follows from the state alone: until somebody changes it, each
 * file that is due meets the bucket as it is.
 *
 * @returns the moment at which the next file is due
 */
export function settleDeliveries(state: SandboxState, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const trail of Object.values(state.trails ?? {})) {
    if (!trail.logging) continue;
    trail.logs = delivered(state, trail, trail.logs, every.logs, now);
    next = Math.min(next, trail.logs.triedAt + every.logs);
    if (!trail.validation) continue;
    trail.digests = delivered(state, trail, trail.digests, every.digests, now);
    next = Math.min(next, trail.digests.triedAt + every.digests);
  }
  return next;
}

function delivered(
  state: SandboxState,
  trail: TrailState,
  before: DeliveryState = { triedAt: trail.startedAt ?? trail.createdAt },
  interval: number,
  now: number,
): DeliveryState {
  const tries = Math.floor((now - before.triedAt) / interval);
  if (tries < 1) return before;
  const triedAt = before.triedAt + tries * interval;
  const problem = bucketProblem(state, trail, triedAt);
  if (problem === null) return { triedAt, deliveredAt: triedAt };
  return { ...before, triedAt, error: problem };
}
