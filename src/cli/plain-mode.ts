import type { Command } from 'commander';
import { givenLine } from './given-line.ts';

/** Whether the command line or the environment asks for plain text. */
export function wantsPlain(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const asked = env.DIVERST_PLAIN;
  return givenLine(argv).options.has('--plain') || (asked !== undefined && asked !== '' && asked !== '0');
}

/** Commands whose stdout is read by a shell or another program, whatever their options. */
const printCode: ReadonlySet<string> = new Set([
  ...['assume', 'leave', 'profile', 'terraform', 'console'],
  ...['shell-init', 'completion', 'env', 'token'],
]);

/** Whether the stdout of a command is text for people. */
export function printsText(command: Pick<Command, 'name' | 'optsWithGlobals'>): boolean {
  const { json, format } = command.optsWithGlobals();
  const isText = format === undefined || format === 'text' || format === 'table';
  return json !== true && isText && !printCode.has(command.name());
}
