import type { Aws } from '../../aws/api.ts';
import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';
import { type GrantedAccounts, withMapped } from '../../model/granted-accounts.ts';
import type { Structure } from '../../model/structure.ts';
import { readGrantedAccounts } from './granted-accounts.ts';

/** What decides which clients can be assumed. */
export interface AssumableSource {
  readonly aws: Aws;
  readonly structure: Structure;
  /** What the caller's groups granted when they were last read: a hint, AWS decides. */
  readonly keptGrants: {
    read(): GrantedAccounts | null;
    write(granted: GrantedAccounts): void;
  };
}

/**
 * Every client that can be assumed: what the caller's groups grant, read from AWS, and what the configuration names.
 * @param onlyMapped called with the reason why it is the latter alone
 */
export async function assumableAccounts(
  source: AssumableSource,
  onlyMapped: (why: string) => void,
): Promise<GrantedAccounts> {
  const { aws, structure } = source;
  const { roleArns } = structure.kinds.client;
  const granted = await readGrants(source).catch(async (error: unknown) => {
    if (!(error instanceof GrantsUnreadable) || Object.keys(roleArns).length === 0) throw error;
    onlyMapped(error.text.what);
    const { arn } = await aws.sts.getCallerIdentity();
    return { identity: arn, groups: null, clients: [] };
  });
  return { ...granted, clients: withMapped(granted.clients, roleArns) };
}

/**
 * What the caller's groups grant, read from AWS and kept as a hint for the next call.
 * @throws Failure where the caller may not read the own groups
 */
export async function readGrants({ aws, structure, keptGrants }: AssumableSource): Promise<GrantedAccounts> {
  const granted = await readGrantedAccounts(aws, structure).catch((error: unknown) => {
    throw isDenied(error) ? new GrantsUnreadable(error, Object.keys(structure.kinds.client.roleArns)) : error;
  });
  keptGrants.write(granted);
  return granted;
}

/** The caller may not read the own groups. */
class GrantsUnreadable extends Failure {
  constructor(cause: AwsError, named: readonly string[]) {
    const others = named.length === 0 ? '' : ` client.roleArns names: ${named.join(', ')}.`;
    super(
      'failed',
      {
        what: 'what your groups grant may not be read',
        why: `AWS says: ${cause.message}${others && `.${others}`}`,
        fix: [
          'name the role: --role-arn arn:aws:iam::ACCOUNT:role/NAME, or client.roleArns in diverst.config.yaml',
          'or let people read their own groups: iam:ListGroupsForUser, iam:ListGroupPolicies, iam:GetGroupPolicy, ' +
            'iam:ListAttachedGroupPolicies, iam:GetPolicy, iam:GetPolicyVersion',
        ],
      },
      { cause },
    );
  }
}
