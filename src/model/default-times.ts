/** What holds where an option names no time, as a person writes it. */
export const defaultTimes = {
  /** `--timeout`: creating an account takes minutes. */
  clientInit: '15m',
  /** `--timeout`: a new organization takes up to an hour. */
  orgInit: '1h',
  orgRepair: '1h',
  /** `--duration` of a client's credentials. */
  duration: '1h',
  /** `--min-ttl`: cached credentials that end sooner are renewed. */
  minTtl: '15m',
} as const;
