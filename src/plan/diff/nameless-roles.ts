import type { IamSnapshot } from '../../model/organization.ts';
import type { HolderContext } from '../../model/policy/covers.ts';
import type { Difference } from '../difference.ts';
import { type DiffContext, difference, isOfService, type OwnedAccount } from './context.ts';
import { ownedRoleArn } from './grants.ts';
import { Rights } from './identity.ts';
import { boundariesIn, roleIdentity } from './ops-base.ts';
import { shortList } from './words.ts';

/** A role of Ops that is allowed to assume roles which demand the name of an IAM user. */
export interface NamelessRole {
  readonly name: string;
  readonly accounts: readonly OwnedAccount[];
}

const known = new WeakMap<DiffContext, readonly NamelessRole[]>();

/**
 * The roles of Ops whose policies allow them the roles of accounts for which the configuration demands a source identity.
 * Sessions of a role have no `aws:username`, so that the trust policy denies them whatever name they give.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-infotouse
 */
export function namelessRoles(context: DiffContext): readonly NamelessRole[] {
  const before = known.get(context);
  if (before !== undefined) return before;
  const found = rolesOf(context);
  known.set(context, found);
  return found;
}

function rolesOf(context: DiffContext): readonly NamelessRole[] {
  const { ops, opsIam, structure, owned } = context;
  const demanding = owned.filter(({ kind }) => kind.role.requireSourceIdentity);
  if (ops === null || opsIam === null || demanding.length === 0) return [];
  const accounts = new Map(demanding.map((one) => [ownedRoleArn(one, context), one]));
  const holder = { known: context.known, accountId: ops.id };
  return rolesAllowed(opsIam, structure.accessRole, [...accounts.keys()], holder).map(({ name, arns }) => ({
    name,
    accounts: arns.flatMap((arn) => accounts.get(arn) ?? []),
  }));
}

/**
 * The roles of Ops that are allowed to assume some of these roles. The access role is none of them: it is the management
 * account's, which enters every account by its own.
 */
export function rolesAllowed(
  iam: Pick<IamSnapshot, 'roles' | 'policies'>,
  accessRole: string,
  roleArns: readonly string[],
  holder: HolderContext,
): readonly { readonly name: string; readonly arns: readonly string[] }[] {
  const boundaryOf = boundariesIn(iam);
  return iam.roles.flatMap((role) => {
    if (role.name === accessRole || isOfService(role)) return [];
    const rights = new Rights(
      roleIdentity(role, iam, boundaryOf),
      { denials: new Set(), boundary: false },
      holder,
    );
    const arns = roleArns.filter((arn) => rights.permits('sts:AssumeRole', arn));
    return arns.length === 0 ? [] : [{ name: role.name, arns }];
  });
}

export function namelessRoleDifferences(context: DiffContext): readonly Difference[] {
  const { ops } = context;
  if (ops === null) return [];
  return namelessRoles(context).map(({ name, accounts }) => {
    const nouns = [...new Set(accounts.map(({ kind }) => kind.noun))];
    const keys = nouns.map((noun) => `${noun}.role.requireSourceIdentity`);
    return difference({
      check: 'source-identity-role',
      subject: `role/${name}`,
      place: context.placeOf(ops),
      message: `the role ${name} in ${ops.name} is allowed to assume ${nouns.join(' and ')} roles, which only IAM users can assume`,
      expected: `IAM users only, because of ${keys.join(' and ')}`,
      actual: `the role ${name} is allowed to assume ${shortList(accounts.map(({ roleName }) => roleName))}`,
      fix: [
        `let people assume the roles with their own IAM users, not through ${name}`,
        `remove sts:AssumeRole on these roles from ${name} in the IAM console of ${ops.name}`,
        `or set ${keys.map((key) => `${key}: false`).join(' and ')} in diverst.config.yaml`,
      ],
    });
  });
}
