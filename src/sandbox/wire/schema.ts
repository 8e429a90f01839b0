import type {
  AccessDeniedException$,
  CreateAccount$,
  CreateAccountRequest$,
  errorTypeRegistries,
} from '@aws-sdk/client-organizations';

/**
 * The SDK's schemas are plain tuples; these are the types of the kinds that the wire layer looks into. The tuples'
 * own types are in a package that only the SDK's clients depend on, so they are taken from what those export.
 */
export type OperationSchema = typeof CreateAccount$;
export type StructureSchema = typeof CreateAccountRequest$;
export type ErrorSchema = typeof AccessDeniedException$;
export type SchemaRef = OperationSchema[4];
export type ErrorRegistries = typeof errorTypeRegistries;

/** What a reference stands for: references to schemas that are declared later are functions. */
export function resolve(reference: SchemaRef): SchemaRef {
  return typeof reference === 'function' ? resolve(reference()) : reference;
}

/** The kinds of tuple by their first element. */
export const shape = { simple: 0, list: 1, map: 2, structure: 3, union: 4, error: -3 } as const;

/** Numbers that stand for simple types; `listOf` and `mapOf` are added to one for a list or map of it. */
export const simple = {
  string: 0,
  number: 1,
  boolean: 2,
  firstTimestamp: 4,
  lastTimestamp: 7,
  blob: 21,
} as const;
export const listOf = 64;
export const mapOf = 128;

/** A tuple of a structure (or error), or undefined for `unit` and anything else. */
export function structureOf(reference: SchemaRef): StructureSchema | ErrorSchema | undefined {
  const schema: unknown = resolve(reference);
  return isStructure(schema) ? schema : undefined;
}

export function isStructure(schema: unknown): schema is StructureSchema | ErrorSchema {
  return Array.isArray(schema) && (schema[0] === shape.structure || schema[0] === shape.error);
}

export function isError(schema: unknown): schema is ErrorSchema {
  return Array.isArray(schema) && schema[0] === shape.error;
}

/** The code and status of an error in the awsQuery protocol, where they differ from the shape's name. */
export function queryErrorOf(
  schema: ErrorSchema,
): { readonly code: string; readonly status: number } | undefined {
  const traits: unknown = schema[3];
  if (typeof traits !== 'object' || traits === null || !('awsQueryError' in traits)) return undefined;
  const trait = traits.awsQueryError;
  if (!Array.isArray(trait)) return undefined;
  const [code, status] = trait;
  return typeof code === 'string' && typeof status === 'number' ? { code, status } : undefined;
}
