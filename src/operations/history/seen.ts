import type { AwsError } from '../../aws/errors/aws-error.ts';

/** The result of reading the event history so far: it grows while the events stream. */
export class Seen {
  /** Records that were read, whatever became of them. */
  events = 0;
  /** Records that are no events as AWS documents them. */
  unreadable = 0;
  /** Sessions of which it was not looked up where they began, because there are so many. */
  untraced = 0;
  /** Sessions of AWS services that were left out. */
  services = 0;
  /** Epoch milliseconds of the oldest event that was reached; null before the first one. */
  oldest: number | null = null;
  /** Whether it ended at the limit, with more to come. */
  cut = false;
  /** Regions that could not be read, with what AWS answered. */
  readonly regions = new Map<string, AwsError>();
  /** Why attempts that were refused in Ops were not read; null where they were, or nobody asked for them. */
  opsUnread: string | null = null;
}
