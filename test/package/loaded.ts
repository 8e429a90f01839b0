import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProgramResult, runProgram } from '../support/program.ts';

const root = new URL('../../', import.meta.url).href;

export interface Loaded extends ProgramResult {
  /** Packages, and parts of the program, that were loaded. */
  readonly parts: readonly string[];
}

/** Runs the built program and lists what of it was loaded, as V8 saw it. */
export async function runAndListLoaded(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-loaded-'));
  try {
    const result = await runProgram(args, { ...env, NODE_V8_COVERAGE: folder });
    return { ...result, parts: partsOf(scriptsIn(folder)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The built files among the scripts of a process, as they are called in `dist/contents.json`. */
function scriptsIn(folder: string): readonly string[] {
  const [report] = readdirSync(folder);
  if (report === undefined) throw new Error('the process reported nothing of its scripts');
  const { result } = JSON.parse(readFileSync(join(folder, report), 'utf8')) as {
    readonly result: readonly { readonly url: string }[];
  };
  return result.map(({ url }) => url.replace(root, '')).filter((file) => file.startsWith('dist/'));
}

function partsOf(files: readonly string[]): readonly string[] {
  const contents = JSON.parse(
    readFileSync(fileURLToPath(new URL('dist/contents.json', root)), 'utf8'),
  ) as Readonly<Record<string, readonly string[]>>;
  const sources = files.flatMap((file) => {
    const held = contents[file];
    if (held === undefined) throw new Error(`${file} was not built`);
    return held;
  });
  return [...new Set(sources.map(partOf))].sort();
}

/** The SDK's packages for one service by their names, all others of it as one: many come with those that were chosen. */
function partOf(source: string): string {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
  if (name === undefined) return /^src\/[^/]+/.exec(source)?.[0] ?? source;
  return /^(@aws-sdk\/(?!client-)|@smithy\/|@aws\/|bowser$)/.test(name) ? 'sdk' : name;
}
