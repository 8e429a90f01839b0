import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, testOrganization } from '../support/cli.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-config-schema-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const organization = testOrganization();
const published = readFileSync('docs/diverst.config.schema.json', 'utf8');
const run = (...words: string[]) => runCli(organization, ['config', 'schema', ...words], { cwd: folder });

describe('config schema', () => {
  it('prints the schema as it is published, also with --json', async () => {
    expect(await run()).toMatchObject({ code: 0, stdout: published, stderr: '' });
    expect(await run('--json')).toMatchObject({ code: 0, stdout: published, stderr: '' });
  });

  it('writes it to a file, in the place of an older one, that others may read', async () => {
    const file = join(folder, 'schema.json');
    writeFileSync(file, 'older');
    const { code, stdout, stderr } = await run('--output', 'schema.json');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`wrote ${file}`);
    expect(readFileSync(file, 'utf8')).toBe(published);
    await run('--output', 'new.json');
    expect(statSync(join(folder, 'new.json')).mode & 0o777).toBe(0o666 & ~process.umask());
  });

  it('with --json prints the path of the file', async () => {
    const { stdout } = await run('--output', 'schema.json', '--json');
    expect(JSON.parse(stdout)).toEqual({ file: join(folder, 'schema.json') });
  });

  it('writes to no folder, and to none that does not exist', async () => {
    mkdirSync(join(folder, 'there'));
    const there = await run('--output', 'there');
    expect(there).toMatchObject({ code: 64, stdout: '' });
    expect(there.stderr).toContain('it is a folder');
    const missing = await run('--output', 'missing/schema.json');
    expect(missing).toMatchObject({ code: 64, stdout: '' });
    expect(missing.stderr).toContain('does not exist');
  });
});
