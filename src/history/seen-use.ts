import type { SeenUse } from '../model/guardrail-use.ts';
import type { HistoryEvent } from './event.ts';

/**
 * What an event shows of the use of something that guardrails may deny; null for what AWS denied already, and for what no
 * guardrail holds for: AWS services, their linked roles, and sessions of AssumeRoot.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html#not-restricted-by-scp
 * @param accountId the account that recorded it
 */
export function seenUse(event: HistoryEvent, accountId: string): SeenUse | null {
  const { actor, error, start, time } = event;
  if (error !== null) return null;
  const seen = { accountId, time, mfa: actor.mfa === true };
  if (actor.type === 'Root') {
    if (actor.assumedRoot) return null;
    return { ...seen, caller: { kind: 'root', id: actor.accountId ?? accountId }, role: null };
  }
  if (start === null || start.roleArn === null) return null;
  if (start.kind !== 'AssumeRole' || actor.accountId === null || actor.type === 'AWSService') return null;
  if (actor.roleArn?.includes(':role/aws-service-role/')) return null;
  const user = actor.type === 'IAMUser' ? actor.userName : null;
  return { ...seen, caller: { kind: 'account', id: actor.accountId, user }, role: start.roleArn };
}
