import type { Entry } from '../../history/entry.ts';
import type { Deed } from '../../history/runs.ts';
import { csvRow } from '../csv.ts';
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

export const deedHeader = csvRow(deedColumns);
export const entryHeader = csvRow(entryColumns);

export function deedCsv({ event, who }: Deed): string {
  const { service, name, resources, from, error, readOnly, id } = event;
  return csvRow([
    ...[isoTime(event.time), event.region, who.name, who.kind, who.proof, who.session, who.role],
    ...[service, name, targetText(resources), from.address ?? from.service, from.tool, error?.code ?? null],
    ...[String(readOnly), id],
  ]);
}

export function entryCsv({ event, who, recordedIn }: Entry): string {
  const { name, from, error, start, id } = event;
  return csvRow([
    ...[isoTime(event.time), event.region, who.name, who.kind, who.proof, who.session, who.role, name],
    who.mfa === null ? null : String(who.mfa),
    start?.duration == null ? null : String(start.duration),
    start?.tags.Reason ?? null,
    ...[from.address ?? from.service, from.tool, error?.code ?? null, recordedIn, id],
  ]);
}
