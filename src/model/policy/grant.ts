import { type Policy, type PolicyDocument, parsePolicy } from './document.ts';
import { globMatches, parseGlob } from './glob.ts';
import { SESSION_ACTIONS, TRUST_ACTIONS } from './trust.ts';

/**
 * The inline policy that lets a group use one client's role.
 *
 * @param roleArn the ARN of the role, without wildcards
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
 */
export function inlineGrant(roleArn: string): PolicyDocument {
  return grant(roleArn);
}

/**
 * The managed policy that lets a group use many roles. Sorted and without duplicates, so that the same roles
 * always give the same document.
 *
 * @param roleArns at least one: IAM takes no statement without a resource
 * @throws RangeError for an empty list; the policy is then to be deleted, not written
 */
export function packedGrant(roleArns: readonly string[]): PolicyDocument {
  if (roleArns.length === 0) throw new RangeError('a packed grant needs at least one role');
  return grant([...new Set(roleArns)].sort());
}

function grant(resource: string | readonly string[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...SESSION_ACTIONS], Resource: resource }],
  };
}

/**
 * The session actions that an action of an identity policy comes to on a role; null where it reaches further. What else
 * a pattern matches (`sts:TagGetSessionToken`) is asked of no role.
 *
 * @param action as a policy writes it, with its wildcards
 */
export function sessionActionsOf(action: string): readonly string[] | null {
  if (!/^sts:/i.test(action)) return null;
  const lowered = action.toLowerCase();
  // Nearly all grants are written out, and an audit reads thousands of them.
  const exact = SESSION_ACTIONS.find((one) => one.toLowerCase() === lowered);
  if (exact !== undefined) return [exact];
  const pattern = parseGlob(lowered);
  const matched = TRUST_ACTIONS.filter((one) => globMatches(pattern, one.toLowerCase()));
  const session: readonly string[] = SESSION_ACTIONS;
  return matched.length > 0 && matched.every((one) => session.includes(one)) ? matched : null;
}

/** Role ARNs that name one role: wildcards and policy variables would make the grant reach further. */
export const ROLE_ARN = /^arn:[^:*?$]+:iam::\d{12}:role\/[^*?$]+$/;

/**
 * The roles that a policy grants, sorted, if by its meaning it is what {@link inlineGrant} or
 * {@link packedGrant} write: every role with exactly the session actions, no condition, nothing else. Split
 * statements, repeated ones, order and the case of actions do not matter. Undefined for anything else, which
 * must then not be rewritten as if its meaning were known.
 *
 * @param policy in normal form, or its text as IAM returns it
 */
export function readGrant(policy: Policy | string): readonly string[] | undefined {
  if (typeof policy === 'string') {
    const parsed = parsePolicy(policy);
    return parsed.ok ? readGrant(parsed.policy) : undefined;
  }
  const wanted = new Set(SESSION_ACTIONS.map((action) => action.toLowerCase()));
  const granted = new Map<string, Set<string>>();
  for (const statement of policy.statements) {
    const { effect, actions, resources, conditions } = statement;
    const foreign = statement.principals !== undefined || statement.notPrincipals !== undefined;
    if (effect !== 'Allow' || foreign || conditions.length > 0) return undefined;
    if (actions === undefined || resources === undefined) return undefined;
    const lowered = actions.map((action) => action.toLowerCase());
    if (!lowered.every((action) => wanted.has(action))) return undefined;
    if (!resources.every((resource) => ROLE_ARN.test(resource))) return undefined;
    for (const resource of resources) {
      granted.set(resource, new Set([...(granted.get(resource) ?? []), ...lowered]));
    }
  }
  if ([...granted.values()].some((actions) => actions.size !== wanted.size)) return undefined;
  return [...granted.keys()].sort();
}
