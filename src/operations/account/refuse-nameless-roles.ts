import type { MemberAccess, ReachableAccount } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import { Failure } from '../../model/failure.ts';
import type { Structure } from '../../model/structure.ts';
import {
  type AccountPlan,
  type AccountTarget,
  expectedRoleArn,
  type TargetSnapshot,
} from '../../plan/account-plan.ts';
import { rolesAllowed } from '../../plan/diff/nameless-roles.ts';

/**
 * A trust policy that demands the name of an IAM user locks out the roles of Ops that work in the account today. It is not
 * set while there are any.
 * @throws Failure that names them
 */
export async function refuseNamelessRoles(
  { steps }: AccountPlan,
  target: AccountTarget,
  actual: TargetSnapshot,
  source: {
    readonly members: MemberAccess;
    readonly wait: WaitOptions;
    readonly ops: ReachableAccount;
    readonly structure: Structure;
  },
): Promise<void> {
  const { kind } = target;
  const isTightened = steps.some(
    ({ change, state }) =>
      change.kind === 'replace-trust' &&
      change.role === target.role.name &&
      state === 'needed' &&
      change.verdict !== 'narrower',
  );
  if (!kind.role.requireSourceIdentity || !isTightened) return;
  const { members, wait, ops, structure } = source;
  const iam = await members.withIam(ops, wait, (api) =>
    api.readAccount(['Role', 'LocalManagedPolicy', 'AWSManagedPolicy']),
  );
  const holder = { accountId: ops.id, ...(target.known ? { known: target.known } : {}) };
  const found = rolesAllowed(iam, structure.accessRole, [expectedRoleArn(target, actual)], holder);
  const [first] = found;
  if (first === undefined) return;
  const names = found.map(({ name }) => name).join(', ');
  const one = found.length === 1;
  throw new Failure('failed', {
    what: `the trust policy of ${target.role.name} would lock out ${one ? 'the role' : 'the roles'} ${names} in ${ops.name}`,
    why: `${kind.noun}.role.requireSourceIdentity accepts only IAM users, and ${one ? 'this role is' : 'these roles are'} allowed to assume ${target.role.name}. Nothing was changed.`,
    fix: [
      `let people assume the role with their own IAM users, and remove sts:AssumeRole on the role from ${names}`,
      `or set ${kind.noun}.role.requireSourceIdentity: false in diverst.config.yaml`,
    ],
  });
}
