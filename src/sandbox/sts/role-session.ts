import type { AssumedRoleUser, Credentials } from '@aws-sdk/client-sts';
import type { SessionFacts } from '../operation.ts';
import { issueSession } from '../sessions.ts';
import type { SandboxState } from '../state.ts';
import { toCredentials } from './credentials.ts';
import type { RoleTarget } from './role-target.ts';

/** A session of a role, as every operation that assumes one reports it. */
export function openRoleSession(
  state: SandboxState,
  { accountId, role }: Pick<RoleTarget, 'accountId' | 'role'>,
  sessionName: string,
  facts: SessionFacts,
): { Credentials: Credentials; AssumedRoleUser: AssumedRoleUser; SourceIdentity?: string } {
  const principal = { kind: 'role', accountId, roleName: role.name, roleId: role.id, sessionName } as const;
  const issued = issueSession(state, principal, facts);
  const { sourceIdentity } = facts;
  return {
    Credentials: toCredentials(issued, facts.expiresAt),
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${sessionName}`,
      Arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
    },
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}
