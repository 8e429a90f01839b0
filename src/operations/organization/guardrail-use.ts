import { sideBySide } from '../../access/pool.ts';
import { during, type Progress } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, EventAttribute, EventHistoryApi } from '../../aws/api.ts';
import { historyDays, historySpan } from '../../history/period.ts';
import { readEvent } from '../../history/read-event.ts';
import { seenUse } from '../../history/seen-use.ts';
import { ciRoleNames } from '../../model/ci-roles.ts';
import {
  type GuardedAccount,
  type GuardrailUse,
  nothingInUse,
  type SeenUse,
  type UnreadUse,
} from '../../model/guardrail-use.ts';
import type { GuardrailName } from '../../model/guardrails.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import type { Structure } from '../../model/structure.ts';
import { holdsNothing, iamOf } from '../../plan/diff/context.ts';
import { guardrailUse, type UseQuestion } from '../../plan/guardrail-use.ts';
import { lookUpSession } from '../history/look-up-session.ts';
import type { ManagementCaller } from '../management.ts';
import { reasonOf } from './read-account.ts';

/** Accounts whose history is read at a time; each has a rate of its own, 2 calls a second for each region. */
const accountsAtATime = 8;

/**
 * Pages of 50 events for each lookup: services assume roles all day, and an account with much of that would take hours.
 * They take 20 seconds at the rate of LookupEvents.
 */
const mostPages = 40;

/** Milliseconds in which nothing can have come into use in an account that was made then and holds nothing of anybody's. */
const young = 3_600_000;

export interface UseTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly management: ManagementCaller;
  readonly wait: WaitOptions;
  readonly progress: Progress;
}

/** What is looked up for a guardrail: an attribute, as LookupEvents filters by one. */
const lookups: Readonly<Partial<Record<GuardrailName, EventAttribute>>> = {
  lateral: { key: 'EventName', value: 'AssumeRole' },
  mfa: { key: 'EventName', value: 'AssumeRole' },
  'root-user': { key: 'Username', value: 'root' },
};

/**
 * Looks for what guardrails would cut off: in the trust policies that the audit has read, and in the event history of
 * the accounts concerned. Who comes from outside the organization is known from trust policies alone.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 * @returns with a reason for each account of which it is not known; nothing is read where nothing is guarded anew
 * @throws the signal's reason only
 */
export async function readGuardrailUse(question: UseQuestion, tools: UseTools): Promise<GuardrailUse> {
  const { guarded, context } = question;
  if (guarded.every(({ guardrails }) => guardrails.length === 0)) return nothingInUse;
  const { clock, signal } = tools.wait;
  const now = clock.now();
  const asked = guarded.filter((one) => {
    const account = context.byId.get(one.id);
    return account !== undefined && lookupsOf(one).length > 0 && !isEmpty(account, question, now);
  });
  const seen: SeenUse[] = [];
  const unread: UnreadUse[] = [];
  if (asked.length > 0) {
    const regions = await regionsOf(tools);
    await during(tools.progress, 'find what the guardrails would deny', async (task) => {
      let done = 0;
      await sideBySide(asked, accountsAtATime, async (account) => {
        signal.throwIfAborted();
        const found = await readAccountUse(account, regions, now, tools);
        seen.push(...found.seen);
        unread.push(...found.unread);
        done += 1;
        task.update(`${done} of ${asked.length} accounts`);
      });
    });
  }
  return guardrailUse(question, seen, unread);
}

function lookupsOf({ guardrails }: GuardedAccount): readonly EventAttribute[] {
  const wanted = guardrails.flatMap((name) => lookups[name] ?? []);
  return wanted.filter((one, index) => wanted.findIndex(({ key }) => key === one.key) === index);
}

