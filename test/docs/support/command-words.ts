import type { EventEmitter } from 'node:events';
import { type Command, CommanderError } from 'commander';
import { buildProgram } from '../../../src/cli/program.ts';
import { Failure } from '../../../src/model/failure.ts';

/**
 * What is wrong with a command as a text names it, by diverst's own parser; null where nothing is. Words in capitals
 * stand for any value, `[…]` for what may be left out, `A|B` for either, `…` for more of the same. What follows an
 * operator of the shell is not looked at, and neither are arguments that are left out: a text may name a command only.
 * @param text begins with `diverst `
 */
export function commandProblem(text: string): string | null {
  for (const words of alternatives(wordsOf(text))) {
    const problem = parseProblem(words.slice(1));
    if (problem !== null) return problem;
  }
  return null;
}

function parseProblem(words: readonly string[]): string | null {
  let said = '';
  const streams = {
    out: () => {},
    err: (line: string) => {
      said += line;
    },
  };
  const program = buildProgram('0.0.0', streams, () => {
    throw new WellFormed();
  });
  doNothing(program);
  try {
    program.parse([...words], { from: 'user' });
    return null;
  } catch (error) {
    if (error instanceof WellFormed) return null;
    if (error instanceof Failure) return `error: ${error.text.what}`;
    if (!(error instanceof CommanderError)) throw error;
    const named = [
      'commander.missingArgument',
      'commander.help',
      'commander.helpDisplayed',
      'commander.version',
    ];
    return named.includes(error.code) ? null : (said.split('\n', 1)[0] ?? error.message);
  }
}

/** A command was understood, and would now run. */
class WellFormed extends Error {
  override readonly name = 'WellFormed';
}

/** Commands that do nothing, and take a placeholder where only some words are allowed. */
function doNothing(command: Command): void {
  if (command.commands.length === 0) command.action(() => {});
  // With this option a command does something else.
  (command as unknown as EventEmitter).removeAllListeners('option:print-policy');
  for (const value of [...command.options, ...command.registeredArguments]) {
    const parse = value.parseArg;
    if (parse === undefined) continue;
    value.argParser((text: string, before: unknown) => (isPlaceholder(text) ? text : parse(text, before)));
  }
  for (const child of command.commands) doNothing(child);
}

function isPlaceholder(word: string): boolean {
  return /^[A-Z][A-Z0-9_:-]*$/.test(word);
}

/** The words up to an operator of the shell, without quotes; what a shell would put in stands as a placeholder. */
function wordsOf(text: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(\||\|\||&&?|;|\d*[<>].*|#.*)$/.test(word)) break;
    const quoted = /["']/.test(word);
    const bare = word.replace(/["']/g, '');
    if (quoted && /…|\$/.test(bare)) words.push('TEXT');
    else words.push(quoted ? bare : bare.replace(/[[\]…]/g, ''));
    if (!quoted && bare.endsWith(';')) break;
  }
  return words.filter((word) => word !== '');
}

function alternatives(words: readonly string[]): readonly (readonly string[])[] {
  const at = words.findIndex((word) => /[^|]\|[^|]/.test(word));
  if (at === -1) return [words];
  return (words[at] ?? '')
    .split('|')
    .flatMap((one) => alternatives([...words.slice(0, at), one, ...words.slice(at + 1)]));
}
