import type { Timings } from './operation.ts';

/** Nothing takes time: for tests of what happens, not when. */
export const instant: Timings = {
  accountCreation: 0,
  accessRole: 0,
  propagation: 0,
  bucketPolicy: 0,
  organizationSetup: 0,
  closing: 0,
  policyType: 0,
  trail: 0,
  call: 0,
};

/** A second or two over creation and propagation, so that a person at a terminal sees what is waited for. */
export const demo: Timings = {
  accountCreation: 1400,
  accessRole: 500,
  propagation: 400,
  // Terraform makes a trail right after the policy, and does not try again.
  bucketPolicy: 30,
  organizationSetup: 300,
  closing: 500,
  policyType: 600,
  trail: 2000,
  call: 15,
};
