import type { MfaCode } from '../../aws/api.ts';
import { Failure } from '../../model/failure.ts';
import type { CommandContext } from '../context.ts';
import { mfaProcessOutput } from './mfa-process.ts';

/** Milliseconds between two checks for a new code, and in all: a device shows another every half minute. */
const look = 5_000;
const longestLook = 40_000;

/** Whether a code can be had: from a command, or from a person at the terminal. */
export function canGiveCodes({ env, terminal }: CommandContext): boolean {
  return Boolean(env.DIVERST_MFA_PROCESS) || terminal.canAskForCode;
}

/** Codes of one device, each for one call. */
export class MfaCodes {
  private last: string | null = null;

  constructor(
    private readonly serial: string,
    /** The command that asks on a terminal. */
    private readonly asking: string,
    private readonly context: CommandContext,
  ) {}

  /**
   * A code that was not given before.
   * @throws Failure where none can be had, or what was given is none
   */
  async next(): Promise<MfaCode> {
    const { serial, context } = this;
    if (!canGiveCodes(context)) throw nobodyToAsk(serial, this.asking);
    const command = context.env.DIVERST_MFA_PROCESS;
    const code = command
      ? await this.newCodeOf(command)
      : await context.terminal.askMfaCode(serial, context.signal);
    if (!/^\d{6}$/.test(code)) {
      throw new Failure('failed', {
        what: 'cannot sign in with MFA: the code is not an MFA code',
        why: command
          ? 'DIVERST_MFA_PROCESS must print six digits and nothing else.'
          : 'An MFA code has six digits.',
        fix: ['run the same command again'],
      });
    }
    this.last = code;
    return { serial, code };
  }

  private async newCodeOf(command: string): Promise<string> {
    const { clock, signal } = this.context;
    const until = clock.now() + longestLook;
    for (;;) {
      const code = await mfaProcessOutput(command, this.context);
      if (code !== this.last || clock.now() >= until) return code;
      await clock.sleep(look, signal);
    }
  }
}

function nobodyToAsk(serial: string, asking: string): Failure {
  return new Failure('usage', {
    what: `cannot sign in with MFA: diverst cannot ask for a code of the device ${serial}`,
    why: 'This process has no terminal, or you gave --no-input.',
    fix: [
      `enter the code on a terminal, then run this command again: ${asking}`,
      'or set DIVERST_MFA_PROCESS to a command that prints a code',
    ],
  });
}