/** Made by Organizations a moment ago, with no users and no roles but those that it begins with and its own. */
function isEmpty(account: AccountSnapshot, { context }: UseQuestion, now: number): boolean {
  const { joinedAt, joinedMethod } = account;
  const iam = iamOf(account);
  if (joinedMethod !== 'CREATED' || joinedAt === null || now - joinedAt > young || iam === null) return false;
  const owner = context.ownerOf(account);
  const own = owner === null ? [] : [owner.roleName, ...ciRoleNames(owner)];
  return holdsNothing(iam, [context.structure.accessRole, ...own]);
}

/** Where sessions are begun: the region in use, and the one that the global endpoint and the console record in. */
async function regionsOf({ aws, management }: UseTools): Promise<readonly string[]> {
  const global = regionOfIam(management.caller.partition);
  return [...new Set([(await aws.region()) ?? global, global])];
}

interface AccountUse {
  readonly seen: readonly SeenUse[];
  readonly unread: readonly UnreadUse[];
}

async function readAccountUse(
  account: GuardedAccount,
  regions: readonly string[],
  now: number,
  tools: UseTools,
): Promise<AccountUse> {
  const { aws, structure, management, wait } = tools;
  const { id, label } = account;
  const seen = new Map<string, SeenUse>();
  const unread = new Map<string, readonly GuardrailName[]>();
  const missed = (reason: string, attribute?: EventAttribute) => {
    const guardrails = account.guardrails.filter((name) => {
      const { key } = lookups[name] ?? {};
      return key !== undefined && (attribute === undefined || key === attribute.key);
    });
    unread.set(reason, [...(unread.get(reason) ?? []), ...guardrails]);
  };
  try {
    const credentials = await lookUpSession(aws, { id, name: label }, management.caller, structure);
    await Promise.all(
      regions.flatMap((region) => {
        const history = aws.eventHistory({ region, accountId: id, credentials });
        return lookupsOf(account).map(async (attribute) => {
          const reason = await readRegion(history, attribute, { accountId: id, region, now, wait }, seen);
          if (reason !== null) missed(reason, attribute);
        });
      }),
    );
  } catch (error) {
    wait.signal.throwIfAborted();
    missed(reasonOf(error));
  }
  return {
    seen: [...seen.values()],
    unread: [...unread].map(([reason, missing]) => {
      const guardrails = account.guardrails.filter((name) => missing.includes(name));
      return { account: { id, label }, guardrails, reason };
    }),
  };
}

interface Place {
  readonly accountId: string;
  readonly region: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly wait: WaitOptions;
}

/**
 * @param seen filled with the newest use of each kind
 * @returns why it was not read to the end of what CloudTrail keeps; null where it was
 */
async function readRegion(
  history: EventHistoryApi,
  attribute: EventAttribute,
  { accountId, region, now, wait }: Place,
  seen: Map<string, SeenUse>,
): Promise<string | null> {
  let pages = 0;
  let oldest = now;
  const cut = (why: string) => {
    const since = new Date(oldest).toISOString().slice(0, 10);
    return `of its ${historyDays} days of events in ${region}, diverst read only those since ${since}, because ${why}`;
  };
  try {
    for await (const page of history.lookupEvents({ start: now - historySpan, end: now, attribute })) {
      wait.signal.throwIfAborted();
      if (pages === mostPages && page.length > 0) return cut(`there are more than ${mostPages * 50}`);
      for (const raw of page) {
        const event = readEvent(raw, region);
        if (event === null) continue;
        oldest = Math.min(oldest, event.time);
        const use = seenUse(event, accountId);
        if (use !== null) keepNewest(use, seen);
      }
      pages += 1;
      if (wait.clock.now() >= wait.deadline) return cut('the time limit (--timeout) had passed');
    }
    return null;
  } catch (error) {
    wait.signal.throwIfAborted();
    return `its event history in ${region} could not be read: ${reasonOf(error)}`;
  }
}

function keepNewest(use: SeenUse, seen: Map<string, SeenUse>): void {
  const key = JSON.stringify([use.caller, use.mfa, use.role]);
  const known = seen.get(key);
  if (known === undefined || use.time > known.time) seen.set(key, use);
}
