import { basename, dirname, join } from 'node:path';
import { nodeDisk } from '../../config/disk.ts';
import { configFileNames } from '../../config/find.ts';
import { readConfig } from '../../config/read.ts';
import { homeIfAny } from '../../credentials/home-folder.ts';
import { createFile } from '../../files/new-file.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { systemWords } from '../../model/system-words.ts';
import { configFileText, type FirstSettings } from '../../views/config/file.ts';
import { newConfigLines } from '../../views/config/new-file.ts';
import type { CommandContext } from '../context.ts';
import { codeOf, outputFile } from '../output-file.ts';
import { firstSettings } from './answers.ts';
import type { ConfigInitOptions } from './init-options.ts';

const schemaName = 'diverst.config.schema.json';

/** @throws Failure if a file exists already or cannot be written; nothing is replaced */
export async function runConfigInit(options: ConfigInitOptions, context: CommandContext): Promise<void> {
  const { terminal, globals, cwd } = context;
  refuseOtherOptions(context);
  const file = outputFile(options.output ?? 'diverst.config.yaml', cwd, 'configuration', 'required --output');
  if (file.endsWith('.json'))
    throw new Failure('usage', {
      what: `diverst config init writes YAML, and ${file} is named as JSON`,
      fix: ['name a file that ends with .yaml: --output diverst.config.yaml'],
    });
  if (!options.dryRun) await refuseExisting(file);
  const settings = await firstSettings(options, context);
  const text = configFileText(settings, options.schema ? `./${schemaName}` : null);
  // What is written must be what the next command can read.
  readConfig(text, file);
  if (options.dryRun) {
    terminal.out(
      globals.json ? `${JSON.stringify({ file, schema: null, ...settings, dryRun: true })}\n` : text,
    );
    terminal.err('Dry run: nothing was written.\n');
    return;
  }
  create(file, text, context.env);
  const schema = options.schema ? await writeSchema(join(dirname(file), schemaName), file) : null;
  report({ file, schema, settings }, context);
}

/** These name something to read, and this command writes. */
function refuseOtherOptions({ globals }: CommandContext): void {
  if (globals.config !== undefined)
    throw new Failure('usage', {
      what: '--config names a file to read, and diverst config init writes one',
      fix: [`use: --output ${shellWord(globals.config)}`],
    });
  if (globals.profile !== undefined)
    throw new Failure('usage', {
      what: '--profile chooses credentials, and diverst config init uses none',
      fix: ['use: --management-profile NAME', 'or: --ops-profile NAME'],
    });
}

/** @throws Failure if the file exists, or another one that diverst would read in that directory */
async function refuseExisting(file: string): Promise<void> {
  const folder = dirname(file);
  const names = isFound(file) ? [basename(file), ...configFileNames] : [basename(file)];
  for (const name of names) {
    const path = join(folder, name);
    if (await nodeDisk.exists(path)) throw exists(path);
  }
}

/** Whether commands find the file without --config. */
function isFound(file: string): boolean {
  return configFileNames.some((name) => name === basename(file));
}

function exists(path: string): Failure {
  return new Failure('failed', {
    what: `the configuration file ${path} exists already`,
    why: 'diverst config init never replaces a file. Nothing was written.',
    fix: [
      'show the values in use: diverst config show',
      'or write another file: diverst config init --output other.config.yaml',
    ],
  });
}

function create(file: string, text: string, env: NodeJS.ProcessEnv): void {
  try {
    createFile(file, text);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(file);
    const there = systemWords().homeArgument('diverst.config.yaml', homeIfAny(env));
    throw new Failure(
      'failed',
      {
        what: `the configuration could not be written to ${file}`,
        why: error instanceof Error ? error.message : String(error),
        fix: [`write it to your home folder: diverst config init --output ${there}`],
      },
      { cause: error },
    );
  }
}

/** @returns its path, or null if a file of that name exists, which stays as it is */
async function writeSchema(path: string, config: string): Promise<string | null> {
  const { schemaText } = await import('./schema-text.ts');
  try {
    createFile(path, schemaText);
    return path;
  } catch (error) {
    // Also a symbolic link to nothing, which stays one.
    if (codeOf(error) === 'EEXIST') return null;
    throw new Failure(
      'failed',
      {
        what: `the schema could not be written to ${path}`,
        why: `${error instanceof Error ? error.message : String(error)}\nThe configuration was written to ${config}.`,
        fix: ['write the schema to another file: diverst config schema --output other.schema.json'],
      },
      { cause: error },
    );
  }
}

function report(
  { file, schema, settings }: { file: string; schema: string | null; settings: FirstSettings },
  { terminal, globals, cwd }: CommandContext,
): void {
  if (globals.json) {
    terminal.out(`${JSON.stringify({ file, schema, ...settings })}\n`);
    return;
  }
  const isInReach = isFound(file) && dirname(file) === cwd;
  const next = isInReach ? 'diverst doctor' : `diverst doctor --config ${shellWord(file)}`;
  const lines = newConfigLines(
    { file, schema, settings, next },
    terminal.errPaint,
    terminal.errWidth ?? null,
  );
  terminal.err(`${lines.join('\n')}\n`);
}
