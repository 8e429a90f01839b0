import { extname } from 'node:path';
import * as v from 'valibot';
import { accountKinds, defaultStructure } from '../model/structure.ts';
import { type ConfigDisk, errorCode } from './disk.ts';
import { type ParsedConfig, parseConfig, quoteFix } from './parse.ts';
import { ConfigError, type ConfigProblem, formatKeyPath, type KeyPath, shown } from './problem.ts';
import { type ConfigContent, configSchema } from './schema.ts';
import { withoutUnknownKeys } from './unknown-keys.ts';

/** Bytes. A configuration is a page of text; what is larger is something else. */
const LARGEST = 1024 * 1024;

/**
 * Reads a configuration file and checks all of it.
 *
 * @param file absolute path; `.json` is read as JSON, any other name as YAML
 * @throws ConfigError with every problem at once
 */
export async function readConfigFile(file: string, disk: ConfigDisk): Promise<ConfigContent> {
  return readConfig(await readText(file, disk), file);
}

/** The text of a configuration file, not yet checked. @throws ConfigError if it cannot be read */
export async function readText(file: string, disk: ConfigDisk): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await disk.read(file, LARGEST + 1);
  } catch (error) {
    throw new ConfigError(file, [{ key: null, ...unreadable(errorCode(error)) }], { cause: error });
  }
  if (bytes.length > LARGEST) {
    throw new ConfigError(file, [{ key: null, message: 'the file is larger than 1 MiB' }]);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ConfigError(file, [{ key: null, message: 'the file is not UTF-8 text' }], { cause: error });
  }
}

function unreadable(code: string | undefined): { message: string; fix?: string } {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { message: 'the file does not exist', fix: 'check the path that you gave with --config' };
    case 'EISDIR':
      return { message: 'this is a folder, not a file' };
    case 'EACCES':
    case 'EPERM':
      return { message: 'you are not allowed to read the file' };
    default:
      return { message: `diverst cannot read the file (${code ?? 'unknown error'})` };
  }
}

/**
 * The content of a configuration file, checked, with every default filled in.
 *
 * @throws ConfigError with every problem at once, in the order of the file
 */
export function readConfig(text: string, file: string): ConfigContent {
  const parsed = parseConfig(text);
  if (parsed.value === undefined) throw new ConfigError(file, parsed.problems);
  const problems: ConfigProblem[] = [...parsed.problems];
  if (extname(file) === '.json') problems.push(...notJson(text, parsed));
  // An empty file, or one of comments only, asks for nothing.
  const known = withoutUnknownKeys(parsed.value ?? {}, configSchema, parsed);
  problems.push(...known.problems);
  const result = v.safeParse(configSchema, known.value);
  if (!result.success) {
    const reported = new Set(known.problems.map(({ key }) => key));
    problems.push(...valueProblems(result.issues, parsed, reported));
  }
  if (problems.length > 0 || !result.success) throw new ConfigError(file, inFileOrder(problems));
  return result.output;
}

/** YAML takes more than JSON does; other tools that read the file as JSON would not. */
function notJson(text: string, parsed: ParsedConfig): readonly ConfigProblem[] {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    // Only some of the engine's messages say where.
    const offset = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return [
      {
        key: null,
        message: 'not JSON (double quotes, no comments, no comma after the last item)',
        ...(offset === undefined ? {} : parsed.positionAt(Number(offset))),
        fix: 'to write YAML, name the file diverst.config.yaml',
      },
    ];
  }
}

/** @param reported keys that have a problem already: nothing more is said of them */
function valueProblems(
  issues: readonly v.InferIssue<typeof configSchema>[],
  parsed: ParsedConfig,
  reported: ReadonlySet<string | null>,
): readonly ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>();
  for (const issue of issues.flatMap(inSection)) {
    const items = issue.path ?? [];
    const path: KeyPath = items.map(({ key }) => (typeof key === 'number' ? key : String(key)));
    const last = items.at(-1);
    const key = formatKeyPath(path);
    const id = JSON.stringify(path);
    // One value breaks several rules at once; the first says it.
    if (problems.has(id) || reported.has(key) || reported.has(formatKeyPath(path.slice(0, -1)))) continue;
    const ofKey = last?.type === 'object' && last.origin === 'key';
    if (ofKey && issue.input === undefined) {
      problems.set(id, {
        key,
        message: 'missing, and there is no default for it',
        ...parsed.positionOf(path),
      });
      continue;
    }
    const spelling = ofKey || issue.input === null ? undefined : parsed.spellingOf(path);
    const found = ofKey ? shown(String(last.key)) : (spelling ?? shown(issue.input));
    const fix = quotesFix(issue, spelling);
    problems.set(id, {
      key,
      message: `found ${found}; allowed: ${issue.message}`,
      ...(ofKey ? parsed.positionOfKey(path) : parsed.positionOf(path)),
      ...(fix === undefined ? {} : { fix }),
    });
  }
  return [...problems.values()];
}

type Issue = v.InferIssue<typeof configSchema>;

/** Of a section in place of which another form is allowed: what is wrong inside of it, since it was meant. */
function inSection(issue: Issue): readonly Issue[] {
  const isSection = issue.type === 'union' && typeof issue.input === 'object';
  const key = Array.isArray(issue.input) ? 'number' : 'string';
  // Of a list, what is wrong with it as a section, which it is not, says nothing.
  const inside = isSection ? (issue.issues ?? []).filter(({ path }) => typeof path?.[0].key === key) : [];
  if (inside.length === 0) return [issue];
  return inside.map((one): Issue => {
    const path = [...(issue.path ?? []), ...(one.path ?? [])];
    return Object.assign({}, one, { path });
  });
}

/** YAML reads 0123, 1.10 or {client} as something other than the text that was meant. */
function quotesFix(
  issue: v.InferIssue<typeof configSchema>,
  spelling: string | undefined,
): string | undefined {
  if (issue.expected !== 'string') return undefined;
  if (spelling !== undefined) return `put it in quotes: "${spelling}"`;
  const word = typeof issue.input === 'object' && issue.input !== null ? Object.keys(issue.input).join() : '';
  const kind = accountKinds(defaultStructure).find(({ placeholder }) => placeholder === `{${word}}`);
  return kind && quoteFix(kind.placeholder);
}

function inFileOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
