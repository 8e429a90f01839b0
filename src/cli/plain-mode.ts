import type { Command } from 'commander';

/** Whether the command line or the environment asks for plain text. */
export function wantsPlain(argv: readonly string[], env: NodeJS.ProcessEnv): boolean {
  const asked = env.DIVERST_PLAIN;
  return isGiven(argv, '--plain') || (asked !== undefined && asked !== '' && asked !== '0');
}

/** Whether a flag stands on a command line that is not parsed yet. What follows `--` belongs to another command. */
export function isGiven(argv: readonly string[], flag: string): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes(flag);
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
