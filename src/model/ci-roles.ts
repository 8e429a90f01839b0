import { filled, type NamedAccount } from './account-kind.ts';
import type { CiRoleStructure } from './ci.ts';
import { roleArn } from './structure.ts';

/** A role that a CI system assumes, as it is wanted in one account: its subject is that of a token, to the letter. */
export interface CiRole extends Omit<CiRoleStructure, 'role'> {
  readonly name: string;
  readonly arn: string;
}

/** They are all directly under `/`: a pipeline names them by their ARN. */
export const CI_ROLE_PATH = '/';

/** The CI roles that an account is to have, in the order of the configuration. */
export function ciRolesOf(
  account: NamedAccount,
  { partition, accountId }: { readonly partition: string; readonly accountId: string },
): readonly CiRole[] {
  return account.kind.ci.map(({ role, ...wanted }) => {
    const name = filled(role, account);
    const arn = roleArn({ partition, accountId, path: CI_ROLE_PATH, name });
    return { ...wanted, subject: filled(wanted.subject, account), name, arn };
  });
}

/** Their names. */
export function ciRoleNames(account: NamedAccount): readonly string[] {
  return account.kind.ci.map(({ role }) => filled(role, account));
}
