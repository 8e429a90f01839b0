import { type AccountKind, roleName } from '../model/account-kind.ts';
import { managedBy } from '../model/own-tags.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import type { KnownContext } from '../model/policy/known-context.ts';
import { intendedTrust } from '../model/policy/trust.ts';
import { managedPolicyArn, managedPolicyArns, type Structure } from '../model/structure.ts';
import type { AccountTarget } from './account-plan.ts';
import { unitPathOf } from './unit-path.ts';

/** Where accounts of a kind are placed, and whom their roles are to trust. */
export interface TargetBase {
  readonly kind: AccountKind;
  readonly structure: Structure;
  readonly partition: string;
  readonly opsAccountId: string;
  /** Id of the OU of the kind. */
  readonly unitId: string;
  /** What is known of every request, for comparing trust policies. */
  readonly known?: KnownContext;
}

/** What structure and base make of each account of a kind: what is the same for all is made once. */
export function accountTargets(base: TargetBase): (name: string, email: string) => AccountTarget {
  const { kind, structure, partition, opsAccountId, unitId } = base;
  const { role } = kind;
  const { requireMfa, requireSourceIdentity } = role;
  const ofAll = {
    path: role.path,
    trust: canonicalJson(intendedTrust({ partition, opsAccountId, requireMfa, requireSourceIdentity })),
    maxSession: role.maxSession,
    managedPolicyArns: managedPolicyArns(partition, role.managedPolicies),
    permissionsBoundary:
      role.permissionsBoundary === null ? null : managedPolicyArn(partition, role.permissionsBoundary),
  };
  return (name, email) => ({
    kind,
    name,
    email: email.toLowerCase(),
    partition,
    unitId: unitId,
    unitPath: unitPathOf(kind, structure),
    ...(base.known ? { known: base.known } : {}),
    role: {
      ...ofAll,
      name: roleName(kind, name),
      description: `Access to ${name} for people in Ops; made by diverst`,
      tags: { ...role.tags, [kind.tag]: name, ...managedBy },
    },
  });
}
