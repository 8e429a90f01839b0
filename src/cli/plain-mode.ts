import type { Command } from 'commander';
import { asksForPlain } from '../model/plain.ts';
import { givenLine } from './given-line.ts';
import { pathOf } from './line-words.ts';

/** Whether the command line or the environment asks for plain text. */
export function wantsPlain(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  return givenLine(argv).options.has('--plain') || asksForPlain(env);
}

/** Commands whose stdout is a file, or is read by a shell or another program, whatever their options. */
const printCode: ReadonlySet<string> = new Set([
  ...['assume', 'leave', 'profile', 'terraform', 'console'],
  ...['shell-init', 'completion', 'env', 'token', 'config init', 'config schema'],
]);

/** Whether the stdout of a command is text for people. */
export function printsText(command: Command): boolean {
  const { json, format, printPolicy } = command.optsWithGlobals();
  const isText = format === undefined || format === 'text' || format === 'table';
  const isCode = [command.name(), pathOf(command)].some((one) => printCode.has(one));
  return json !== true && isText && printPolicy === undefined && !isCode;
}
