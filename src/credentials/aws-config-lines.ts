/**
 * The lines of an AWS configuration file, as far as it has to be understood to be changed.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export interface Line {
  /** Counted from 1. */
  readonly number: number;
  /** Without its line end, and without a byte order mark. */
  readonly text: string;
  readonly start: number;
  /** Behind its line end. */
  readonly end: number;
}

/** As characters, and as the three bytes of UTF-8 where each character stands for a byte. */
const byteOrderMark = /^(?:\u{feff}|\u00ef\u00bb\u00bf)/u;

export function byteOrderMarkOf(text: string): string {
  return byteOrderMark.exec(text)?.[0] ?? '';
}

/** Lines end at a line feed; a carriage return before it belongs to the end. */
export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = byteOrderMarkOf(text).length; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed + 1;
    lines.push({
      number: lines.length + 1,
      text: text.slice(start, end).replace(/\r?\n$/, ''),
      start,
      end,
    });
    start = end;
  }
  return lines;
}

/** The line end that a file uses, by its first one. */
export function lineEndOf(text: string): '\n' | '\r\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

/** What stands between the brackets of a section's header; null for any other line. */
export function sectionOf(line: string): string | null {
  return /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1] ?? null;
}

/** The profile that a line begins: `[profile acme]`, in any spacing, with or without quotes. */
export function profileOf(line: string): string | null {
  const name = /^profile\s+(.+)$/.exec(sectionOf(line) ?? '')?.[1];
  if (name === undefined) return null;
  return /^(["'])(.*)\1$/.exec(name)?.[2] ?? name;
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

export function isComment(line: string): boolean {
  return /^\s*[#;]/.test(line);
}
