import { nameOfRole } from '../../model/account-kind.ts';
import { type CallerPrincipal, notARole } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { judgeNamedRole } from '../../model/named-role.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { rootUser } from '../management.ts';

const useOps = 'use your profile in Ops: --profile NAME, AWS_PROFILE, or profiles.ops in diverst.config.yaml';

/**
 * @returns the account that the role is in, 12 digits
 * @throws Failure of kind `usage` for another client's role, the access role, or what is no role
 */
export function checkNamedRole(client: string, roleArn: string, structure: Structure): string {
  const kind = structure.kinds.client;
  const role = judgeNamedRole({ kind, name: client }, roleArn, accountKinds(structure), structure.accessRole);
  switch (role.kind) {
    case 'fit':
      return role.accountId;
    case 'no-role':
      throw notARole(roleArn);
    case 'of-another':
      throw new Failure('usage', {
        what: `--role-arn names the role of ${role.owner.kind.noun} ${role.owner.name}, not of ${client}`,
        fix: [
          `use: diverst ${role.owner.kind.command} assume ${role.owner.name}`,
          `or name the role of ${client}`,
        ],
      });
    case 'access-role':
      throw new Failure('usage', {
        what: `${role.name} is the way in for emergencies, not the role of client ${client}`,
        fix: ['in an emergency: --break-glass --reason "what happened"'],
      });
  }
}

/** @throws Failure where the caller is a client's role: from one client no other is reached */
export function refuseAccountRole(caller: CallerPrincipal, arn: string, structure: Structure): void {
  const client = caller.kind === 'role' ? nameOfRole(structure.kinds.client, caller.name) : null;
  if (client === null) return;
  throw new Failure('failed', {
    what: `these are credentials of client ${client} (${arn})`,
    why: 'From one client’s account no other can be reached; clients are assumed from your IAM user in Ops.',
    fix: ['leave this client first: eval "$(diverst client leave)"', useOps],
  });
}

/**
 * The caller's IAM user name, if it is one who can be in a group of Ops.
 * @throws Failure that says who calls, and why that cannot be
 */
export function refuseWrongCaller(caller: CallerPrincipal, arn: string, structure: Structure): string {
  if (caller.kind === 'user') return caller.name;
  if (caller.kind === 'root') throw rootUser(caller.accountId, '', useOps);
  refuseAccountRole(caller, arn, structure);
  throw new Failure('failed', {
    what: `you are ${arn}, which is no IAM user`,
    why: 'Clients are granted to IAM users of Ops by their groups.',
    fix: [useOps, 'or name the role yourself: --role-arn ARN'],
  });
}
