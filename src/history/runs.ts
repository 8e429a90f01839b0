import type { HistoryEvent } from './event.ts';
import type { Who } from './who.ts';

/** An event, and who did it. */
export interface Deed {
  readonly event: HistoryEvent;
  readonly who: Who;
}

/** Equal deeds, one right after the other, as one. */
export interface Run {
  /** The newest of them. */
  readonly latest: Deed;
  readonly count: number;
  /** Epoch milliseconds of the oldest one. */
  readonly since: number;
  /** How many things they were done to. */
  readonly targets: number;
}

/** Deeds further apart than this are not of one run, in milliseconds. */
const longestPause = 5 * 60_000;

/** Collects runs of deeds that come newest first. It keeps one run, whatever its length, and counts up to a bound. */
export class Runs {
  private open: { latest: Deed; count: number; since: number; targets: Set<string> } | null = null;

  /** @returns the run that has ended before this deed, if one has */
  add(deed: Deed): Run | null {
    const { event } = deed;
    const { open } = this;
    if (open !== null && open.since - event.time <= longestPause && isSame(open.latest, deed)) {
      open.count += 1;
      open.since = event.time;
      open.targets.add(targetOf(event));
      return null;
    }
    const ended = this.end();
    this.open = { latest: deed, count: 1, since: event.time, targets: new Set([targetOf(event)]) };
    return ended;
  }

  /** @returns the run that is still open, if one is */
  end(): Run | null {
    const { open } = this;
    this.open = null;
    return open === null ? null : { ...open, targets: open.targets.size };
  }
}

function targetOf({ resources }: HistoryEvent): string {
  return resources[0]?.name ?? '';
}

function isSame(a: Deed, b: Deed): boolean {
  const [one, other] = [a.event, b.event];
  return (
    one.service === other.service &&
    one.name === other.name &&
    one.error?.code === other.error?.code &&
    one.resources[0]?.type === other.resources[0]?.type &&
    one.from.address === other.from.address &&
    one.from.tool === other.from.tool &&
    one.from.service === other.from.service &&
    one.region === other.region &&
    a.who.kind === b.who.kind &&
    a.who.name === b.who.name &&
    a.who.session === b.who.session &&
    a.who.role === b.who.role &&
    a.who.proof === b.who.proof &&
    a.who.doubt === b.who.doubt &&
    a.who.mfa === b.who.mfa &&
    a.who.chain.join() === b.who.chain.join()
  );
}
