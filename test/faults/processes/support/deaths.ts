import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ConnectionReset, type FaultRule } from '../../../../src/sandbox/faults.ts';
import type { ProgramResult, Started } from '../../../support/program.ts';
import type { Organization } from './organization.ts';

const lastMoment = fileURLToPath(new URL('last-moment.cjs', import.meta.url));

/** The environment of a program that writes down in a file each signal that it hears. */
export function watched(heard: string): NodeJS.ProcessEnv {
  return { NODE_OPTIONS: `--require "${lastMoment}"`, FAULT_HEARD: heard };
}

/** What comes over a program. */
export type Death = 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'closed stdout';

/** The call at which it comes: before it has its effect, or after that and before it is answered. */
export interface Moment {
  readonly operation: string;
  readonly nth?: number;
  readonly when: 'before' | 'after';
}

export interface Died extends ProgramResult {
  /** Changes that were asked for once the program had heard the signal. */
  readonly later: readonly string[];
}

/** Runs a command that meets its death at a call. Throws where it ends without having come to that call. */
export async function dieAt(
  made: Organization,
  args: readonly string[],
  death: Death,
  moment: Moment,
): Promise<Died> {
  const heard = join(made.home, 'heard');
  const { sandbox } = made;
  let met = false;
  let callsBefore = 0;
  let started: Started | undefined;
  const strike = async () => {
    met = true;
    if (!started) throw new Error('a call before there is a program');
    await bring(death, started, heard);
    callsBefore = sandbox.calls.length;
    // The call of a dead program that had no effect yet never arrives.
    if (death === 'SIGKILL' && moment.when === 'before') throw new ConnectionReset();
  };
  const rule: FaultRule = {
    operation: moment.operation,
    nth: moment.nth ?? 1,
    fault: { kind: 'hook', [moment.when]: strike },
  };
  const remove = sandbox.faults.add(rule);
  started = made.start(args, watched(heard));
  const result = await started.ended;
  remove();
  if (!met) throw new Error(`it never came to ${moment.operation}: ${result.stderr}`);
  const later = sandbox.calls
    .slice(callsBefore)
    .filter(({ mutates, operation }) => mutates && operation !== 'AssumeRole')
    .map(({ operation }) => operation);
  return { ...result, later };
}

/** Returns once the program is dead or has heard the signal. */
export async function bring(death: Death, { child }: Started, heard: string): Promise<void> {
  if (death === 'closed stdout') {
    child.stdout?.destroy();
    return;
  }
  child.kill(death);
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  while (!gone() && !(death !== 'SIGKILL' && existsSync(heard))) await pause(5);
}
