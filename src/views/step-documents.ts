import type { OfKind, Step } from '../plan/change.ts';
import { lostContent, writtenDocument } from '../plan/changes/table.ts';
import { changedLines } from './changed-lines.ts';
import { escapeName } from './escape.ts';
import { jsonLines } from './json-lines.ts';
import type { Paint } from './paint.ts';
import { plural } from './plural.ts';
import { eachWith, wrapped } from './wrapped.ts';

/** How documents of a plan are shown. */
export interface DocumentLook {
  readonly paint: Paint;
  /** Columns of the terminal; null where there is none. */
  readonly width: number | null;
  /** Whether a new document is shown whole, and not only by the names of its statements. */
  readonly isWhole: boolean;
}

const indent = '      ';

/**
 * What a step does to a document, below its title. Everything that is overwritten or deleted is shown, line by line; of
 * a document that replaces another, only the lines that change.
 */
export function documentLines({ change, state }: Step, look: DocumentLook): readonly string[] {
  if (state === 'satisfied') return [];
  const written = writtenDocument(change);
  if (written !== null)
    return written.before === null
      ? newLines(written.after, look)
      : diffLines(written.before, written.after, look);
  const lost = lostContent(change);
  if (lost === null) return [];
  return [
    ...(change.kind === 'replace-trust' ? comparedLines(change, look) : []),
    ...diffLines(lost.actual, lost.wanted, look),
  ];
}

function comparedLines({ verdict, reasons }: OfKind<'replace-trust'>, { width }: DocumentLook) {
  return [
    ...wrapped(indent, `compared with the intended trust policy: ${verdict}`, width),
    ...reasons.flatMap((reason) => wrapped(`${indent}  `, escapeName(reason), width)),
  ];
}

function diffLines(before: string | null, after: string | null, look: DocumentLook): readonly string[] {
  const { paint } = look;
  return changedLines(before, after).flatMap((line) => {
    if (line.kind === 'left-out') return [paint.dim(`${indent}  …`)];
    if (line.kind === 'kept') return marked(' ', line.text, look);
    return line.kind === 'added'
      ? marked('+', line.text, look).map(paint.good)
      : marked('-', line.text, look).map(paint.bad);
  });
}

/** Lines of JSON keep their own indentation when they break. */
function marked(mark: string, text: string, { width }: DocumentLook): readonly string[] {
  const own = /^ */.exec(text)?.[0] ?? '';
  return eachWith(`${indent}${mark} ${own}`, escapeName(text.slice(own.length)), width);
}

function newLines(document: string, look: DocumentLook): readonly string[] {
  if (look.isWhole)
    return jsonLines(document).flatMap((line) => marked('+', line, look).map(look.paint.good));
  const sids = sidsOf(document);
  if (sids === null) return diffLines(null, document, look);
  const words = `${plural(sids.length, 'statement')}: ${sids.join(', ')}; to see the whole policy, add --debug`;
  return wrapped(indent, escapeName(words), look.width);
}

/** Null for a document whose statements do not all have names. */
function sidsOf(document: string): readonly string[] | null {
  try {
    const { Statement } = JSON.parse(document) as { readonly Statement?: unknown };
    const statements: readonly { readonly Sid?: unknown }[] = Array.isArray(Statement) ? Statement : [];
    const sids = statements.flatMap(({ Sid }) => (typeof Sid === 'string' ? [Sid] : []));
    return sids.length > 0 && sids.length === statements.length ? sids : null;
  } catch {
    return null;
  }
}
