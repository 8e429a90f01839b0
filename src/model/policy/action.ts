import type { Statement } from './document.ts';
import { globMatches, parseGlob } from './glob.ts';

/**
 * Whether a statement speaks of an action. Actions are compared without case.
 *
 * @param action without wildcards
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function matchesAction(statement: Statement, action: string): boolean {
  const wanted = action.toLowerCase();
  const matches = (pattern: string) => globMatches(parseGlob(pattern.toLowerCase()), wanted);
  if (statement.actions !== undefined) return statement.actions.some(matches);
  return statement.notActions !== undefined && !statement.notActions.some(matches);
}
