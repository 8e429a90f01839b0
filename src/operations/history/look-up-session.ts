import { unreachable } from '../../access/member-accounts.ts';
import type { Aws, CallerIdentity, Credentials } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import { roleArn, type Structure } from '../../model/structure.ts';
import { adminSessionName } from '../management.ts';

/** Seconds: role chaining would cap it at an hour anyway. */
const sessionDuration = 3_600;

/** The one thing that a session may do. */
export interface OnlyAction {
  readonly action: string;
  readonly resource: string;
}

const lookUpEvents: OnlyAction = { action: 'cloudtrail:LookupEvents', resource: '*' };

/**
 * An admin's session in a member account that may do one thing: the access role by itself may do anything.
 * @param only looking up events, if left out
 * @throws Failure where the account cannot be entered
 */
export async function lookUpSession(
  aws: Aws,
  account: { readonly id: string; readonly name: string },
  caller: CallerIdentity,
  { accessRole }: Pick<Structure, 'accessRole'>,
  { action, resource }: OnlyAction = lookUpEvents,
): Promise<Credentials> {
  const { partition } = caller;
  const arn = roleArn({ partition, accountId: account.id, path: '/', name: accessRole });
  const statement = { Effect: 'Allow', Action: action, Resource: resource };
  try {
    return await aws.sts.assumeRole({
      roleArn: arn,
      sessionName: adminSessionName(caller),
      duration: sessionDuration,
      sessionPolicy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw unreachable(account, accessRole, { roleArn: arn }, error);
  }
}
