import { type AwsError, isDenied } from '../../aws/errors/aws-error.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClients } from '../../model/granted-clients.ts';
import { readGrantedClients as readFromAws } from '../../operations/client/granted-clients.ts';
import type { CommandContext } from '../context.ts';
import { tellCaller } from '../mode.ts';
import { warn } from '../notices.ts';
import { openSession, type Session } from '../open-session.ts';
import { grantedClientsFile } from './granted-clients-cache.ts';
import { withMapped } from './mapped-clients.ts';

/** Every client that can be assumed: what the caller's groups grant, read from AWS, and what the configuration names. */
export async function readGrantedClients(context: CommandContext): Promise<GrantedClients> {
  const session = await openSession(context, 'ops');
  const { roleArns } = session;
  const granted = await readGrants(session, context).catch(async (error: unknown) => {
    if (!(error instanceof GrantsUnreadable) || Object.keys(roleArns).length === 0) throw error;
    warn(
      context.terminal,
      `${error.text.what}: these are the clients that client.roleArns names in ${session.configFile}`,
    );
    const { arn } = await session.aws.sts.getCallerIdentity();
    return { identity: arn, groups: null, clients: [] };
  });
  tellCaller(context, session.profile, granted.identity);
  return { ...granted, clients: withMapped(granted.clients, roleArns) };
}

/**
 * What the caller's groups grant, read from AWS and kept as a hint for the next call.
 * @throws GrantsUnreadable
 */
export async function readGrants(session: Session, context: CommandContext): Promise<GrantedClients> {
  const granted = await readFromAws(session.aws, session.structure).catch((error: unknown) => {
    throw isDenied(error) ? new GrantsUnreadable(error, Object.keys(session.roleArns)) : error;
  });
  grantedClientsFile(context).write(granted);
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
