import type { Aws, CallerIdentity } from '../../aws/api.ts';
import type { Structure } from '../../model/structure.ts';
import type { BoundedReads, BoundedReadsOptions } from './bounded-reads.ts';
import type { AnswerDate } from './diagnose-network.ts';

/** The input of the checks of the connection to AWS. */
export interface DiagnoseInput extends BoundedReadsOptions {
  readonly aws: Aws;
  readonly structure: Structure;
  /** As it is shown. */
  readonly profile: string;
  /** Finds the credentials that sign, and keeps them to itself. */
  findCredentials(): Promise<void>;
  /** The MFA device that the profile names. */
  mfaSerial(): Promise<string | null>;
  /** The dates of STS's answers so far. */
  answerDates(): readonly AnswerDate[];
}

/** What is known of the way to AWS and of the caller, for the checks that need both. */
export interface Found extends DiagnoseInput {
  readonly reads: BoundedReads;
  readonly caller: CallerIdentity;
}
