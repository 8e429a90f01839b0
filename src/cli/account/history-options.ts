import type { EventFilter } from '../../history/filter.ts';
import { historyDays, historySpan, type Period, readMoment } from '../../history/period.ts';
import { tools } from '../../history/tool.ts';
import { Failure } from '../../model/failure.ts';
import { isRegion } from '../../model/region.ts';
import { chosenFormat } from '../chosen-format.ts';
import { numberOption } from '../number-option.ts';

const historyFormats = ['text', 'json', 'csv'] as const;

/**
 * Regions that are enabled in every account of the partition `aws`.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const everyRegion: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
];

/** The options of `history` as commander gives them. */
export interface HistoryOptions {
  readonly since: string;
  readonly until?: string;
  readonly who?: string;
  readonly changes?: boolean;
  readonly all?: boolean;
  readonly failed?: boolean;
  readonly event?: string;
  readonly resource?: string;
  readonly tool?: string;
  readonly sessions?: boolean;
  readonly regions?: readonly string[];
  readonly limit?: string;
  readonly utc?: boolean;
  readonly format?: (typeof historyFormats)[number];
  readonly roleArn?: string;
}

/** The same, judged. */
export interface WantedHistory {
  readonly period: Period;
  /** `--since` and `--until` as they were given. */
  readonly since: string;
  readonly until: string | null;
  readonly filter: EventFilter;
  readonly sessions: boolean;
  /** Sessions of services, too. */
  readonly services: boolean;
  /** Null for those that are looked at by default. */
  readonly regions: readonly string[] | null;
  readonly limit: number | null;
  readonly utc: boolean;
  readonly format: (typeof historyFormats)[number];
}

/**
 * What is asked for, before anything is called.
 * @param now epoch milliseconds
 * @throws Failure of kind `usage` for what cannot be, or goes against something else
 */
export function wantedHistory(
  options: HistoryOptions,
  { now, json }: { readonly now: number; readonly json: boolean | undefined },
): WantedHistory {
  refuseContradictions(options);
  const { all = false, failed = false, event = null, sessions = false } = options;
  // What was refused, and what is asked for by its name, is worth seeing even where it only reads.
  const changesOnly = options.changes ?? !(all || failed || event !== null);
  const period = validPeriod(options, now);
  return {
    period,
    since: options.since,
    until: options.until ?? null,
    filter: {
      changesOnly,
      failedOnly: failed,
      who: options.who ?? null,
      event: event === null ? null : validEvent(event),
      resource: options.resource ?? null,
      tool: options.tool === undefined ? null : validTool(options.tool),
    },
    sessions,
    services: all,
    regions: options.regions === undefined ? null : validRegions(options.regions),
    limit:
      options.limit === undefined ? null : numberOption('--limit', options.limit, 9_999_999, 'all events'),
    utc: options.utc === true,
    format: chosenFormat(options.format, json),
  };
}

function refuseContradictions(options: HistoryOptions): void {
  if (options.changes && options.all) {
    throw new Failure('usage', {
      what: '--changes and --all do not go together',
      why: '--changes shows only events that change something, and --all shows every event.',
      fix: ['leave one of them out'],
    });
  }
  const aside = (['changes', 'event', 'resource', 'tool'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (options.sessions && aside !== undefined) {
    throw new Failure('usage', {
      what: `--sessions and --${aside} do not go together`,
      why: '--sessions shows who entered the account, but not their events.',
      fix: ['leave one of them out'],
    });
  }
}

function validPeriod({ since, until, utc = false }: HistoryOptions, now: number): Period {
  const start = moment('--since', since, 'start', { now, utc });
  const end = until === undefined ? now : Math.min(now, moment('--until', until, 'end', { now, utc }));
  // A minute of grace: `90d` is meant to be possible.
  if (start < now - historySpan - 60_000) {
    throw new Failure('usage', {
      what: `--since ${since} is more than ${historyDays} days ago`,
      why: `The event history of CloudTrail has the last ${historyDays} days. Older events are in the trail of the organization, if it has a trail.`,
      fix: [`use --since ${historyDays}d or less`, 'or read older events in the bucket of the trail'],
    });
  }
  if (start > now) {
    throw new Failure('usage', { what: `--since ${since} is in the future`, fix: ['use an earlier time'] });
  }
  if (start > end) {
    throw new Failure('usage', {
      what: `--until ${until} is before --since ${since}`,
      fix: ['use an earlier --since or a later --until'],
    });
  }
  return { start, end };
}

function moment(
  flag: string,
  text: string,
  edge: 'start' | 'end',
  context: { readonly now: number; readonly utc: boolean },
): number {
  const at = readMoment(text, edge, context);
  if (at !== null) return at;
  throw new Failure('usage', {
    what: `${flag} ${JSON.stringify(text)} is neither a duration nor a time`,
    fix: ['give a duration or a time such as 90m, 24h, 7d, 2026-11-24 or 2026-11-24T14:00Z'],
  });
}

/** AWS compares names by case, so that a slip of it would find nothing. */
function validEvent(event: string): string {
  if (/^([a-z0-9-]+:)?[A-Z]\w*$/.test(event)) return event;
  throw new Failure('usage', {
    what: `--event ${JSON.stringify(event)} is not the name of an event`,
    fix: ['write the name as CloudTrail does, with capital letters, such as CreateRole or iam:CreateRole'],
  });
}

function validTool(tool: string): string {
  const known = [...new Set(tools)];
  if (known.includes(tool)) return tool;
  throw new Failure('usage', {
    what: `--tool ${JSON.stringify(tool)} is not a tool that diverst recognizes`,
    fix: [`use one of: ${known.join(', ')}`],
  });
}

/** `all` is every region that an account has without asking for it. */
function validRegions(words: readonly string[]): readonly string[] {
  const regions = words.flatMap((word) => word.split(','));
  return [...new Set(regions.flatMap((region) => (region === 'all' ? everyRegion : [knownRegion(region)])))];
}

function knownRegion(region: string): string {
  if (isRegion(region)) return region;
  throw new Failure('usage', {
    what: `--regions ${JSON.stringify(region)} is not an AWS region`,
    fix: ['give regions such as --regions eu-central-1 us-east-1, or give --regions all'],
  });
}
