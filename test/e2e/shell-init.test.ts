import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWords } from '../../src/cli/completion-run.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { variablesOf } from '../../src/credentials/environment.ts';
import { leaving, shellEnvironment } from '../../src/credentials/environment-change.ts';
import { formatSession } from '../../src/credentials/formats.ts';
import { type AccountSession, formatExpiration } from '../../src/credentials/session.ts';
import { failingLines, shellLines } from '../../src/credentials/shells.ts';
import type { AccountNoun } from '../../src/model/account-kind.ts';
import { bashCompletion } from '../../src/views/completion/bash.ts';
import { fishCompletion } from '../../src/views/completion/fish.ts';
import { zshCompletion } from '../../src/views/completion/zsh.ts';
import { initShells, shellInit } from '../../src/views/shell-init/shell-init.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { runProgram } from '../support/program.ts';

let folder: string;
let homes = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-shell-init-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const account = {
  accountId: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/x',
  region: 'eu-central-1',
};
const keys = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: "it's $(touch pwned)",
  sessionToken: '`touch pwned`',
};

/** What diverst prints for a shell, by its words: the program itself would take a second for each. */
function answers(shell: 'bash' | 'zsh' | 'fish', now: number): Readonly<Record<string, string>> {
  const format = shell === 'fish' ? 'fish' : 'env';
  const given = ` --format ${format}`;
  const session = (noun: AccountNoun, name: string): AccountSession => ({
    ...{ noun, name, ...account, ...keys },
    expiration: formatExpiration(new Date(now + 3_600_000)),
  });
  const inside = (one: AccountSession) => shellEnvironment(Object.fromEntries(variablesOf(one)));
  const acme = session('client', 'acme');
  const staging = session('environment', 'staging');
  const words = readWords(
    buildProgram('', { out: () => undefined, err: () => undefined }, () => {
      throw new Error('no command is run');
    }),
  );
  const completion = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }[shell];
  return {
    [`shell-init ${shell}`]: shellInit(shell),
    [`completion ${shell}`]: completion(words),
    __clients: 'acme\nglobex\n',
    __environments: 'staging\n',
    [`client assume${given} acme`]: formatSession(acme, format),
    [`client assume${given} globex --duration 30m`]: formatSession(session('client', 'globex'), format),
    [`client assume${given} acmee`]: failingLines(leaving(inside(acme)), format, 'client'),
    [`env assume${given} staging`]: formatSession(staging, format),
    [`env leave${given}`]: shellLines(leaving(inside(staging)), format),
    [`client leave${given}`]: shellLines(leaving(shellEnvironment({})), format),
    'client assume acme --help': 'Usage: touch pwned\n',
    'client assume acme --format xmll': '',
    'client assume acme --json': '{"client":"acme"}\n',
    [`client assume${given} --new-option`]: 'touch pwned\n',
  };
}

/** Runs lines in a shell, in a home of their own. @returns what they print, and the files that are left there */
function run(shell: 'bash' | 'zsh' | 'fish', start: readonly string[], lines: readonly string[]) {
  const home = join(folder, `home-${++homes}`);
  mkdirSync(join(home, 'bin'), { recursive: true });
  const cases = Object.entries(answers(shell, Date.now())).map(([words, text], index) => {
    writeFileSync(join(home, 'bin', `${index}`), text);
    const status = /acmee$|xmll$/.test(words) ? 64 : 0;
    return `"${words}") cat '${join(home, 'bin', `${index}`)}'; exit ${status} ;;\n`;
  });
  const diverst = join(home, 'bin', 'diverst');
  writeFileSync(
    diverst,
    `#!/bin/sh\ncase "$*" in\n${cases.join('')}esac\necho "unexpected: $*" >&2; exit 9\n`,
  );
  chmodSync(diverst, 0o755);
  writeFileSync(join(home, 'lines'), `${lines.join('\n')}\n`);
  const [command = '', ...options] = start;
  const { stdout, stderr, status } = spawnSync(command, [...options, join(home, 'lines')], {
    cwd: home,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, LC_ALL: 'C.UTF-8' },
  });
  expect(status, stderr).toBe(0);
  expect(readdirSync(home)).not.toContain('pwned');
  return { printed: stdout.split('\n').slice(0, -1), stderr };
}

