import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cleanEnv } from './environment.ts';
import { findPlugins, terraformPlugins } from './terraform-plugins.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Which of the programs that the tests want are on this machine. */
    programs: Readonly<Record<ProgramName, boolean>>;
    /** Where Terraform's AWS provider is, for `terraform init -plugin-dir`; empty where it is not here. */
    terraformPlugins: string;
  }
}

export type ProgramName = 'aws' | 'boto3' | 'chromium' | 'moto_server' | 'terraform';

interface Wanted {
  readonly command: string;
  /** Has to succeed: a launcher on PATH (pyenv's, asdf's) need not have anything behind it. */
  readonly trial: readonly string[];
  readonly missing: string;
}

const wanted: Readonly<Record<ProgramName, Wanted>> = {
  aws: { command: 'aws', trial: ['--version'], missing: 'aws does not run' },
  boto3: { command: 'python3', trial: ['-c', 'import boto3'], missing: 'boto3 not found by python3' },
  chromium: { command: 'chromium', trial: ['--version'], missing: 'chromium does not run' },
  moto_server: { command: 'moto_server', trial: ['--help'], missing: 'moto_server does not run' },
  terraform: { command: 'terraform', trial: ['version'], missing: 'terraform does not run' },
};

/** Looks once, before all tests, and says what is skipped. @returns what tidies up after them */
export default function setup(project: TestProject): () => void {
  const home = mkdtempSync(join(tmpdir(), 'diverst-programs-'));
  const plugins = findPlugins(process.env, homedir(), join(home, 'plugins'));
  project.provide('terraformPlugins', plugins ?? '');
  project.provide('programs', {
    aws: isPresent('aws', home, plugins),
    boto3: isPresent('boto3', home, plugins),
    chromium: isPresent('chromium', home, plugins),
    moto_server: isPresent('moto_server', home, plugins),
    terraform: isPresent('terraform', home, plugins),
  });
  return () => rmSync(home, { recursive: true, force: true });
}

function isPresent(name: ProgramName, home: string, plugins: string | null): boolean {
  const problem = problemOf(name, home, plugins);
  if (problem !== undefined) process.stdout.write(`skipped: ${problem}\n`);
  return problem === undefined;
}

function problemOf(name: ProgramName, home: string, plugins: string | null): string | undefined {
  const { command, trial, missing } = wanted[name];
  if (!commandExists(command)) return `${command} not found on PATH`;
  if (!succeeds(command, trial, home)) return missing;
  if (name === 'terraform' && plugins === null) {
    return `terraform has no AWS provider where it looks for one (or name its plugin folder: ${terraformPlugins})`;
  }
  return undefined;
}

function commandExists(command: string): boolean {
  const { status } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command], { timeout: 10_000 });
  return status === 0;
}

function succeeds(command: string, args: readonly string[], home: string): boolean {
  const { status } = spawnSync(command, args, { env: cleanEnv(home), cwd: home, timeout: 60_000 });
  return status === 0;
}
