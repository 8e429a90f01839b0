import type { AccountState, GoneAccountState, SandboxState } from '../state.ts';
import type { HistoryEntry } from './history.ts';
import { dateText } from './recorded-fields.ts';
import { uuidOf } from './recorder.ts';
import { eventTimeOf, type Fields } from './trail-event.ts';

/**
 * What Organizations logs by itself about accounts that were closed: in the management account, in us-east-1. It follows
 * from the state, so that nobody has to be there when it happens.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 */
export function closureEvents(state: SandboxState, accountId: string, region: string): HistoryEntry[] {
  if (accountId !== state.managementAccountId || region !== 'us-east-1') return [];
  return [
    ...Object.values(state.accounts).flatMap((account) => completed(account, accountId)),
    ...Object.values(state.gone ?? {}).map((account) => departed(account, accountId)),
  ];
}

function completed({ id, closingSince, closedAt }: AccountState, managementId: string): HistoryEntry[] {
  if (closingSince === undefined || closedAt === undefined) return [];
  const closeAccountStatus = {
    accountId: id,
    state: 'SUCCEEDED',
    requestedTimestamp: dateText(new Date(closingSince)),
    completedTimestamp: dateText(new Date(closedAt)),
  };
  return [serviceEvent(managementId, 'CloseAccountResult', id, closedAt, { closeAccountStatus })];
}

/** AWS documents the method and the time; what else is in the details is a guess. */
function departed({ id, goneAt }: GoneAccountState, managementId: string): HistoryEntry {
  return serviceEvent(managementId, 'AccountDepartedOrganization', id, goneAt, {
    accountId: id,
    managementAccountId: managementId,
    departureMethod: 'CLEANED',
    departureTime: dateText(new Date(goneAt)),
  });
}

function serviceEvent(
  accountId: string,
  eventName: string,
  about: string,
  at: number,
  serviceEventDetails: Fields,
): HistoryEntry {
  const service = 'organizations.amazonaws.com';
  const key = `${eventName} ${about}`;
  return {
    accountId,
    region: 'us-east-1',
    at,
    key,
    event: () => ({
      eventVersion: '1.11',
      userIdentity: { accountId, invokedBy: service },
      eventTime: eventTimeOf(at),
      eventSource: service,
      eventName,
      awsRegion: 'us-east-1',
      sourceIPAddress: service,
      userAgent: service,
      requestParameters: null,
      responseElements: null,
      eventID: uuidOf(`${key} ${accountId}`),
      readOnly: false,
      eventType: 'AwsServiceEvent',
      managementEvent: true,
      recipientAccountId: accountId,
      serviceEventDetails,
      eventCategory: 'Management',
    }),
  };
}
