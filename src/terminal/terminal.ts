import type { Progress } from '../access/progress.ts';
import type { Paint } from '../views/paint.ts';

/** The streams of one run, swappable for buffers. Data goes to `out`, everything said to a person to `err`. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /**
   * Writes bytes of another program as they are.
   * @returns once they were taken, so that whoever writes waits for the reader; false where the reader went away
   */
  pass(stream: 'out' | 'err', bytes: Uint8Array): Promise<boolean>;
  readonly outPaint: Paint;
  readonly errPaint: Paint;
  /** Whether a person sees what goes to `out`. */
  readonly outIsTerminal: boolean;
  /** Whether a person sees what goes to `err`; left out where none does. */
  readonly errIsTerminal?: boolean;
  /** Whether the reader of `out` went away (`| head`): what is written from then on is lost. */
  readonly outIsClosed?: boolean;
  /** Columns of that terminal; left out where there is none or it does not say. */
  readonly outWidth?: number | undefined;
  /** The same of the terminal that `err` goes to. */
  readonly errWidth?: number | undefined;
  /** Whether progress is drawn over itself, so that it may be updated often; left out where each word is a line. */
  readonly animated?: boolean;
  /** Whether a person can be asked: input and stderr are terminals, and `--no-input` was not given. */
  readonly interactive: boolean;
  /** Whether a person can be asked for an MFA code: on the terminal device, whatever the streams are. */
  readonly canAskForCode: boolean;
  progress(): Promise<Progress>;
  /** @throws Failure of kind `interrupted` on Ctrl-C, Ctrl-D and where the input ends */
  confirm(question: string, signal: AbortSignal): Promise<boolean>;
  /** Asks for a text to be typed. @throws Failure of kind `interrupted` on Ctrl-C, Ctrl-D and where the input ends */
  type(question: string, signal: AbortSignal): Promise<string>;
  /** Lets one of several be chosen, by typing a part of it. @throws Failure of kind `interrupted` on Ctrl-C, Ctrl-D and where the input ends */
  choose(
    question: string,
    choices: readonly { readonly value: string; readonly hint: string }[],
    signal: AbortSignal,
  ): Promise<string>;
  /**
   * Asks for the code of an MFA device.
   * @throws Failure where nobody can be asked
   */
  askMfaCode(serial: string, signal: AbortSignal): Promise<string>;
}
