import type { Fence } from './markdown.ts';

/** One command of a document, as it is typed. */
export interface ShellLine {
  readonly command: string;
  readonly line: number;
  /** What it must exit with: 0, unless its comment says `# exit N`. */
  readonly exit: number;
  /** What it must print; null where the document does not say. */
  readonly output: readonly string[] | null;
}

/**
 * The commands of a fence, in order: of `sh` each line, of `console` each that begins with `$ `, with the output that
 * follows it; of any other none.
 */
export function shellLines(fence: Fence): readonly ShellLine[] {
  if (fence.lang === 'sh') return commandsOf(fence);
  return fence.lang === 'console' ? sessionOf(fence) : [];
}

function commandsOf({ text, line }: Fence): readonly ShellLine[] {
  const lines = text.split('\n');
  const found: ShellLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const words = wholeCommand(lines.slice(at));
    const command = words.join('\n');
    if (withoutComment(command) !== '')
      found.push({ command, line: line + at, exit: exitOf(command), output: null });
    at += words.length;
  }
  return found;
}

function sessionOf({ text, line }: Fence): readonly ShellLine[] {
  const lines = text.split('\n');
  const isPrompt = (one: string | undefined) => one?.startsWith('$ ') === true;
  if (!isPrompt(lines[0])) throw new Error(`line ${line}: a console block begins with "$ " and a command`);
  const found: ShellLine[] = [];
  for (let at = 0; at < lines.length; ) {
    const words = wholeCommand(lines.slice(at).map((one, index) => (index === 0 ? one.slice(2) : one)));
    const command = words.join('\n');
    const begin = at + words.length;
    let end = begin;
    while (end < lines.length && !isPrompt(lines[end])) end += 1;
    found.push({ command, line: line + at, exit: exitOf(command), output: lines.slice(begin, end) });
    at = end;
  }
  return found;
}

/** The lines of the first command: one, and those that a backslash or a here-document adds to it. */
function wholeCommand(lines: readonly string[]): readonly string[] {
  let end = 1;
  while (end < lines.length && lines[end - 1]?.endsWith('\\')) end += 1;
  const word = /<<-?\s*(['"]?)(\w+)\1/.exec(lines.slice(0, end).join('\n'))?.[2];
  if (word === undefined) return lines.slice(0, end);
  const close = lines.findIndex((one, index) => index >= end && one.trim() === word);
  return lines.slice(0, close === -1 ? lines.length : close + 1);
}

function exitOf(command: string): number {
  return Number(/^exit (\d+)\b/.exec(commentOf(command))?.[1] ?? 0);
}

/** A command without the comment behind it. */
export function withoutComment(command: string): string {
  return command.slice(0, commentStart(command)).trim();
}

function commentOf(command: string): string {
  return command.slice(commentStart(command)).replace(/^#+\s*/, '');
}

/** Where a `#` begins a word outside quotes; the length where none does. */
function commentStart(command: string): number {
  let quote = '';
  for (let at = 0; at < command.length; at += 1) {
    const character = command[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"') at += 1;
    } else if (character === '\\') at += 1;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /^$|\s/.test(command[at - 1] ?? '')) return at;
  }
  return command.length;
}
