import { gaveUp, poll, unlessUnseen, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { initCommand, type NamedAccount } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import type { Role } from '../model/snapshot.ts';
import { compareTrust, type RoleTarget } from '../plan/role-plan.ts';

/**
 * Creates a role of an account. If a role of that name was created in the meantime, it is accepted if its trust policy
 * has the same effect.
 * @param wrote is called if an attempt without a clear answer possibly created it
 * @returns null if this call created it, or the existing role: another run's, unless `wrote` was called
 */
export async function createAccountRole(
  iam: IamApi,
  owner: NamedAccount,
  role: RoleTarget,
  wait: WaitOptions,
  wrote: () => void,
): Promise<Role | null> {
  try {
    await iam.createRole({
      name: role.name,
      path: role.path,
      trust: role.trust,
      description: role.description,
      maxSession: role.maxSession,
      permissionsBoundary: role.permissionsBoundary,
      tags: role.tags,
    });
    return null;
  } catch (error) {
    if (!hasCode(error, 'EntityAlreadyExistsException')) throw error;
    if (error.afterDoubt) wrote();
    // One that was made a moment ago may not show, or show in part.
    const existing = await poll(
      wait,
      { first: 500, longest: 2_000 },
      () => iam.getRole(role.name).catch(unlessUnseen),
      wait.clock.now() + waits.written,
    );
    if (existing === null)
      throw gaveUp(
        wait,
        `IAM to show role ${role.name}`,
        'IAM answered that the role already exists, but does not show it.',
      );
    if (existing.name === role.name && compareTrust(existing, role.trust).verdict === 'equal')
      return existing;
    throw new Failure(
      'failed',
      {
        what: `cannot create role ${role.name}: the account already has a different role ${existing.name ?? role.name}`,
        why:
          existing.name === role.name
            ? 'The existing role has a different trust policy. diverst left the role as it is.'
            : 'IAM does not allow two names that differ only in upper and lower case. diverst left the role as it is.',
        fix: [`see the difference: ${initCommand(owner)} --dry-run`],
      },
      { cause: error },
    );
  }
}
