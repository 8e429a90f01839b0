import { isStructure, resolve, type SchemaRef, shape, structureOf } from '../wire/schema.ts';
import type { Fields } from './trail-event.ts';

/** Parameters that no event holds, though the model does not call them sensitive. */
const withheld = new Set(['SessionToken', 'TokenCode', 'AuthenticationCode1', 'AuthenticationCode2']);

/** The trait of the SDK's schemas for values that are not to be logged. */
const sensitive = 8;

/**
 * An input or output as events hold it: names begin with a small letter, times are text, and secrets are left out.
 * Names and addresses of accounts are masked, as Organizations does.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_cloudtrail-integration.html
 *
 * @param value in the SDK's own shape
 * @returns null for nothing
 */
export function recordedFields(reference: SchemaRef, value: unknown, service: string): Fields | null {
  const structure = structureOf(reference);
  if (structure === undefined || !isRecord(value)) return null;
  const fields = fieldsOf(structure[4], structure[5], value, service === 'organizations');
  return Object.keys(fields).length === 0 ? null : fields;
}

function fieldsOf(
  names: readonly string[],
  schemas: readonly SchemaRef[],
  value: Fields,
  masked: boolean,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const reference = schemas[index];
    if (reference === undefined || withheld.has(name)) continue;
    const field = recorded(reference, value[name], masked);
    if (field !== undefined) fields[name.charAt(0).toLowerCase() + name.slice(1)] = field;
  }
  return fields;
}

function recorded(reference: SchemaRef, value: unknown, masked: boolean): unknown {
  if (value === undefined || value === null) return undefined;
  const schema: unknown = resolve(reference);
  if (value instanceof Date) return dateText(value);
  if (!Array.isArray(schema)) return value;
  if (isStructure(schema)) {
    return isRecord(value) ? fieldsOf(schema[4], schema[5], value, masked) : undefined;
  }
  // A member that carries traits of its own is the pair [schema, traits].
  if (schema.length === 2) return recorded(schema[0], value, masked);
  if (schema[0] === shape.simple) {
    if (schema[3] === sensitive) return masked ? '****' : undefined;
    return value;
  }
  if (schema[0] === shape.list && Array.isArray(value)) {
    return value.map((item) => recorded(schema[4], item, masked));
  }
  return value;
}

const dateForm = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  month: 'short',
  day: 'numeric',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});

/** `Nov 29, 2026, 10:15:00 AM`. */
export function dateText(date: Date): string {
  return dateForm.format(date).replaceAll('\u202f', ' ');
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
