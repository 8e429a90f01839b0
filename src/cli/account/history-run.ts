import type { Task } from '../../access/progress.ts';
import { type AccountRef, refText } from '../../model/account-kind.ts';
import { readRoleArn } from '../../model/arn.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import type { HistoryTools } from '../../operations/history/history-source.ts';
import { readEntries } from '../../operations/history/read-entries.ts';
import { readHistory } from '../../operations/history/read-history.ts';
import { Seen } from '../../operations/history/seen.ts';
import { plural } from '../../views/plural.ts';
import type { CommandContext } from '../context.ts';
import { repeatedOptions } from '../open-session.ts';
import { type HistoryOptions, type WantedHistory, wantedHistory } from './history-options.ts';
import { type HistoryPrinter, printerOf } from './history-printer.ts';
import { openHistory } from './history-source.ts';

/** Milliseconds between two words about the progress off a terminal. */
const pause = 5_000;

export async function runHistory(
  account: AccountRef,
  options: HistoryOptions,
  context: CommandContext,
): Promise<void> {
  const { clock, globals, terminal, signal } = context;
  const now = clock.now();
  const wanted = wantedHistory(options, { now, json: globals.json });
  const { source, region } = await openHistory(account, options.roleArn, context);
  const iamRegion = regionOfIam(readRoleArn(source.place.roleArn)?.partition ?? 'aws');
  const homeRegions = [...new Set([...(region === null ? [] : [region]), iamRegion])];
  const regions = wanted.regions ?? homeRegions;
  const seen = new Seen();
  const task = (await terminal.progress()).start(`read the event history of ${refText(account)}`);
  const printer = printerOf(wanted, {
    terminal,
    seen,
    regions,
    account,
    repeated: repeatedOptions(context, true),
    // Nothing is written into the line of the progress.
    out: (text) => {
      task.pause();
      terminal.out(text);
    },
  });
  const onPage = reporter(task, seen, context);
  const tools: HistoryTools = { source, seen, now, iamRegion, homeRegions, onPage };
  try {
    await print(wanted, regions, tools, printer, () => terminal.outIsClosed === true);
  } catch (error) {
    // What was shown so far is true, and how far it goes is said.
    printer.stop(signal.aborted);
    task.fail(error);
    throw error;
  }
  // Before the words about the progress: they are not to stand between two lines of the history.
  printer.rest();
  task.done(`${plural(seen.events, 'event')} read`);
  printer.end();
}

async function print(
  wanted: WantedHistory,
  regions: readonly string[],
  tools: HistoryTools,
  printer: HistoryPrinter,
  isLost: () => boolean,
): Promise<void> {
  const { period, filter, limit, services } = wanted;
  if (wanted.sessions) {
    const request = { period, regions, limit, services, who: filter.who, failedOnly: filter.failedOnly };
    for await (const entry of readEntries(request, tools)) {
      if (isLost()) return;
      printer.entry(entry);
    }
    return;
  }
  for await (const deed of readHistory({ period, regions, filter, limit }, tools)) {
    if (isLost()) return;
    printer.deed(deed);
  }
}

/** How far it has come: on a terminal with each page, elsewhere every few seconds. */
function reporter(task: Task, seen: Seen, { clock, terminal }: CommandContext): () => void {
  let said = clock.now();
  return () => {
    const now = clock.now();
    if (terminal.animated !== true && now - said < pause) return;
    said = now;
    const back = seen.oldest === null ? '' : `, back to ${new Date(seen.oldest).toISOString().slice(0, 16)}Z`;
    task.update(`${plural(seen.events, 'event')}${back}`);
  };
}
