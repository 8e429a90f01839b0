import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import type { AccountKind } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { type GrantedAccounts, withMapped } from '../../model/granted-accounts.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { readGrantedAccounts } from './granted-accounts.ts';
import { isOwnDeny, lockedWords } from './own-deny.ts';
import type { Provable } from './proven-caller.ts';

/** The input that decides which accounts can be assumed. */
export interface AssumableSource extends Provable {
  readonly structure: Structure;
  /** What the caller's groups granted when they were last read: a hint, AWS decides. */
  readonly keptGrants: {
    read(): GrantedAccounts | null;
    write(granted: GrantedAccounts): void;
  };
}

/**
 * Every account that can be assumed: what the caller's groups grant, read from AWS, and what the configuration names.
 * @param kind of which accounts are looked for
 * @param onlyMapped called with the reason why it is the latter alone
 */
export async function assumableAccounts(
  source: AssumableSource,
  kind: AccountKind,
  onlyMapped: (why: string) => void,
): Promise<GrantedAccounts> {
  const { aws, structure } = source;
  const granted = await readGrants(source, kind).catch(async (error: unknown) => {
    if (!(error instanceof GrantsUnreadable) || Object.keys(kind.roleArns).length === 0) throw error;
    onlyMapped(error.text.what);
    const { arn } = await aws.sts.getCallerIdentity();
    return { identity: arn, groups: null, accounts: [] };
  });
  return { ...granted, accounts: withMapped(granted.accounts, accountKinds(structure)) };
}

/**
 * What the caller's groups grant, read from AWS and kept as a hint for the next call.
 * @param kind of which accounts are looked for
 * @throws Failure where the caller may not read the own groups
 */
export async function readGrants(source: AssumableSource, kind: AccountKind): Promise<GrantedAccounts> {
  const granted = await readGrantedAccounts(source, kind).catch((error: unknown) => {
    throw isDenied(error) ? new GrantsUnreadable(error, kind) : error;
  });
  source.keptGrants.write(granted);
  return granted;
}

/** The caller may not read the own groups. */
class GrantsUnreadable extends Failure {
  constructor(cause: AwsError, { noun, roleArns }: AccountKind) {
    const named = Object.keys(roleArns);
    const others = named.length === 0 ? '' : ` ${noun}.roleArns names: ${named.join(', ')}.`;
    super(
      'failed',
      {
        what: 'cannot read what your groups grant',
        why: `${isOwnDeny(cause.message) ? `${lockedWords.why} ` : ''}AWS says: ${cause.message}${others && `.${others}`}`,
        fix: [
          ...(isOwnDeny(cause.message) ? lockedWords.fix : []),
          `name the role: add --role-arn arn:aws:iam::ACCOUNT:role/NAME, or ${noun}.roleArns in diverst.config.yaml`,
          'or ask an admin to allow you to read your own groups: iam:ListGroupsForUser, iam:ListGroupPolicies, iam:GetGroupPolicy, ' +
            'iam:ListAttachedGroupPolicies, iam:GetPolicy, iam:GetPolicyVersion',
        ],
      },
      { cause },
    );
  }
}
