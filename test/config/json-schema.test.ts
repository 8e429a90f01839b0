import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { renderJsonSchema } from './json-schema.ts';

const published = new URL('../../docs/diverst.config.schema.json', import.meta.url);

interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: unknown;
}

/** What is not there differs from what is there and empty. */
const withoutDefault = new Set(['$schema', 'environment']);

/** Every key of the schema with its path, sections included. */
function keysOf(node: Node, path: readonly string[] = []): readonly { path: string; node: Node }[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => [
    { path: [...path, key].join('.'), node: inner },
    ...keysOf(inner, [...path, key]),
  ]);
}

/** A configuration that gives each key the default that the schema documents. */
function writtenOut(node: Node): unknown {
  if (node.properties === undefined) return node.default;
  const keys = Object.entries(node.properties).filter(([key]) => key !== '$schema');
  return Object.fromEntries(keys.map(([key, inner]) => [key, writtenOut(inner)]));
}

describe('the published JSON Schema', () => {
  const schema: Node = JSON.parse(renderJsonSchema());

  test('is up to date (npm run schema writes it)', async () => {
    if (process.env.UPDATE_SCHEMA === '1') await writeFile(published, renderJsonSchema());
    expect(await readFile(published, 'utf8')).toBe(renderJsonSchema());
  });

  test('has a title, a description and a default for every key', () => {
    const bare = keysOf(schema).filter(
      ({ path, node }) =>
        !node.title || !node.description || (node.default === undefined && !withoutDefault.has(path)),
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  test('allows no other keys than those it names', () => {
    const open = [{ path: '', node: schema }, ...keysOf(schema)].filter(
      ({ node }) => node.properties !== undefined && node.additionalProperties !== false,
    );
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  test('documents the defaults that the program uses', () => {
    expect(v.parse(configSchema, writtenOut(schema))).toEqual(v.parse(configSchema, { environment: {} }));
  });

  test('has patterns that compile as JSON Schema has them, in Unicode mode too', () => {
    const patterns = [...renderJsonSchema().matchAll(/"pattern": (".*")/g)].map(([, text]) =>
      JSON.parse(text ?? ''),
    );
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });
});
