import { baseState } from '../base.ts';
import type { HistoryEntry } from '../cloudtrail/history.ts';
import type { SandboxState } from '../state.ts';
import { companySince } from './cast.ts';
import { Company } from './company.ts';
import { dailyWork } from './daily-work.ts';
import { drift } from './drift.ts';
import { incident } from './incident.ts';
import { past } from './past.ts';
import { Stage } from './stage.ts';
import { Times } from './times.ts';

/** How long CloudTrail's event history goes back: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html */
const historyKept = 90 * 24 * 3_600_000;

export interface Story {
  readonly state: SandboxState;
  /** What the event histories of the accounts hold at the end of it, oldest first. */
  readonly events: readonly HistoryEntry[];
  /** How many operations it took. */
  readonly calls: number;
}

/** Days ago, and the hour. */
const beginning = [companySince, 8] as const;

/** A moment of the day on which a story with this beginning was told. @param start epoch milliseconds, as the answer */
export function toldOn(start: number): number {
  const [days, hour] = beginning;
  return start + days * 24 * 3_600_000 - hour * 3_600_000;
}

/**
 * A company with a dozen clients, two years old: see the README of this folder's parent.
 *
 * @param now epoch milliseconds, at which it is told
 * @param secret hex; the same one gives the same company, apart from the times
 */
export function tellStory({ now, secret }: { readonly now: number; readonly secret: string }): Story {
  const times = new Times(now);
  const start = times.ago(...beginning);
  const stage = new Stage(baseState({ now: start, secret }), start);
  const company = new Company(stage);
  const acts = [past, drift, incident, dailyWork].flatMap((part) => part(company, times));
  for (const { at, do: act } of acts.sort((a, b) => a.at - b.at)) {
    stage.until(at);
    act();
  }
  stage.until(now);
  const since = now - historyKept;
  const events = stage.history.all().filter((entry) => entry.at >= since);
  return { state: stage.state, events, calls: stage.calls };
}
