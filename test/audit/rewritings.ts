import type { Rewriting } from './mutation.ts';
import { grantRewritings } from './rewritings/grants.ts';
import { harmless } from './rewritings/harmless.ts';
import { knownRewritings } from './rewritings/known.ts';
import { mfaRewritings, trustRewritings } from './rewritings/trust.ts';

/** Every change that means the same, or that is none of the audit's business. */
export const allRewritings: readonly Rewriting[] = [
  ...trustRewritings,
  ...mfaRewritings,
  ...grantRewritings,
  ...knownRewritings,
  ...harmless,
];
