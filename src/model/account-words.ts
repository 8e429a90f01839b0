import type { AccountNoun, AccountRef } from './account-kind.ts';

/** What of a kind has a name of its own, whatever is configured: a row a kind, ready before anything else is loaded. */
interface AccountWords {
  /** The word of its commands, e.g. `env` in `diverst env init`. */
  readonly command: string;
  /** A name in examples. */
  readonly example: string;
  /** The variable that says which account a shell or a command works in. */
  readonly variable: string;
  /** The session tag that says in CloudTrail whose role was assumed. */
  readonly sessionTag: string;
  /** Before the name in the names of cached files. With an underscore, which no name has, no two kinds meet. */
  readonly filePrefix: string;
}

export const accountWords: Readonly<Record<AccountNoun, AccountWords>> = {
  client: {
    command: 'client',
    example: 'acme',
    variable: 'DIVERST_CLIENT',
    sessionTag: 'Client',
    filePrefix: '',
  },
  environment: {
    command: 'env',
    example: 'staging',
    variable: 'DIVERST_ENVIRONMENT',
    sessionTag: 'Environment',
    filePrefix: 'env_',
  },
};

export const accountNouns = Object.keys(accountWords) as readonly AccountNoun[];

/** An account in a sentence: `client acme`. */
export function refText({ noun, name }: AccountRef): string {
  return `${noun} ${name}`;
}

/** An account in an output for programs: `"client": "acme"`. */
export function refJson({ noun, name }: AccountRef): Readonly<Record<string, string>> {
  return { [noun]: name };
}

/** Whose commands a word of the command line begins. */
export function nounOfCommand(word: string | undefined): AccountNoun | undefined {
  return accountNouns.find((noun) => accountWords[noun].command === word);
}
