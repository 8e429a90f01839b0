import type { Entry } from '../../history/entry.ts';
import type { Deed } from '../../history/runs.ts';
import { escapeName } from '../escape.ts';
import { isoTime } from './time.ts';
import { targetText } from './words.ts';

const deedColumns = [
  ...['time', 'region', 'who', 'kind', 'proof', 'session', 'role', 'service', 'event', 'on'],
  ...['address', 'tool', 'error', 'read_only', 'id'],
];
const entryColumns = [
  ...['time', 'region', 'who', 'kind', 'proof', 'session', 'role', 'event', 'mfa', 'seconds', 'reason'],
  ...['address', 'tool', 'error', 'recorded_in', 'id'],
];

export const deedHeader = row(deedColumns);
export const entryHeader = row(entryColumns);

export function deedCsv({ event, who }: Deed): string {
  const { service, name, resources, from, error, readOnly, id } = event;
  return row([
    ...[isoTime(event.time), event.region, who.name, who.kind, who.proof, who.session, who.role],
    ...[service, name, targetText(resources), from.address ?? from.service, from.tool, error?.code ?? null],
    ...[String(readOnly), id],
  ]);
}

export function entryCsv({ event, who, recordedIn }: Entry): string {
  const { name, from, error, start, id } = event;
  return row([
    ...[isoTime(event.time), event.region, who.name, who.kind, who.proof, who.session, who.role, name],
    who.mfa === null ? null : String(who.mfa),
    start?.duration == null ? null : String(start.duration),
    start?.tags.Reason ?? null,
    ...[from.address ?? from.service, from.tool, error?.code ?? null, recordedIn, id],
  ]);
}

/** A row as RFC 4180 has it. https://www.rfc-editor.org/rfc/rfc4180 */
function row(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => quoted(cell ?? '')).join(',')}\r\n`;
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, and names in an account are anybody's: an
 * apostrophe before it makes a text of it. https://owasp.org/www-community/attacks/CSV_Injection
 */
function quoted(cell: string): string {
  const text = escapeName(cell);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
