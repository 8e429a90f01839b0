import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonOf } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
let config: string;
const admin = ['--profile', 'management'];

beforeAll(async () => {
  here = await twoClients();
  environmentIn(here.organization, 'staging');
  config = here.config(
    [
      'client:',
      '  labels:',
      '    acme: { tier: gold, wave: "1" }',
      '    globex: { tier: silver, wave: "1" }',
      '    gone: { tier: bronze }',
      'environment:',
      '  accounts: [staging]',
      '  labels: { staging: { wave: "0" } }',
    ].join('\n'),
  );
});
afterAll(() => here.remove());

const run = (...words: string[]) => here.run([...words, '--config', config]);

const listed = async (...words: string[]) =>
  jsonOf<{ clients: readonly Record<string, unknown>[] }>(
    await run('client', 'list', '--json', ...words),
  ).clients.map(({ client }) => client);

describe('list and show', () => {
  it('show labels', async () => {
    const { stdout } = await run('client', 'list');
    const rows = stdout.split('\n').map((line) => line.replace(/\d{12}/g, '…').replace(/\s{2,}/g, ' | '));
    expect(rows).toEqual([
      'client | account | role | labels',
      'acme | … | arn:aws:iam::…:role/acme-production | tier=gold, wave=1',
      'globex | … | arn:aws:iam::…:role/globex-production | tier=silver, wave=1',
      '',
    ]);
    expect((await run('client', 'show', 'acme')).stdout).toMatch(/^labels {4}tier=gold, wave=1$/m);
    expect(jsonOf(await run('client', 'show', 'acme', '--json'))).toMatchObject({
      client: 'acme',
      labels: { tier: 'gold', wave: '1' },
    });
    expect(jsonOf(await run('client', 'list', '--json', ...admin))).toMatchObject({
      clients: [{ labels: { tier: 'gold' } }, { labels: { tier: 'silver' } }],
    });
  });

  it('have no column of labels where nothing is labelled', async () => {
    const { stdout } = await here.run(['client', 'list']);
    expect(stdout).toMatch(/^client {2}account {7}role\n/);
  });

  it.each([
    [['tier=gold'], ['acme']],
    [['wave=1'], ['acme', 'globex']],
    [['tier'], ['acme', 'globex']],
    [['wave=1', 'tier=silver'], ['globex']],
    [['wave=2'], []],
    [['toString'], []],
  ])('list --label %j', async (labels, names) => {
    const words = labels.flatMap((label) => ['--label', label]);
    expect(await listed(...words)).toEqual(names);
    expect(await listed(...words, ...admin)).toEqual(names);
  });

  it('say that none has the label', async () => {
    const { code, stdout, stderr } = await run('client', 'list', '--label', 'tier=iron');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('none of the 2 clients has the label tier=iron');
  });
});

it.each([[['client', 'list']], [['client', 'profile']], [['org', 'audit', ...admin]]])(
  '%j refuses what is no label',
  async (words) => {
    const { code, stdout, stderr } = await run(...words, '--label', '=gold');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('--label "=gold" is not a label');
  },
);

describe('profile', () => {
  it('is written for those with the label, and says nothing of the others', async () => {
    const file = join(here.folder, 'profiles');
    const write = (...words: string[]) => run('client', 'profile', ...words, '--write', '--file', file);
    expect((await write('--all')).code).toBe(0);
    const { code, stderr } = await write('--label', 'tier=gold');
    expect({ code, stderr: stderr.includes('globex') }).toEqual({ code: 0, stderr: false });
    expect(readFileSync(file, 'utf8')).toContain('[profile globex]');
    const printed = await run('client', 'profile', '--label', 'tier=gold');
    expect(printed.stdout.match(/^\[profile .*\]$/gm)).toEqual(['[profile acme]']);
  });

  it.each([
    [['acme', '--label', 'tier=gold'], 'the name of a client and --label do not go together'],
    [['--label', 'tier=gold', '--all', '--remove'], '--label and --remove do not go together'],
    [
      ['--label', 'tier=gold', '--role-arn', 'arn:aws:iam::111122223333:role/x'],
      '--role-arn is only for writing or printing the profile of one client',
    ],
  ])('%j is a usage error', async (words, what) => {
    const { code, stderr } = await run('client', 'profile', ...words);
    expect({ code, said: stderr.includes(what) }).toEqual({ code: 64, said: true });
  });

  it('says that nothing has the label', async () => {
    const { code, stderr } = await run('client', 'profile', '--label', 'tier=iron');
    expect(code).toBe(1);
    expect(stderr).toContain('has no access to a client with the label tier=iron that can have a profile');
  });
});

describe('org audit', () => {
  it.each([
    [['--label', 'tier=gold'], ['acme']],
    [
      ['--label', 'wave'],
      ['acme', 'globex', 'staging'],
    ],
    [['--label', 'wave', '--client', 'globex'], ['globex']],
  ])('%j reads %j', async (words, only) => {
    const result = await run('org', 'audit', '--json', ...words, ...admin);
    expect(jsonOf(result)).toMatchObject({ only });
  });

  it('refuses a label that the configuration gives to none', async () => {
    const { code, stderr } = await run('org', 'audit', '--label', 'tier=iron', ...admin);
    expect(code).toBe(64);
    expect(stderr).toContain('no client or environment has the label tier=iron in the configuration');
  });
});
