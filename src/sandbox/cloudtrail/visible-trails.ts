import { entry } from '../iam/records.ts';
import { type CallContext, type Permission, SandboxError } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { TrailState } from '../state-of-trails.ts';
import { arnOf } from './trail-names.ts';

/**
 * Whether an account has a trail, of its own or as a shadow: every member has the trails of its organization.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-trail-organization.html
 */
function hasTrail(state: SandboxState, trail: TrailState, accountId: string): boolean {
  if (trail.accountId === accountId) return true;
  return trail.organization && state.organization !== null && Object.hasOwn(state.accounts, accountId);
}

/** Trails of an account, of all regions, with those of its organization. */
export function trailsOf(state: SandboxState, accountId: string): readonly TrailState[] {
  return Object.values(state.trails ?? {}).filter((trail) => hasTrail(state, trail, accountId));
}

/** Those of them that log in a region. */
export function trailsIn(state: SandboxState, accountId: string, region: string): readonly TrailState[] {
  return trailsOf(state, accountId).filter((trail) => trail.multiRegion || trail.homeRegion === region);
}

/** A shadow is what another account or another region than a trail's own sees of it. */
export function isShadow(trail: TrailState, { caller, region }: CallContext): boolean {
  return trail.accountId !== caller.accountId || trail.homeRegion !== region;
}

/** Undefined for a trail that the caller's account does not have. */
export function visibleTrail(arn: string, { state, caller }: CallContext): TrailState | undefined {
  const trail = entry(state.trails ?? {}, arn);
  return trail !== undefined && hasTrail(state, trail, caller.accountId) ? trail : undefined;
}

/** @throws SandboxError TrailNotFoundException, InvalidTrailNameException, CloudTrailARNInvalidException */
export function trailNamed(nameOrArn: string, context: CallContext): TrailState {
  const arn = arnOf(nameOrArn, context);
  const trail = visibleTrail(arn, context);
  if (trail !== undefined) return trail;
  throw new SandboxError(
    'TrailNotFoundException',
    `Unknown trail: ${arn} for the user: ${context.caller.accountId}`,
  );
}

/**
 * A trail that is to be changed: by the account that it is of, in its home region.
 *
 * @throws SandboxError what `trailNamed` throws, NotOrganizationMasterAccountException, InvalidHomeRegionException
 */
export function ownTrail(nameOrArn: string, context: CallContext): TrailState {
  const trail = trailNamed(nameOrArn, context);
  if (trail.accountId !== context.caller.accountId) throw notManagementAccount();
  if (trail.homeRegion !== context.region) {
    throw new SandboxError(
      'InvalidHomeRegionException',
      `The trail ${trail.name} can be changed in its home region ${trail.homeRegion} only.`,
    );
  }
  return trail;
}

export function notManagementAccount(): SandboxError {
  return new SandboxError(
    'NotOrganizationMasterAccountException',
    'The account that makes the request is not the management account of the organization.',
  );
}

/** A permission on a trail that may not be there; what is no name at all comes out when the operation runs. */
export function onTrail(action: string, nameOrArn: string | undefined, context: CallContext): Permission[] {
  const { caller, region } = context;
  const named = nameOrArn ?? '';
  const resource = named.startsWith('arn:')
    ? named
    : `arn:aws:cloudtrail:${region}:${caller.accountId}:trail/${named}`;
  return [{ action: `cloudtrail:${action}`, resource, context: { 'aws:RequestedRegion': [region] } }];
}
