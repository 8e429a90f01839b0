import { holdsAlways } from './always.ts';
import { comparePolicies } from './compare.ts';
import type { HolderContext } from './covers.ts';
import type { PolicyDocument, Statement } from './document.ts';

/** The name of the inline policy that holds it. */
export const SELF_READ_POLICY = 'read-own-access';

/**
 * Lets people see who they are and what they are granted: their own user, the groups and the policies of Ops. What
 * the groups grant is where diverst finds a client's role.
 *
 * @param opsAccountId 12 digits
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function selfReadAccess(partition: string, opsAccountId: string): PolicyDocument {
  const own = (resource: string) => `arn:${partition}:iam::${opsAccountId}:${resource}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iam:Get*', 'iam:List*'],
        Resource: [own('user/${aws:username}'), own('group/*'), own('policy/*')],
      },
    ],
  };
}

/** Whether a statement lets people read nothing but what is their own, or less than that. */
export function isSelfRead(statement: Statement, partition: string, opsAccountId: string): boolean {
  const { effect, actions, resources, principals, notPrincipals } = statement;
  if (effect !== 'Allow' || actions === undefined || resources === undefined) return false;
  if (principals !== undefined || notPrincipals !== undefined) return false;
  const prefix = `arn:${partition}:iam::${opsAccountId}:`;
  return (
    actions.every((action) => /^iam:(get|list)/i.test(action)) &&
    resources.every(
      (resource) =>
        isOwnUser(resource, prefix) ||
        resource.startsWith(`${prefix}group/`) ||
        resource.startsWith(`${prefix}policy/`),
    )
  );
}

/**
 * Whether statements together let people read all of what {@link selfReadAccess} does.
 *
 * @param statements of documents whose version knows policy variables
 */
export function coversSelfRead(
  statements: readonly Statement[],
  partition: string,
  opsAccountId: string,
  holder: HolderContext = {},
): boolean {
  const prefix = `arn:${partition}:iam::${opsAccountId}:`;
  const own = statements.filter(
    (statement) =>
      isSelfRead(statement, partition, opsAccountId) && holdsAlways(statement.conditions, holder),
  );
  const allowed = (action: string, isResource: (resource: string) => boolean) =>
    own.some(
      ({ actions, resources }) =>
        actions?.some((one) => one.toLowerCase() === action) === true && resources?.some(isResource) === true,
    );
  return ['iam:get*', 'iam:list*'].every(
    (action) =>
      allowed(action, (resource) => isOwnUser(resource, prefix, '')) &&
      allowed(action, (resource) => resource === `${prefix}group/*`) &&
      allowed(action, (resource) => resource === `${prefix}policy/*`),
  );
}

/**
 * Names of policy variables are not case-sensitive. A path, with wildcards or without, names nobody else: a user's name
 * is unique in the account and holds no slash.
 *
 * @param path without it any; `` for users without a path
 */
function isOwnUser(resource: string, prefix: string, path?: string): boolean {
  if (!resource.startsWith(prefix)) return false;
  const match = /^user\/((?:[^$]*\/)?)\$\{aws:username\}$/i.exec(resource.slice(prefix.length));
  return match !== null && (path === undefined || match[1] === path);
}

/** What diverst client assume asks of IAM to find a role. */
const READ_ACTIONS = [
  'iam:ListGroupsForUser',
  'iam:ListGroupPolicies',
  'iam:GetGroupPolicy',
  'iam:ListAttachedGroupPolicies',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
];

/** Whether a Deny takes away some of what diverst client assume asks of IAM, of any user. */
export function deniesSelfRead(
  denial: Statement,
  partition: string,
  opsAccountId: string,
  holder: HolderContext,
): boolean {
  const resources = ['user', 'group', 'policy'].map(
    (kind) => `arn:${partition}:iam::${opsAccountId}:${kind}/*`,
  );
  const reading: Statement = { effect: 'Allow', actions: READ_ACTIONS, resources, conditions: [] };
  const version = '2012-10-17';
  const { verdict } = comparePolicies(
    { version, statements: [reading, denial] },
    { version, statements: [reading] },
    { kind: 'identity', actions: READ_ACTIONS, ...holder },
  );
  return verdict !== 'equal';
}
