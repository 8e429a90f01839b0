import type { EventHistoryApi } from '../../aws/api.ts';
import { AwsError } from '../../aws/errors/aws-error.ts';
import type { Actor, HistoryEvent } from '../../history/event.ts';
import { readEvent } from '../../history/read-event.ts';
import { type Beginning, isSameRole, type Place, serviceOfRole } from '../../history/who.ts';
import type { Seen } from './seen.ts';

/** Milliseconds around the second at which a session says that it began. */
const tolerance = 5_000;

/** Steps from a session to the one that it was begun from. */
const longestChain = 5;

/** Each costs a call in each region: those of machines are many, and their names are nobody's. */
const mostTraced = { people: 200, others: 40 };

/**
 * Where sessions began: the AssumeRole event of each, looked up once, at the time that the session's own events give.
 * That may be long before the time that is looked at.
 */
export class Beginnings {
  private readonly known = new Map<string, Beginning | null>();
  private readonly left = { ...mostTraced };

  /** @param histories of the account, in each region that is looked at */
  constructor(
    private readonly histories: readonly { readonly region: string; readonly history: EventHistoryApi }[],
    private readonly place: Place,
    private readonly seen: Seen,
  ) {}

  /** What is known so far; null where nothing was found or looked up. */
  of(actor: Actor): Beginning | null {
    return this.known.get(actor.accessKeyId ?? '') ?? null;
  }

  /** Looks up where the session of an event began, and the sessions that it was begun from. */
  async trace({ actor }: HistoryEvent): Promise<void> {
    let at: Actor | null = actor;
    for (let step = 0; at !== null && step < longestChain; step += 1) {
      const beginning: Beginning | null = await this.learn(at);
      at = beginning?.caller.type === 'AssumedRole' ? beginning.caller : null;
    }
  }

  private async learn(actor: Actor): Promise<Beginning | null> {
    const { accessKeyId: key, began } = actor;
    if (key === null || began === null || !this.isTraced(actor)) return null;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const isPerson = actor.sourceIdentity !== null || isSameRole(actor.roleArn, this.place.roleArn);
    const bound = isPerson ? 'people' : 'others';
    const isLeft = this.left[bound] > 0;
    if (isLeft) this.left[bound] -= 1;
    else this.seen.untraced += 1;
    const found = isLeft ? await this.lookUp(key, began, actor) : null;
    this.known.set(key, found);
    return found;
  }

  /** Services are named by their roles. */
  private isTraced({ type, roleArn }: Actor): boolean {
    return type === 'AssumedRole' && roleArn !== null && serviceOfRole(roleArn) === null;
  }

  private async lookUp(key: string, began: number, { provider }: Actor): Promise<Beginning | null> {
    const value = provider === null ? 'AssumeRole' : 'AssumeRoleWithWebIdentity';
    const query = {
      start: began - tolerance,
      end: began + tolerance,
      attribute: { key: 'EventName' as const, value },
    };
    const found = await Promise.all(
      this.histories.map(async ({ region, history }) => {
        try {
          for await (const page of history.lookupEvents(query)) {
            for (const raw of page) {
              const event = readEvent(raw, region);
              if (event?.start?.accessKeyId === key && event.error === null) return event;
            }
          }
        } catch (error) {
          // What is not known here is said to be: the name is not proven. The events themselves go on.
          if (!(error instanceof AwsError)) throw error;
        }
        return null;
      }),
    );
    const event = found.find((one) => one !== null);
    return event?.start ? { start: event.start, time: event.time, caller: event.actor } : null;
  }
}
