/** `--timeout` where it is not given, as a person writes it. */
export const defaultTimeouts = {
  /** Creating an account takes minutes. */
  clientInit: '15m',
  /** A new organization takes up to an hour. */
  orgInit: '1h',
  orgRepair: '1h',
} as const;
