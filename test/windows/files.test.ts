import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { type Ran, userOfTests } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const config = (lines: readonly string[]) => [...lines, ''].join('\r\n');
const user = userOfTests();

/** The region that a run of `config show --json` uses. */
function regionOf(run: Ran | undefined): unknown {
  expect(run, run?.stderr).toMatchObject({ code: 0 });
  const { settings } = JSON.parse(run?.stdout ?? '');
  return settings.find(({ key }: { readonly key: string }) => key === 'region')?.value;
}

/** The names of all clients. */
async function clients(): Promise<readonly string[]> {
  const [list] = await user().together([{ args: ['client', 'list', '--json'], env }]);
  expect(list, list?.stderr).toMatchObject({ code: 0 });
  const { clients: listed } = JSON.parse(list?.stdout ?? '');
  return listed.map(({ client }: { readonly client: string }) => client);
}

describe.runIf(inject('windows'))('files on Windows', () => {
  test('the configuration is found upwards, whatever its folder is called, and up to the drive', async () => {
    // A drive of its own, with the file at its root.
    const drive = join(user().host('drive'));
    mkdirSync(join(drive, 'deep', 'er'), { recursive: true });
    symlinkSync(drive, join(inject('windows'), 'dosdevices', 'q:'));
    user().write('drive\\diverst.config.yaml', config(['region: eu-west-2']));
    user().write('Büro und Küche\\diverst.config.yaml', config(['# Zürich', 'region: eu-west-3']));
    mkdirSync(user().host('Büro und Küche\\a b\\c'), { recursive: true });
    const long = `long\\${'nine chars\\'.repeat(30)}end`;
    user().write(`${long}\\diverst.config.yaml`, config(['region: eu-west-4']));
    const show = ['config', 'show', '--json'];
    const [root, spaces, path] = await user().together([
      { args: show, cwd: 'Q:\\deep\\er' },
      { args: show, cwd: `${user().folder}\\Büro und Küche\\a b\\c` },
      { args: [...show, '--config', `${user().folder}\\${long}\\diverst.config.yaml`] },
    ]);
    expect([root, spaces, path].map(regionOf)).toEqual(['eu-west-2', 'eu-west-3', 'eu-west-4']);
  });

  test('the sandbox lies in LOCALAPPDATA, and without it in the profile of the user', async () => {
    expect(user().read('home\\AppData\\Local\\diverst\\sandbox.json')).toContain('acme');
    const bare = { ...env, LOCALAPPDATA: '' };
    const [without] = await user().together([{ args: ['client', 'init', 'globex', '--yes'], env: bare }]);
    expect(without, without?.stderr).toMatchObject({ code: 0 });
    expect(user().read('home\\.local\\state\\diverst\\sandbox.json')).toContain('globex');
  });

  test('a file that another program has open is replaced, once that has closed it', async () => {
    const file = `${user().folder}\\home\\AppData\\Local\\diverst\\sandbox.json`;
    const [run] = await user().together([{ args: ['client', 'init', 'initech', '--yes'], env }], {
      file,
      until: '… create account',
    });
    expect(run, run?.stderr).toMatchObject({ code: 0 });
    expect(user().read(file)).toContain('initech');
  });

  test('a file is not named like a device, which no other program could read', async () => {
    const [, ran, audit, profile] = await user().steps(
      [
        'diverst client init con --yes',
        'diverst client exec --client con --yes --output-folder outs -- node -p 1+1',
        'diverst org audit --output nul',
        'diverst client profile con --write --file aux.txt',
      ],
      { env },
    );
    expect(ran, ran?.stderr).toMatchObject({ code: 0 });
    expect(user().read('outs\\con_.out')).toBe('2\n');
    expect(audit).toMatchObject({ code: 64 });
    expect(audit?.stderr).toMatch(/cannot write to .*\\nul: it is not a file/);
    expect(profile?.code).not.toBe(0);
    expect(profile?.stderr).toContain('the name of a device of Windows');
  });

  test('eight at once make one account for one client, and lose nothing of each other', async () => {
    const others = ['vehement', 'massive', 'soylent', 'tyrell'];
    const names = [...Array<string>(4).fill('hooli'), ...others];
    const runs = await user().together(
      names.map((name) => ({ args: ['client', 'init', name, '--yes', '--json'], env })),
    );
    for (const run of runs) expect(run, run.stderr).toMatchObject({ code: 0 });
    const made = runs.map(({ stdout }) => JSON.parse(stdout));
    expect(new Set(made.slice(0, 4).map(({ account }) => account.id)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1 + others.length);
    expect(await clients()).toEqual(expect.arrayContaining(['hooli', ...others]));
  });

  test('eight at once that enter a client open one session, and a command runs in every client', async () => {
    const assume = { args: ['client', 'assume', 'acme', '--json'], env };
    const runs = await user().together(Array.from({ length: 8 }, () => assume));
    expect(runs.map(({ code }) => code)).toEqual(Array(8).fill(0));
    expect(new Set(runs.map(({ stdout }) => JSON.parse(stdout).accessKeyId)).size).toBe(1);
    const print = ['node', '-p', 'process.env.DIVERST_CLIENT'];
    const [all] = await user().together([
      { args: ['client', 'exec', '--all', '--yes', '--', ...print], env },
    ]);
    expect(all, all?.stderr).toMatchObject({ code: 0 });
    expect(all?.stdout).toMatch(/^acme +\| acme$/m);
  });

  test('a run that is killed in the middle is continued, with the account that it had made', async () => {
    const slow = { ...env, DIVERST_SANDBOX_LATENCY: '1' };
    const init = ['client', 'init', 'umbrella', '--yes'];
    const [killed] = await user().together([{ args: init, env: slow, killAt: 'waiting for AWS' }]);
    expect(killed?.code).not.toBe(0);
    const [again] = await user().together([{ args: [...init, '--json'], env }]);
    expect(again, again?.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(again?.stdout ?? '')).toMatchObject({ created: false });
    expect((await clients()).filter((name) => name === 'umbrella')).toHaveLength(1);
  });
});
