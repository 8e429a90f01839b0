import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { TrailState } from '../../../src/sandbox/state-of-trails.ts';
import { drifts, ofBase } from '../drift.ts';

/** The one trail, as the organization was made with it. */
export function trailOf({ trails = {} }: SandboxState): TrailState {
  const [trail] = Object.values(trails);
  if (trail === undefined) throw new Error('the organization has no trail');
  return trail;
}

/** A trail that does not record everything, or that nothing comes of: each case is in test/cli/org-trail.test.ts. */
export const trails = drifts({ repair: 'yes', kinds: ofBase, touches: 'trail' }, [
  {
    name: 'no trail',
    expect: { check: 'trail-missing', severity: 'medium' },
    apply(state) {
      delete state.trails;
    },
  },
  {
    name: 'a trail of the management account alone',
    expect: { check: 'trail-missing', severity: 'medium' },
    repair: 'no',
    apply(state) {
      trailOf(state).organization = false;
    },
  },
  {
    name: 'a trail of one region',
    expect: { check: 'trail-weak', severity: 'medium' },
    apply(state) {
      trailOf(state).multiRegion = false;
    },
  },
  {
    name: 'a trail that leaves out what IAM is asked',
    expect: { check: 'trail-weak', severity: 'medium' },
    apply(state) {
      const category = { Field: 'eventCategory', Equals: ['Management'] };
      const without = { Field: 'eventSource', NotEquals: ['iam.amazonaws.com'] };
      trailOf(state).selectors = { kind: 'advanced', list: [{ FieldSelectors: [category, without] }] };
    },
  },
  {
    name: 'a trail that was stopped',
    expect: { check: 'trail-silent', severity: 'high' },
    apply(state) {
      const trail = trailOf(state);
      trail.logging = false;
      trail.stoppedAt = (trail.startedAt ?? 0) + 60_000;
    },
  },
]);