const isPresent = (command: string) =>
  process.platform !== 'win32' && spawnSync(command, ['-c', 'exit 0']).status === 0;

/** What was typed and what it left, in each shell's own words. */
const posix = (name: 'bash' | 'zsh', ...options: readonly string[]) => ({
  name,
  start: [name, ...options],
  init: [
    // Whatever an interactive shell has set by then.
    ...(name === 'bash' ? ['shopt -s expand_aliases'] : ['setopt ksh_arrays sh_word_split no_unset']),
    'set -eu; set -o noclobber',
    "alias assume='echo ALIAS' diverst_prompt='echo ALIAS' printf='echo ALIAS' command='echo ALIAS'",
    `eval "$(diverst shell-init ${name})"`,
    'set +e',
  ],
  where: 'echo "$?/${DIVERST_CLIENT-}/${DIVERST_ENVIRONMENT-}/${AWS_ACCESS_KEY_ID:+keys}"',
  and: (first: string, second: string) => `${first} && ${second}`,
  forged: [
    `DIVERST_CLIENT='$(touch pwned)' DIVERST_EXPIRES='a[$(touch pwned)]'`,
    'diverst_prompt "(%s)"; echo',
    'unset DIVERST_CLIENT DIVERST_EXPIRES',
  ],
  past: 'DIVERST_EXPIRES=1893456000; DIVERST_CLIENT=acme; diverst_prompt; echo; DIVERST_EXPIRES=1; diverst_prompt; echo; unset DIVERST_CLIENT',
  without: 'PATH=/nowhere',
  offers: (words: readonly string[]) =>
    `COMP_WORDS=(assume ${words.join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); __diverst_complete_assume; echo "\${COMPREPLY[*]}"`,
});

const shells = [
  posix('bash', '--noprofile', '--norc'),
  posix('zsh', '-f'),
  {
    name: 'fish' as const,
    start: ['fish', '--no-config'],
    init: ['diverst shell-init fish | source'],
    where:
      'set code $status; set -q AWS_ACCESS_KEY_ID; and set keys keys; or set keys ""; echo "$code/$DIVERST_CLIENT/$DIVERST_ENVIRONMENT/$keys"',
    and: (first: string, second: string) => `${first}; and ${second}`,
    forged: [
      `set -gx DIVERST_CLIENT '$(touch pwned)'; set -gx DIVERST_EXPIRES '(touch pwned)'`,
      'diverst_prompt "(%s)"; echo',
      'set -e DIVERST_CLIENT; set -e DIVERST_EXPIRES',
    ],
    past: 'set -gx DIVERST_EXPIRES 1893456000; set -gx DIVERST_CLIENT acme; diverst_prompt; echo; set -gx DIVERST_EXPIRES 1; diverst_prompt; echo; set -e DIVERST_CLIENT',
    without: 'set PATH /nowhere',
    offers: (words: readonly string[]) =>
      `complete -C "assume ${words.map((word) => (word === "''" ? '' : word)).join(' ')}" | string replace -r '\\t.*' '' | string join ' '; true`,
  },
];

describe.each(shells)('assume in $name', (shell) => {
  const skip = !isPresent(shell.name);

  it('enters, changes and leaves, and a failure ends in no client', { skip }, () => {
    const { printed, stderr } = run(shell.name, shell.start, [
      ...shell.init,
      shell.and('assume acme', 'echo entered'),
      shell.where,
      'diverst_prompt " (%s)"; echo',
      shell.and('assume globex --duration 30m', 'echo entered'),
      shell.where,
      shell.and('assume acmee', 'echo WRONG'),
      shell.where,
      'diverst_prompt " (%s)"; echo "nothing"',
      shell.and('assume env staging', 'echo entered'),
      shell.where,
      'diverst_prompt; echo',
      shell.and('assume --leave', 'echo left'),
      shell.where,
      shell.and('assume --leave', 'echo left'),
      // What is not for the shell is shown, and leaves the shell where it is.
      'assume client acme',
      'assume acme --help',
      'assume acme --json',
      'assume --new-option',
      shell.where,
      // A failure leaves it, whatever the output is for.
      shell.and('assume acme --format xmll', 'echo WRONG'),
      shell.where,
      'assume client acme',
      shell.without,
      shell.and('assume globex', 'echo WRONG'),
      shell.where,
    ]);
    expect(printed).toEqual([
      'entered',
      '0/acme//keys',
      expect.stringMatching(/^ \(acme (59|60)m\)$/),
      'entered',
      '0/globex//keys',
      '64///',
      'nothing',
      'entered',
      '0//staging/keys',
      expect.stringMatching(/^env staging (59|60)m$/),
      'left',
      '0///',
      'left',
      'Usage: touch pwned',
      '{"client":"acme"}',
      'touch pwned',
      '0/acme//keys',
      '64///',
      '127///',
    ]);
    expect(stderr).toContain('error: diverst stopped with status 127; this shell is in no client now');
    expect(stderr).not.toContain('unexpected');
  });

  it('a prompt counts down, and runs nothing of what a variable holds', { skip }, () => {
    const { printed } = run(shell.name, shell.start, [...shell.init, ...shell.forged, shell.past]);
    expect(printed).toEqual(['(?)', expect.stringMatching(/^acme (\d+m|expired)$/), 'acme expired']);
  });
});

