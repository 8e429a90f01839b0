import { resourceArnMatches } from './arn-pattern.ts';
import { type ConditionResult, conditionsHold } from './conditions.ts';
import { type GlobOptions, globMatches, readGlob, type Variables } from './glob.ts';
import type { Selection, Statement } from './policy-document.ts';
import type { AccessRequest, RequestContext } from './request.ts';

/**
 * Whether a statement speaks about a request, its principal aside.
 *
 * @param variables true when the document's Version knows policy variables
 */
export function statementApplies(
  statement: Statement,
  request: AccessRequest,
  variables: boolean,
): ConditionResult {
  const values = variables ? variablesOf(request.context) : undefined;
  const options: GlobOptions = { variables: values, wildcards: true };
  if (!selects(statement.actions, (pattern) => actionMatches(pattern, request.action))) return false;
  if (
    statement.resources !== null &&
    !selects(statement.resources, (pattern) => resourceMatches(pattern, request.resource, options))
  ) {
    return false;
  }
  return conditionsHold(statement.conditions, request.context, values);
}

function selects({ values, negated }: Selection, matches: (pattern: string) => boolean): boolean {
  return values.some(matches) !== negated;
}

/**
 * Without case, wildcards anywhere.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
function actionMatches(pattern: string, action: string): boolean {
  const glob = readGlob(pattern.toLowerCase(), { variables: undefined, wildcards: true });
  return glob !== undefined && globMatches(glob, action.toLowerCase());
}

/** `*` is every resource, also that of an action which has none. */
function resourceMatches(pattern: string, resource: string, options: GlobOptions): boolean {
  if (/^\*+$/.test(pattern)) return true;
  return resourceArnMatches(pattern, resource, options);
}

/**
 * The request's keys as policy variables. Keys of several values cannot be used as one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function variablesOf(context: RequestContext): Variables {
  return (name) => {
    const values = context.get(name.toLowerCase());
    return values?.length === 1 ? values[0] : undefined;
  };
}
