/** Parts of a manual page, in the language that `man` reads: https://man7.org/linux/man-pages/man7/man.7.html */

/**
 * Text as it is to be seen: nothing in it is a request or an escape, hyphens and quotes can be copied into a shell,
 * and what is not ASCII is named, because not every formatter takes UTF-8.
 */
export function roffText(text: string): string {
  return text
    .replace(/[\\\-'`"^~]|[^\0-\x7f]/gu, (character) => named[character] ?? unicode(character))
    .replace(/^(?=\.)/gm, '\\&');
}

const named: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '"': '\\(dq',
  '^': '\\(ha',
  '~': '\\(ti',
};

function unicode(character: string): string {
  return `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
}

export function bold(text: string): string {
  return `\\fB${roffText(text)}\\fR`;
}

export function section(title: string): string {
  return `.SH ${roffText(title)}`;
}

export function subsection(title: string): string {
  return `.SS ${roffText(title)}`;
}

/** Its lines are filled anew. */
export function paragraph(text: string): string {
  return `.PP\n${roffText(text)}`;
}

/** A term, and below it what it means. */
export function entry(term: string, text: string): string {
  return `.TP\n${bold(term)}\n${roffText(text)}`;
}

/** Lines that stay as they are, indented. */
export function literal(lines: readonly string[]): string {
  return `.RS 4\n.nf\n${lines.map((line) => roffText(line)).join('\n')}\n.fi\n.RE`;
}
