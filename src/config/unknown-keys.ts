import { nearestNames } from '../model/account-name.ts';
import type { ParsedConfig } from './parse.ts';
import { type ConfigProblem, formatKeyPath, type KeyPath, shown } from './problem.ts';

/** A key that somebody would write to put credentials into this file. */
const SECRET = /secret|password|token|credential|access_?-?key/i;

/** JavaScript's own names, which a record of values can't hold as keys of its own. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Takes out of a configuration what the schema has no place for, and says so for each. The schema's own check stops
 * at the first unknown key of a section and takes a list for a section.
 *
 * @param schema a valibot schema; sections are the objects in it that have `entries`
 */
export function withoutUnknownKeys(
  value: unknown,
  schema: unknown,
  parsed: ParsedConfig,
): { readonly value: unknown; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  const everywhere = allKeyPaths(schema, []);

  function visit(found: unknown, within: unknown, path: KeyPath): unknown {
    const item = itemOf(within);
    if (item !== undefined && Array.isArray(found)) return keepList(found, item, path);
    const entries = entriesOf(within);
    if (entries === undefined) {
      return isRecord(within) ? keepMapping(found, path) : found;
    }
    const known = Object.keys(entries).filter((key) => key !== '$schema');
    // What stands in place of a section is checked by the schema.
    if (!isMapping(found) && sectionOf(unwrapped(within)) !== null) return found;
    if (!isMapping(found)) {
      problems.push({
        key: formatKeyPath(path),
        message: `found ${shown(found)}; allowed: a mapping with the keys ${known.join(', ')}`,
        ...parsed.positionOf(path),
      });
      return undefined;
    }
    const kept: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(found)) {
      if (Object.hasOwn(entries, key)) {
        const inner = visit(item, entries[key], [...path, key]);
        if (inner !== undefined) kept[key] = inner;
      } else {
        problems.push(unknownKey(key, path, known));
      }
    }
    return kept;
  }

  function keepList(found: readonly unknown[], item: unknown, path: KeyPath): unknown {
    // What is no section stays in it, so that the others keep their places.
    return found.map((one, index) => visit(one, item, [...path, index]) ?? one);
  }

  /** A mapping whose keys are free, such as tags. */
  function keepMapping(found: unknown, path: KeyPath): unknown {
    if (!isMapping(found)) {
      problems.push({
        key: formatKeyPath(path),
        message: `found ${shown(found)}; allowed: a mapping`,
        ...parsed.positionOf(path),
      });
      return undefined;
    }
    const kept: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(found)) {
      if (RESERVED.has(key)) {
        problems.push({
          key: formatKeyPath([...path, key]),
          message: 'this key cannot be used here',
          ...parsed.positionOfKey([...path, key]),
        });
      } else {
        kept[key] = item;
      }
    }
    return kept;
  }

  function unknownKey(key: string, path: KeyPath, known: readonly string[]): ConfigProblem {
    const fix = SECRET.test(key)
      ? 'never write credentials into this file: keep them in an AWS profile, and set profiles.management or profiles.ops to its name'
      : didYouMean(key, known, everywhere);
    return {
      key: formatKeyPath([...path, key]),
      message: `unknown key; allowed here: ${known.join(', ')}`,
      ...parsed.positionOfKey([...path, key]),
      ...(fix === undefined ? {} : { fix }),
    };
  }

  return { value: visit(value, schema, []) ?? {}, problems };
}

function didYouMean(
  key: string,
  known: readonly string[],
  everywhere: readonly KeyPath[],
): string | undefined {
  const [near] = nearestNames(key, known, 1);
  if (near !== undefined) return `did you mean ${near}?`;
  const elsewhere = everywhere
    .filter((path) => String(path.at(-1)).toLowerCase() === key.toLowerCase())
    .map((path) => formatKeyPath(path));
  return elsewhere.length === 0 ? undefined : `did you mean ${elsewhere.join(' or ')}?`;
}

function allKeyPaths(schema: unknown, path: KeyPath): readonly KeyPath[] {
  return Object.entries(entriesOf(schema) ?? {}).flatMap(([key, inner]) => {
    const here = [...path, key];
    return [here, ...allKeyPaths(inner, here)];
  });
}

/** The keys of a section and their schemas, through what may be wrapped around it; undefined for anything else. */
function entriesOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const given = unwrapped(schema);
  const inner = sectionOf(given) ?? given;
  return 'entries' in inner && isMapping(inner.entries) ? inner.entries : undefined;
}

/** The schema of the items of a list of sections, which may be one of several forms; undefined for anything else. */
function itemOf(schema: unknown): unknown {
  const inner = unwrapped(schema);
  if ('options' in inner && Array.isArray(inner.options)) {
    const options: readonly unknown[] = inner.options;
    return options.map(itemOf).find((item) => item !== undefined);
  }
  return 'item' in inner && entriesOf(inner.item) !== undefined ? inner.item : undefined;
}

function isRecord(schema: unknown): boolean {
  const inner = unwrapped(schema);
  return 'type' in inner && inner.type === 'record';
}

/** Of several forms that a value may have, the one that is a section; null where there is none. */
function sectionOf(schema: object): object | null {
  if (!('options' in schema) || !Array.isArray(schema.options)) return null;
  const options: readonly unknown[] = schema.options;
  return options.map(unwrapped).find((option) => 'entries' in option) ?? null;
}

function unwrapped(schema: unknown): object {
  if (typeof schema !== 'object' || schema === null) return {};
  return 'wrapped' in schema ? unwrapped(schema.wrapped) : schema;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
