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
    if (existing === null) throw gaveUp(wait, `role ${role.name} to show`, 'IAM says that it exists.');
    if (existing.name === role.name && compareTrust(existing, role.trust).verdict === 'equal')
      return existing;
    throw new Failure(
      'failed',
      {
        what: `the account has a role ${existing.name ?? role.name} which is not the intended one`,
        why:
          existing.name === role.name
            ? 'Its trust policy is another one.'
            : 'IAM names differ not only by case.',
        fix: [`look at the difference: ${initCommand(owner)} --dry-run`],
      },
      { cause: error },
    );
  }
}
