import { type ConfigDisk, nodeDisk } from './disk.ts';
import { parseConfig } from './parse.ts';
import { formatKeyPath, type KeyPath } from './problem.ts';
import { readConfig, readText } from './read.ts';
import { configSchema } from './schema.ts';

/** One value of the configuration. */
export interface Setting {
  /** Keys from the top. */
  readonly path: readonly string[];
  /** The same as text, such as `client.role.maxSession`. */
  readonly key: string;
  /** As the program uses it: durations are seconds. */
  readonly value: unknown;
  /** Line of the file that sets it; null for a default. */
  readonly line: number | null;
}

/**
 * Every value of a configuration, defaults included, in the order of the schema.
 * @param file absolute path; null if there is none, and every value is a default
 * @throws ConfigError with every problem at once
 */
export async function readSettings(
  file: string | null,
  disk: ConfigDisk = nodeDisk,
): Promise<readonly Setting[]> {
  const text = file === null ? '' : await readText(file, disk);
  const parsed = parseConfig(text);
  const { $schema: _, ...content } = readConfig(text, file ?? 'diverst.config.yaml');
  // In the order of the schema. The section that can be left out means something else than an empty one.
  const sections = Object.keys(configSchema.entries).filter((key) => key !== '$schema');
  const all = Object.fromEntries(sections.map((key) => [key, content[key as keyof typeof content] ?? null]));
  return leavesOf(all, [], (path) => parsed.positionOfKey(path)?.line ?? null);
}

/** Values that are no sections, and sections that are empty. */
function leavesOf(
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  lineOf: (path: KeyPath) => number | null,
): readonly Setting[] {
  return Object.entries(value).flatMap(([name, inner]): readonly Setting[] => {
    const here = [...path, name];
    if (isSection(inner) && Object.keys(inner).length > 0) return leavesOf(inner, here, lineOf);
    if (inner === undefined) return [];
    return [{ path: here, key: formatKeyPath(here) ?? '', value: inner, line: lineOf(here) }];
  });
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
