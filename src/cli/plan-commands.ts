import type { Command } from 'commander';
import { pathOf } from './line-words.ts';

/** Commands that show a plan, apply it, and continue it when they are run again. */
const planCommands: ReadonlySet<string> = new Set([
  ...['client', 'env'].flatMap((noun) => ['init', 'revoke', 'close'].map((verb) => `${noun} ${verb}`)),
  ...['org init', 'org repair', 'user add', 'user remove'],
]);

/** Whether a run of the command changes something, as it was called. */
export function appliesPlan(command: Command): boolean {
  const { dryRun } = command.opts();
  return dryRun !== true && planCommands.has(pathOf(command));
}
