import type { Entry } from '../../history/entry.ts';
import type { Deed } from '../../history/runs.ts';
import type { Who } from '../../history/who.ts';
import { isoTime } from './time.ts';
import { doubts } from './words.ts';

/** An event as a line of JSON. The fields are stable: docs/commands.md has them. */
export function deedJson({ event, who }: Deed): string {
  const { id, time, region, service, name, readOnly, resources, from, error } = event;
  return line({
    time: isoTime(time),
    id,
    region,
    service,
    event: name,
    readOnly,
    who: whoJson(who),
    resources,
    from,
    error,
  });
}

/** A session that began, or was refused, as a line of JSON. */
export function entryJson({ event, who, recordedIn }: Entry): string {
  const { id, time, region, name, from, error, start } = event;
  return line({
    time: isoTime(time),
    id,
    region,
    event: name,
    who: whoJson(who),
    roleArn: start?.roleArn ?? null,
    accessKeyId: start?.accessKeyId ?? null,
    duration: start?.duration ?? null,
    reason: start?.tags.Reason ?? null,
    tags: start?.tags ?? {},
    from,
    error,
    recordedIn,
  });
}

function whoJson({ kind, name, proof, doubt, role, session, mfa, chain }: Who) {
  return { kind, name, proof, doubt: doubt === null ? null : doubts[doubt], role, session, mfa, chain };
}

/** JSON leaves some characters as they are that a terminal acts on. */
function line(object: object): string {
  const text = JSON.stringify(object).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
