import { SandboxError } from '../operation.ts';
import { isStructure, listOf, mapOf, resolve, type SchemaRef, shape, simple } from './schema.ts';

/** The parameters of a form as the tree that their dots make: `Tags.member.1.Key` is four levels down. */
interface Node {
  value: string | undefined;
  readonly children: Map<string, Node>;
}

/**
 * Reads the input of an awsQuery operation (IAM, STS) from the request's form parameters.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 *
 * @param schema the input's schema; `unit` gives an empty object
 * @throws SandboxError MalformedInput when a number is none
 */
export function readQueryInput(schema: SchemaRef, form: URLSearchParams): Record<string, unknown> {
  const root: Node = { value: undefined, children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split('.')) {
      const child = node.children.get(part) ?? { value: undefined, children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  const resolved: unknown = resolve(schema);
  return isStructure(resolved) ? readStructure(resolved[4], resolved[5], root) : {};
}

function readStructure(
  names: readonly string[],
  schemas: readonly SchemaRef[],
  node: Node,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [index, name] of names.entries()) {
    const reference = schemas[index];
    const child = node.children.get(name);
    if (reference !== undefined && child !== undefined) result[name] = read(reference, child);
  }
  return result;
}

function read(reference: SchemaRef, node: Node): unknown {
  const schema: unknown = resolve(reference);
  if (typeof schema === 'number') return readSimple(schema, node);
  if (isStructure(schema)) return readStructure(schema[4], schema[5], node);
  if (!Array.isArray(schema)) return undefined;
  // A member that carries traits of its own is the pair [schema, traits].
  if (schema.length === 2) return read(schema[0], node);
  if (schema[0] === shape.simple) return read(schema[4], node);
  if (schema[0] === shape.list) return readList(schema[4], node);
  if (schema[0] === shape.map) return readMap(schema[4], schema[5], node);
  return undefined;
}

function readList(item: SchemaRef, node: Node): unknown[] {
  const members = node.children.get('member')?.children ?? new Map<string, Node>();
  return inOrder(members).map((member) => read(item, member));
}

function readMap(key: SchemaRef, value: SchemaRef, node: Node): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const entry of inOrder(node.children.get('entry')?.children ?? new Map<string, Node>())) {
    const keyNode = entry.children.get('key');
    const valueNode = entry.children.get('value');
    if (keyNode !== undefined && valueNode !== undefined) {
      result[String(read(key, keyNode))] = read(value, valueNode);
    }
  }
  return result;
}

/** Items are numbered from 1; a client may send them in any order. */
function inOrder(children: ReadonlyMap<string, Node>): Node[] {
  return [...children].sort(([a], [b]) => Number(a) - Number(b)).map(([, node]) => node);
}

function readSimple(schema: number, node: Node): unknown {
  if (schema >= mapOf) return readMap(simple.string, schema - mapOf, node);
  if (schema >= listOf) return readList(schema - listOf, node);
  const text = node.value ?? '';
  if (schema === simple.number) return readNumber(text);
  if (schema === simple.boolean) return text.toLowerCase() === 'true';
  if (schema === simple.blob) return new Uint8Array(Buffer.from(text, 'base64'));
  if (schema >= simple.firstTimestamp && schema <= simple.lastTimestamp) return new Date(text);
  return text;
}

function readNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) {
    throw new SandboxError('MalformedInput', 'The request could not be read: a number was expected.');
  }
  return value;
}
