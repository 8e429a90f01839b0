import {
  type AccountKind,
  commandOf,
  type NamedAccount,
  ownerOfRole,
  refText,
} from '../../model/account-kind.ts';
import { type CallerPrincipal, notARole } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { judgeNamedRole } from '../../model/named-role.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { rootUser } from '../management.ts';

const useOps =
  'use the profile of your IAM user in Ops: add --profile NAME, set AWS_PROFILE, or set profiles.ops in diverst.config.yaml';

/**
 * @returns the account that the role is in, 12 digits
 * @throws Failure of kind `usage` for another account's role, the access role, or what is no role
 */
export function checkNamedRole(account: NamedAccount, roleArn: string, structure: Structure): string {
  const { kind, name } = account;
  // Without environments in the configuration, a role that is named as theirs would be is nobody's.
  const kinds = accountKinds(structure).filter(({ isExpected, noun }) => isExpected || noun === kind.noun);
  const role = judgeNamedRole(account, roleArn, kinds, structure.accessRole);
  switch (role.kind) {
    case 'fit':
      return role.accountId;
    case 'no-role':
      throw notARole(roleArn);
    case 'of-another':
      throw new Failure('usage', {
        what: `--role-arn names the role of ${role.owner.kind.noun} ${role.owner.name}, not of ${name}`,
        fix: [`use: ${commandOf(role.owner.kind)} assume ${role.owner.name}`, `or name the role of ${name}`],
      });
    case 'access-role':
      throw new Failure('usage', {
        what: `${role.name} is the role for emergencies, not the role of ${refText({ noun: kind.noun, name })}`,
        fix: ['in an emergency, add --break-glass --reason "what happened"'],
      });
  }
}

/** @throws Failure where the caller is an account's role: from one no other is reached */
export function refuseAccountRole(caller: CallerPrincipal, arn: string, structure: Structure): void {
  const kinds = accountKinds(structure).filter(({ isExpected }) => isExpected);
  const owner = caller.kind === 'role' ? ownerOfRole(kinds, caller.name) : null;
  if (owner === null) return;
  const { noun } = owner.kind;
  throw new Failure('failed', {
    what: `you cannot work in another account: your credentials belong to ${refText({ noun, name: owner.name })} (${arn})`,
    why: `From one ${noun}’s account you cannot reach another; ${noun}s are assumed from your IAM user in Ops.`,
    fix: [`leave the ${noun} first: eval "$(${commandOf(owner.kind)} leave)"`, useOps],
  });
}

/**
 * The caller's IAM user name, if it is one who can be in a group of Ops.
 * @param noun of the accounts that are looked for
 * @throws Failure that says who calls, and why that cannot be
 */
export function refuseWrongCaller(
  caller: CallerPrincipal,
  arn: string,
  structure: Structure,
  { noun }: Pick<AccountKind, 'noun'>,
): string {
  if (caller.kind === 'user') return caller.name;
  if (caller.kind === 'root') throw rootUser(caller.accountId, '', useOps);
  refuseAccountRole(caller, arn, structure);
  throw new Failure('failed', {
    what: `you are ${arn}, which is not an IAM user`,
    why: `${noun.charAt(0).toUpperCase()}${noun.slice(1)}s are granted to IAM users of Ops by their groups.`,
    fix: [useOps, 'or name the role yourself: add --role-arn ARN'],
  });
}
