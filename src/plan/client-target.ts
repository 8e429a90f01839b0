import { canonicalJson } from '../model/policy/canonical.ts';
import { intendedTrust } from '../model/policy/trust.ts';
import { managedPolicyArn, roleName, type Structure } from '../model/structure.ts';
import type { ClientTarget } from './client-plan.ts';

/** What structure and frame make of one client. */
export function clientTarget(
  client: string,
  email: string,
  structure: Structure,
  partition: string,
  opsAccountId: string,
  productionId: string,
): ClientTarget {
  const { role } = structure.client;
  return {
    client,
    email: email.toLowerCase(),
    partition,
    productionId,
    productionPath: productionPath(structure),
    role: {
      name: roleName(structure, client),
      path: role.path,
      trust: canonicalJson(intendedTrust({ partition, opsAccountId, requireMfa: role.requireMfa })),
      maxSession: role.maxSession,
      managedPolicyArns: role.managedPolicies.map((policy) => managedPolicyArn(partition, policy)),
      permissionsBoundary:
        role.permissionsBoundary === null ? null : managedPolicyArn(partition, role.permissionsBoundary),
      tags: { ...role.tags, 'diverst:client': client, 'diverst:managed-by': 'diverst' },
    },
  };
}

function productionPath({ units }: Structure): string {
  return `${units.environments}/${units.production}`;
}
