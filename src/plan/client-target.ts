import { roleName } from '../model/account-kind.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import type { KnownContext } from '../model/policy/known-context.ts';
import { intendedTrust } from '../model/policy/trust.ts';
import { managedPolicyArn, type Structure } from '../model/structure.ts';
import type { ClientTarget } from './client-plan.ts';

/** Where clients are placed, and whom their roles are to trust. */
export interface ClientBase {
  readonly structure: Structure;
  readonly partition: string;
  readonly opsAccountId: string;
  readonly productionId: string;
  /** What is known of every request, for comparing trust policies. */
  readonly known?: KnownContext;
}

/** What structure and base make of each client: what is the same for all is made once. */
export function clientTargets(base: ClientBase): (client: string, email: string) => ClientTarget {
  const { structure, partition, opsAccountId, productionId } = base;
  const { role } = structure.kinds.client;
  const ofAll = {
    path: role.path,
    trust: canonicalJson(intendedTrust({ partition, opsAccountId, requireMfa: role.requireMfa })),
    maxSession: role.maxSession,
    managedPolicyArns: role.managedPolicies.map((policy) => managedPolicyArn(partition, policy)),
    permissionsBoundary:
      role.permissionsBoundary === null ? null : managedPolicyArn(partition, role.permissionsBoundary),
  };
  return (client, email) => ({
    client,
    email: email.toLowerCase(),
    partition,
    productionId,
    productionPath: productionPath(structure),
    ...(base.known ? { known: base.known } : {}),
    role: {
      ...ofAll,
      name: roleName(structure.kinds.client, client),
      tags: { ...role.tags, [structure.kinds.client.tag]: client, 'diverst:managed-by': 'diverst' },
    },
  });
}

function productionPath({ units }: Structure): string {
  return `${units.environments}/${units.production}`;
}
