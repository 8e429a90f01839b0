import { readFileSync, rmSync } from 'node:fs';
import { runProgram } from '../../../support/program.ts';
import { watched } from './deaths.ts';

/** A change of a file as the program makes it: `renameSync state.json`. */
export interface Step {
  readonly number: number;
  readonly text: string;
}

/** The changes that a command makes to the files of a folder, in their order. */
export async function stepsOf(
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<readonly Step[]> {
  const file = `${folder}.steps`;
  await runProgram(args, { ...env, ...watched(''), FAULT_FOLDER: folder, FAULT_STEPS: file });
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  rmSync(file);
  return lines.map((text, index) => ({ number: index + 1, text }));
}

/** Runs a command that is killed at a change of a file. */
export function killAt(
  number: number,
  when: 'before' | 'half' | 'after',
  {
    args,
    folder,
    env,
  }: { readonly args: readonly string[]; readonly folder: string; readonly env: NodeJS.ProcessEnv },
) {
  return runProgram(args, { ...env, ...watched(''), FAULT_FOLDER: folder, FAULT_AT: `${number} ${when}` });
}
