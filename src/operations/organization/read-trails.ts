import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { Structure } from '../../model/structure.ts';
import type { TrailsReading } from '../../model/trail.ts';
import { orUnread } from './or-unread.ts';

/**
 * Reads the organization's trails as they are visible in the calling identity's region, unless the structure has no
 * trail.
 * @returns `unread` with the reason for anything that fails
 * @throws the signal's reason only
 */
export async function readTrails({
  aws,
  structure,
  wait,
}: {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: Pick<WaitOptions, 'signal'>;
}): Promise<TrailsReading> {
  if (structure.trail === null) return { kind: 'not-asked' };
  return orUnread(wait, async () => ({ kind: 'read' as const, ...(await aws.trails.organizationTrails()) }));
}
