import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { watch } from '../support/exec-program.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { type Served, serveState } from '../support/served.ts';

const program = fileURLToPath(new URL('../../bin/diverst.js', import.meta.url));

let folder: string;
let served: Served;
let runs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-one-shell-'));
  const state = join(folder, 'served.json');
  await writeMadeClients(state, ['acme', 'globex'], ['staging']);
  served = await serveState(state);
});
afterAll(async () => {
  await served?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Home {
  readonly path: string;
  /** Files that are kept for a client, or as `grants`. */
  kept(name: string): readonly string[];
}

/** A home with AWS files of its own, and a folder `work` with a configuration. */
function newHome(configuration: string): Home {
  const path = join(folder, `home-${++runs}`);
  mkdirSync(join(path, '.aws'), { recursive: true });
  mkdirSync(join(path, 'bin'));
  mkdirSync(join(path, 'work'));
  const profile = (name: string, who: 'ops' | 'management') =>
    `[${name}]\naws_access_key_id = ${served[who].accessKeyId}\naws_secret_access_key = ${served[who].secretAccessKey}\n`;
  // The default profile is one that is granted no client: whatever it signs in error fails.
  const credentials = profile('ops', 'ops') + profile('default', 'management');
  writeFileSync(join(path, '.aws', 'credentials'), credentials);
  const settings = `endpoint_url = ${served.endpoint}\nregion = us-east-1\n`;
  writeFileSync(join(path, '.aws', 'config'), `[profile ops]\n${settings}[default]\n${settings}`);
  writeFileSync(join(path, 'work', 'diverst.config.yaml'), configuration);
  writeFileSync(join(path, 'bin', 'diverst'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  const cache = join(path, '.cache', 'diverst');
  return { path, kept: (name) => readdirSync(cache).filter((file) => file.startsWith(`${name}-`)) };
}

/** Runs a script in a shell. @returns the lines that it prints; what was said to a person goes with a failure */
async function script(
  command: readonly string[],
  lines: readonly string[],
  home: Home,
  env: NodeJS.ProcessEnv = {},
): Promise<readonly string[]> {
  const file = join(home.path, 'script');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const [shell = 'sh', ...options] = command;
  const { code, stdout, stderr } = await watch(
    spawn(shell, [...options, file], {
      cwd: join(home.path, 'work'),
      env: {
        PATH: `${join(home.path, 'bin')}:${process.env.PATH}`,
        HOME: home.path,
        LC_ALL: 'C.UTF-8',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 200_000,
    }),
  ).ended;
  expect(code, stderr).toBe(0);
  return stdout.split('\n').slice(0, -1);
}

const configured = 'profiles:\n  ops: ops\n';

const posix = (command: string, ...options: readonly string[]) => ({
  shell: [command, ...options],
  /** Reads what a command prints, and prints a word if it went on. */
  go: (words: string, word: string) => `eval "$(diverst client ${words})" && echo "${word}"`,
  unquoted: (words: string, word: string) => `eval $(diverst client ${words}) && echo "${word}"`,
  where: 'echo "$?/${DIVERST_CLIENT-}/${AWS_ACCESS_KEY_ID:+keys}/${AWS_PROFILE-}/${AWS_REGION-}"',
});
const shells = [
  posix('bash', '--noprofile', '--norc'),
  posix('dash'),
  { ...posix('zsh', '-f'), unquoted: (words: string, word: string) => posix('zsh').go(words, word) },
  {
    shell: ['fish', '--no-config'],
    go: (words: string, word: string) => `diverst client ${words} | source; and echo ${word}`,
    unquoted: (words: string, word: string) => `eval (diverst client ${words}); and echo ${word}`,
    where:
      'set code $status; set -q AWS_ACCESS_KEY_ID; and set keys keys; or set keys ""; echo "$code/$DIVERST_CLIENT/$keys/$AWS_PROFILE/$AWS_REGION"',
  },
];

function isPresent(command: string): boolean {
  return spawnSync(command, ['-c', 'exit 0'], { timeout: 120_000 }).status === 0;
}

describe.each(shells)('in one $shell.0', ({ shell, go, unquoted, where }) => {
  const skip = process.platform === 'win32' || !isPresent(shell[0] ?? '');

  it('one goes from client to client, and a failure ends in none', { skip }, async () => {
    const home = newHome(configured);
    const lines = [
      go('assume acme', 'in acme'),
      go('assume globex', 'in globex'),
      where,
      'diverst __clients',
      go('assume acmee', 'WRONG'),
      where,
      unquoted('assume acme', 'in acme'),
      go('assume globex --duration 19h', 'WRONG'),
      where,
      unquoted('assume globex', 'in globex'),
      unquoted('assume globex --nonsense', 'WRONG'),
      where,
      go('assume globex', 'in globex'),
      go('leave', 'left'),
      where,
      go('leave', 'left again'),
    ];
    const env = { AWS_PROFILE: 'mine', AWS_REGION: 'sa-east-1' };
    const printed = await script(shell, lines, home, env);
    expect(printed).toEqual([
      'in acme',
      'in globex',
      '0/globex/keys//sa-east-1',
      'acme',
      'globex',
      '1///mine/sa-east-1',
      'in acme',
      '1///mine/sa-east-1',
      'in globex',
      '1///mine/sa-east-1',
      'in globex',
      'left',
      '0///mine/sa-east-1',
      'left again',
    ]);
    expect(home.kept('grants')).toHaveLength(1);
    expect(home.kept('acme')).toHaveLength(1);
  });
});

describe('on AWS', () => {
  const bash = ['bash', '--noprofile', '--norc'];

  it.each<[string, string, string, NodeJS.ProcessEnv]>([
    ['profiles.ops', configured, '', {}],
    ['--profile', '{}\n', ' --profile ops', {}],
    [
      '--profile beside keys',
      '{}\n',
      ' --profile ops',
      { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'x' },
    ],
    ['AWS_PROFILE', '{}\n', '', { AWS_PROFILE: 'ops' }],
  ])('a client has one session, from any client: %s', async (_, config, option, env) => {
    const home = newHome(config);
    const printed = await script(
      bash,
      [
        `diverst${option} __clients`,
        `diverst${option} client list > list`,
        `diverst${option} __clients`,
        `eval "$(diverst${option} client assume acme)"; first=$AWS_ACCESS_KEY_ID`,
        `eval "$(diverst${option} client assume globex)"`,
        `diverst${option} client exec globex -- sh -c 'echo $DIVERST_CLIENT'`,
        `diverst${option} client exec acme --force -- sh -c 'diverst${option} client assume acme --format env' > lines`,
        `eval "$(diverst${option} client assume acme)"; [ "$first" = "$AWS_ACCESS_KEY_ID" ] && echo same`,
        'grep -c "$first" lines',
        `diverst${option} __clients`,
      ],
      home,
      env,
    );
    expect(printed).toEqual(['acme', 'globex', 'globex', 'same', '2', 'acme', 'globex']);
    for (const name of ['acme', 'globex', 'grants']) expect(home.kept(name), name).toHaveLength(1);
  });

  it('the default profile signs again once a client was entered', async () => {
    const home = newHome('{}\n');
    const credentials = readFileSync(join(home.path, '.aws', 'credentials'), 'utf8');
    const [ops = ''] = credentials.split('[default]');
    writeFileSync(join(home.path, '.aws', 'credentials'), ops.replace('[ops]', '[default]'));
    const lines = ['acme', 'globex', 'acme'].map(
      (client) => `eval "$(diverst client assume ${client})" && echo $DIVERST_CLIENT`,
    );
    expect(await script(bash, lines, home)).toEqual(['acme', 'globex', 'acme']);
    for (const name of ['acme', 'globex', 'grants']) expect(home.kept(name), name).toHaveLength(1);
  });

  it('one goes from an environment to a client, and leaves it for what was before', async () => {
    const home = newHome(configured);
    const where = 'echo "${DIVERST_ENVIRONMENT-}/${DIVERST_CLIENT-}/${AWS_PROFILE-}"';
    const printed = await script(
      bash,
      [
        'eval "$(diverst env assume staging)" && echo entered',
        where,
        'diverst client exec acme -- true 2> said || grep -c "this shell is in environment staging" said',
        "diverst env exec staging -- sh -c 'echo $DIVERST_ENVIRONMENT'",
        'eval "$(diverst client assume acme)" && echo entered',
        where,
        'eval "$(diverst env assume acme 2> said)" && echo WRONG',
        where,
        'grep -c "diverst client assume acme" said',
        'eval "$(diverst env assume staging)" && eval "$(diverst client leave)" && echo left',
        where,
        'echo "${AWS_ACCESS_KEY_ID-none}"',
      ],
      home,
      { AWS_PROFILE: 'ops' },
    );
    expect(printed).toEqual([
      ...['entered', 'staging//', '1', 'staging'],
      ...['entered', '/acme/', '//ops', '1'],
      ...['left', '//ops', 'none'],
    ]);
    for (const name of ['acme', 'grants']) expect(home.kept(name), name).toHaveLength(1);
    expect(home.kept('env_staging')).toEqual([]);
  });

  it.each(['client assume globex', 'env assume staging'])(
    'a cached credential_process is answered the same inside a client: %s',
    async (assume) => {
      const home = newHome(configured);
      const line = `diverst ${assume} --format credential-process --no-input`;
      const printed = await script(
        bash,
        [
          `${line} > before`,
          'eval "$(diverst client assume acme)"',
          // Only the start of the program is there: what is not answered from the cache fails.
          `mkdir -p alone/bin alone/dist`,
          `cp '${program}' '${join(program, '..', 'package.json')}' alone/bin/`,
          `cp '${join(program, '..', '..', 'dist', 'start.js')}' '${join(program, '..', '..', 'dist', 'package.json')}' alone/dist/`,
          `'${process.execPath}' alone/bin/diverst.js ${line.slice(8)} > inside`,
          'cmp before inside && echo same',
        ],
        home,
      );
      expect(printed).toEqual(['same']);
    },
  );

  it('keys that a client has replaced are missed by name', async () => {
    const home = newHome('{}\n');
    rmSync(join(home.path, '.aws'), { recursive: true });
    const { accessKeyId, secretAccessKey } = served.ops;
    const env = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_ENDPOINT_URL: served.endpoint,
      AWS_REGION: 'us-east-1',
    };
    const printed = await script(
      bash,
      [
        'eval "$(diverst client assume acme)" && echo $DIVERST_CLIENT',
        'eval "$(diverst client assume globex 2> said)" && echo WRONG',
        'echo "${DIVERST_CLIENT-}${AWS_ACCESS_KEY_ID-}none"',
        `grep -c 'your own keys (${accessKeyId}) until it entered client acme' said`,
        `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
        'eval "$(diverst client assume globex)" && echo $DIVERST_CLIENT',
      ],
      home,
      env,
    );
    expect(printed).toEqual(['acme', 'none', '1', 'globex']);
  });

  it('SIGTERM in the middle takes the shell out of the client', async () => {
    const home = newHome(configured);
    const pid = join(home.path, 'work', 'pid');
    // It answers nobody, so that the program is in the middle of a call.
    const silent = createServer();
    silent.once('connection', () => process.kill(Number(readFileSync(pid, 'utf8')), 'SIGTERM'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    try {
      const printed = await script(
        bash,
        [
          'export DIVERST_CLIENT=acme AWS_ACCESS_KEY_ID=ASIA DIVERST_BASE=v=1:set.AWS_ACCESS_KEY_ID=ASIA',
          `eval "$(sh -c 'echo $$ > pid; exec diverst client assume globex')" && echo WRONG`,
          'echo "${DIVERST_CLIENT-}${AWS_ACCESS_KEY_ID-}none"',
        ],
        home,
        { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
      );
      expect(printed).toEqual(['none']);
    } finally {
      silent.close();
    }
  });
});

describe('fish', () => {
  const skip = process.platform === 'win32' || !isPresent('fish');

  it('hides a universal profile in this shell, and keeps it for the others', {
    skip,
  }, async () => {
    const home = newHome(configured);
    const lines = [
      'set -U -x AWS_PROFILE mine',
      'diverst client assume acme | source; echo $pipestatus',
      'env | grep ^AWS_PROFILE',
      'diverst client leave | source; echo $pipestatus',
      'env | grep ^AWS_PROFILE',
      'set -e -g AWS_PROFILE; echo $AWS_PROFILE',
      'diverst client assume acmee | source; echo $pipestatus',
    ];
    const printed = await script(['fish'], lines, home);
    expect(printed).toEqual(['0 0', 'AWS_PROFILE=', '0 0', 'AWS_PROFILE=mine', 'mine', '1 1']);
  });
});
