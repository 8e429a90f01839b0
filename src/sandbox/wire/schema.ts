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

/** What a member or an operation says of itself beside its type; a set of flags may be one number. */
export type Traits = Readonly<Record<string, unknown>>;

/** Bits of the numbers that stand for traits. */
const flags = { httpLabel: 1, httpPayload: 16 } as const;

export interface Member {
  readonly name: string;
  readonly schema: SchemaRef;
  readonly traits: Traits;
}

/** The members of a structure; none for anything else. */
export function membersOf(reference: SchemaRef): readonly Member[] {
  const structure = structureOf(reference);
  if (structure === undefined) return [];
  const schemas: readonly unknown[] = structure[5];
  return structure[4].map((name, index) => {
    const member: unknown = schemas[index];
    // A member that carries traits of its own is the pair [schema, traits].
    const [schema, traits] = Array.isArray(member) && member.length === 2 ? member : [member, 0];
    return { name, schema: resolve(schema as SchemaRef), traits: traitsOf(traits) };
  });
}

export function traitsOf(traits: unknown): Traits {
  if (typeof traits === 'object' && traits !== null) return { ...traits };
  const bits = typeof traits === 'number' ? traits : 0;
  return Object.fromEntries(Object.entries(flags).filter(([, bit]) => (bits & bit) !== 0));
}

/** The name of an element: what the schema says in place of the member's or the shape's own name. */
export function xmlNameOf({ traits, schema, name }: Member): string {
  if (typeof traits['xmlName'] === 'string') return traits['xmlName'];
  const structure = traits['httpPayload'] === undefined ? undefined : structureOf(schema);
  const own = structure === undefined ? undefined : traitsOf(structure[3])['xmlName'];
  return typeof own === 'string' ? own : (structure?.[2] ?? name);
}
