import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cleanEnv } from './environment.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Which of the programs that the tests want are on this machine. */
    programs: Readonly<Record<ProgramName, boolean>>;
  }
}

export type ProgramName = 'aws' | 'boto3' | 'moto_server' | 'terraform';

/**
 * Names the folder that Terraform takes its AWS provider from, laid out as for `terraform init -plugin-dir`. Without
 * it the provider would have to be downloaded, and these tests reach the loopback only.
 */
export const terraformPlugins = 'DIVERST_TEST_TERRAFORM_PLUGINS';

interface Wanted {
  readonly command: string;
  /** Has to succeed: a launcher on PATH (pyenv's, asdf's) need not have anything behind it. */
  readonly trial: readonly string[];
  readonly missing: string;
}

const wanted: Readonly<Record<ProgramName, Wanted>> = {
  aws: { command: 'aws', trial: ['--version'], missing: 'aws does not run' },
  boto3: { command: 'python3', trial: ['-c', 'import boto3'], missing: 'boto3 not found by python3' },
  moto_server: { command: 'moto_server', trial: ['--help'], missing: 'moto_server does not run' },
  terraform: { command: 'terraform', trial: ['version'], missing: 'terraform does not run' },
};

/** Looks once, before all tests, and says what is skipped. */
export default function setup(project: TestProject): void {
  const home = mkdtempSync(join(tmpdir(), 'diverst-programs-'));
  try {
    project.provide('programs', {
      aws: isPresent('aws', home),
      boto3: isPresent('boto3', home),
      moto_server: isPresent('moto_server', home),
      terraform: isPresent('terraform', home),
    });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function isPresent(name: ProgramName, home: string): boolean {
  const problem = problemOf(name, home);
  if (problem !== undefined) process.stdout.write(`skipped: ${problem}\n`);
  return problem === undefined;
}

function problemOf(name: ProgramName, home: string): string | undefined {
  const { command, trial, missing } = wanted[name];
  if (!commandExists(command)) return `${command} not found on PATH`;
  if (!succeeds(command, trial, home)) return missing;
  if (name === 'terraform' && !process.env[terraformPlugins]) {
    return `terraform has no AWS provider (name its plugin folder with ${terraformPlugins})`;
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
