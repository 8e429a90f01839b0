/** Where a result is from, so that results of the sandbox are not taken for results of AWS. */
export interface Origin {
  /** Whether it is of the embedded sandbox and not of AWS. */
  readonly sandbox: boolean;
  /** The profile that signed; null for keys of the environment. */
  readonly profile: string | null;
  /** ARN of the caller. */
  readonly caller: string;
}

/** What a reader sees of the sandbox, wherever there is room for a word. */
export const sandboxMark = 'sandbox: not AWS';
