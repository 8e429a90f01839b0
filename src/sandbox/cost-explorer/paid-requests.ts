import type { EventHistory } from '../cloudtrail/history.ts';
import type { SandboxState } from '../state.ts';

/**
 * Each page that was answered is a request that AWS bills; the event history has every one of them, and says which
 * failed. https://aws.amazon.com/aws-cost-management/pricing/
 */
export function paidRequests(history: EventHistory, { accounts }: SandboxState): number {
  const events = Object.keys(accounts).flatMap((id) => history.of(id, 'us-east-1'));
  return events.filter((entry) => {
    const { eventSource, errorCode } = entry.event();
    return eventSource === 'ce.amazonaws.com' && errorCode === undefined;
  }).length;
}
