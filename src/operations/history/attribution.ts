import type { EventHistoryApi } from '../../aws/api.ts';
import { AwsError } from '../../aws/errors/aws-error.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { readEvent } from '../../history/read-event.ts';
import { lastPart } from '../../history/subjects.ts';
import { type Attribution, unattributed } from '../../history/who.ts';
import { demandsOwnName } from '../../model/policy/own-name-demand.ts';
import { LONGEST_SESSION } from '../../model/revocations.ts';

/** The maximum session duration of a role, in milliseconds: the current session cannot be older. */
export const longestSession = LONGEST_SESSION;

/** What changes whom a role lets in. */
const changing = ['CreateRole', 'UpdateAssumeRolePolicy', 'DeleteRole'] as const;

/**
 * IAM is eventually consistent: for minutes after a change of a trust policy, or of the role, the one before may still
 * have let somebody in, in milliseconds. Before a role is created there is none.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
const settling = { CreateRole: 0, UpdateAssumeRolePolicy: 5 * 60_000, DeleteRole: 5 * 60_000 };

/**
 * Whether the client role lets a person of Ops in under the own name only, and since when.
 * @param trust reads the role's trust policy; null where there is no such role
 * @param history of the account, where IAM's events are
 * @param since epoch milliseconds
 */
export async function readAttribution(
  roleArn: string,
  trust: () => Promise<string | null>,
  history: EventHistoryApi,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<Attribution> {
  const document = await orNull(trust());
  if (document === null) return unattributed;
  if (!demandsOwnName(document)) return { demanded: false, unsettled: null };
  const read = changing.map((name) => settledAfter(name, roleArn, history, { since, now }));
  const times = await orNull(Promise.all(read));
  return { demanded: true, unsettled: times?.flat() ?? null };
}

/**
 * Whether every session of a role that may be alive began under the trust policy of today. A change of the last minutes
 * may not be in the event history yet. Sessions of a role of the same name that was deleted have ended with it.
 * @param history of the account, where IAM's events are
 * @param now epoch milliseconds, by AWS's clock
 * @returns null where the history cannot be read
 */
export async function hasSettled(
  roleArn: string,
  history: EventHistoryApi,
  now: number,
): Promise<boolean | null> {
  const oldest = now - longestSession;
  const since = oldest - settling.UpdateAssumeRolePolicy;
  const times = await orNull(settledAfter('UpdateAssumeRolePolicy', roleArn, history, { since, now }));
  return times?.every((until) => until <= oldest) ?? null;
}

/** When each change of a kind, of that role, had reached all of AWS, in epoch milliseconds. */
async function settledAfter(
  name: (typeof changing)[number],
  roleArn: string,
  history: EventHistoryApi,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<readonly number[]> {
  const role = lastPart(roleArn);
  const times: number[] = [];
  const attribute = { key: 'EventName' as const, value: name };
  for await (const page of history.lookupEvents({ start: since, end: now, attribute })) {
    for (const raw of page) {
      const event = readEvent(raw, '');
      if (event === null) times.push((raw.time ?? now) + settling[name]);
      else if (event.error === null && mayBeOf(event, role)) times.push(event.time + settling[name]);
    }
  }
  return times;
}

/**
 * Whether an event changed a role, or does not say which one. IAM does not distinguish names by case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
function mayBeOf({ service, resources }: HistoryEvent, role: string): boolean {
  // Other services have roles, too.
  if (service !== 'iam' && service !== 'unknown') return false;
  const names = resources.flatMap(({ type, name }) =>
    type === 'role' ? [lastPart(name).toLowerCase()] : [],
  );
  return names.length === 0 || names.includes(role.toLowerCase());
}

/** What AWS does not let the caller read is not known. */
async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof AwsError) return null;
    throw error;
  }
}
