import type { Rewriting } from './drift.ts';
import { ciRewritings } from './rewritings/ci.ts';
import { crossingRewritings } from './rewritings/crossing.ts';
import { delegationRewritings } from './rewritings/delegation.ts';
import { grantRewritings } from './rewritings/grants.ts';
import { guardrailRewritings } from './rewritings/guardrails.ts';
import { harmless } from './rewritings/harmless.ts';
import { knownRewritings } from './rewritings/known.ts';
import { closedRoles, opsRights } from './rewritings/ops-rights.ts';
import { peopleGroupRewritings } from './rewritings/people-group.ts';
import { rootUserRewritings } from './rewritings/root-users.ts';
import { selfMfaRewritings } from './rewritings/self-mfa.ts';
import { trailRewritings } from './rewritings/trail.ts';
import { mfaRewritings, sourceIdentityRewritings, trustRewritings } from './rewritings/trust.ts';
import { userRewritings } from './rewritings/users.ts';

/** Every change that means the same, or that is none of the audit's business. */
export const allRewritings: readonly Rewriting[] = [
  ...trustRewritings,
  ...mfaRewritings,
  ...sourceIdentityRewritings,
  ...grantRewritings,
  ...knownRewritings,
  ...harmless,
  ...opsRights,
  ...closedRoles,
  ...crossingRewritings,
  ...peopleGroupRewritings,
  ...selfMfaRewritings,
  ...trailRewritings,
  ...guardrailRewritings,
  ...delegationRewritings,
  ...rootUserRewritings,
  ...userRewritings,
  ...ciRewritings,
];
