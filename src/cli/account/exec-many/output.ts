import { resolve } from 'node:path';
import type { OutputOf } from '../../../exec/child-group.ts';
import { openOutput, removeOutput } from '../../../exec/output-files.ts';
import { PrefixedOutput } from '../../../exec/prefixed-output.ts';
import { fileStem } from '../../../files/device-names.ts';
import { makeFolder } from '../../../files/make-folder.ts';
import { Failure } from '../../../model/failure.ts';
import type { Terminal } from '../../../terminal/terminal.ts';
import { harmlessLine } from '../../../views/harmless-line.ts';
import type { CommandContext } from '../../context.ts';

/** Where the output of the command in each account goes. */
export interface ManyOutput {
  /** To be called before an account has its turn: what an earlier run has left goes. */
  begin(name: string): void;
  /** `close` is to be called once the command has the streams. */
  open(name: string): { readonly stdout: OutputOf; readonly stderr: OutputOf; close(): void };
  /** Whether whoever read it went away. */
  readonly isLost: boolean;
}

/** Columns for names: longer ones are rare, and push the lines of all to the right. */
const widestName = 24;

/** Each line after the name of its account; with `--json`, stdout belongs to the results. */
export function prefixedOutput(names: readonly string[], { terminal, globals }: CommandContext): ManyOutput {
  const width = Math.min(widestName, Math.max(...names.map((name) => name.length)));
  let isLost = false;
  const target = (name: string, stream: 'out' | 'err') =>
    new PrefixedOutput({
      prefix: prefixOf(name, width, stream === 'out' ? terminal.outPaint : terminal.errPaint),
      shown: isSeen(terminal, stream) ? (line) => Buffer.from(harmlessLine(line.toString())) : (line) => line,
      async write(bytes) {
        const taken = await terminal.pass(stream, bytes);
        if (!taken) isLost = true;
        return taken;
      },
    });
  return {
    begin: () => undefined,
    open: (name) => ({
      stdout: target(name, globals.json ? 'err' : 'out'),
      stderr: target(name, 'err'),
      close: () => undefined,
    }),
    get isLost() {
      return isLost;
    },
  };
}

/**
 * A file for each stream of each account.
 * @throws Failure of kind `usage` where the folder cannot be made
 */
export function folderOutput(given: string, { cwd }: CommandContext): ManyOutput {
  const folder = resolve(cwd, given);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Failure('usage', {
      what: `cannot create the folder ${folder}`,
      why: error instanceof Error ? `${error.message}.` : undefined,
      fix: ['use another folder: add --output-folder FOLDER'],
    });
  }
  return {
    begin: (name) => removeOutput(folder, fileStem(name)),
    open: (name) => openOutput(folder, fileStem(name)),
    isLost: false,
  };
}

function isSeen(terminal: Terminal, stream: 'out' | 'err'): boolean {
  return stream === 'out' ? terminal.outIsTerminal : terminal.errIsTerminal === true;
}

/** The same account has the same colour in every run. */
function prefixOf(name: string, width: number, paint: Terminal['outPaint']): string {
  const shade = [...name].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 9_973, 7);
  const text = `${name.padEnd(width)} | `;
  return paint.tint?.(text, shade) ?? text;
}