describe.each(shells.filter(({ name }) => name !== 'zsh'))('Tab in $name', (shell) => {
  it('offers clients, environments and the options of assume', { skip: !isPresent(shell.name) }, () => {
    const { printed } = run(shell.name, shell.start, [
      ...shell.init,
      ...[["''"], ['gl'], ['env', "''"], ['acme', '--dur'], ['--leave', 'ac']].map(shell.offers),
    ]);
    expect(printed.map((line) => line.split(' ').filter(Boolean).sort().join(' '))).toEqual([
      '--leave acme client env globex',
      'globex',
      'staging',
      '--duration',
      'acme',
    ]);
  });
});

describe('Tab in zsh', () => {
  it('offers the same', { skip: !isPresent('zsh') }, () => {
    const { printed } = run(
      'zsh',
      ['zsh', '-f'],
      [
        'autoload -Uz compinit; compinit -u -D',
        'eval "$(diverst shell-init zsh)"',
        'print -r -- "$_comps[diverst] $_comps[assume]"',
        // Stands for zsh's own, which only a line that is being typed has: prints what it would offer.
        'compadd() { [[ $1 == -- ]] && print -r -- "${@[2,-1]}" || print -r -- "${(P@)@[-1]}" }',
        'offers() { service=assume; words=(assume "$@"); CURRENT=${#words}; __diverst_complete }',
        "offers ''",
        "offers env ''",
      ],
    );
    expect(printed).toEqual([
      '__diverst_complete __diverst_complete',
      'client env --leave',
      'acme globex',
      'staging',
    ]);
  });
});

describe('shell-init', () => {
  it.each(initShells)('prints code for %s, in ASCII', async (shell) => {
    const { code, stdout, stderr } = await runCli(testOrganization(), ['shell-init', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(shellInit(shell));
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('is answered before the program is loaded', async () => {
    expect(await runProgram(['shell-init', 'bash'])).toMatchObject({ code: 0, stdout: shellInit('bash') });
  });

  it('lets PowerShell run only lines that diverst printed for it', () => {
    const script = shellInit('powershell');
    expect(script.match(/Invoke-Expression/g)).toHaveLength(2);
    expect(script).toContain("$lines = '\\A(\\$Env:|Remove-Item |throw )'\n");
    expect(script).toContain('if ($text -cmatch $lines) {\n    Invoke-Expression $text');
    for (const lines of [
      formatSession(
        { noun: 'client', name: 'acme', ...account, ...keys, expiration: '2030-01-01T00:00:00Z' },
        'powershell',
      ),
      failingLines(leaving(shellEnvironment({})), 'powershell', 'client'),
      failingLines(leaving(shellEnvironment({ DIVERST_CLIENT: 'acme' })), 'powershell', 'client'),
    ])
      expect(lines).toMatch(/^(\$Env:|Remove-Item |throw )/);
  });

  it('names the shells that it knows', async () => {
    const { code, stderr } = await runCli(testOrganization(), ['shell-init', 'tcsh']);
    expect(code).toBe(64);
    expect(stderr).toContain('bash, zsh, fish, powershell');
  });
});
