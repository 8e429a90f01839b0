import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCompletion } from '../../src/cli/completion.ts';
import { type CompletionShell, readWords } from '../../src/cli/completion-run.ts';
import { addGlobals } from '../../src/cli/globals.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { bashCompletion } from '../../src/views/completion/bash.ts';
import { allCommands } from '../../src/views/completion/command-words.ts';
import { fishCompletion } from '../../src/views/completion/fish.ts';
import { zshCompletion } from '../../src/views/completion/zsh.ts';
import { testRun } from '../support/run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-completion-'));
  // Names as a damaged cache could hold them must be neither run nor offered.
  const names = ['acme', 'acme-two', 'globex', '$(touch pwned)', '`touch pwned`', 'ac me', ''].join('\n');
  writeFileSync(
    join(folder, 'diverst'),
    [
      '#!/bin/sh',
      `[ "$*" = __environments ] && printf 'tools\\nstaging\\n$(touch pwned)\\n' && exit`,
      '[ "$*" = __clients ] || exit 9',
      `cat <<'END'\n${names}\nEND\n`,
    ].join('\n'),
  );
  chmodSync(join(folder, 'diverst'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that has everything that can be completed, whatever commands diverst has. */
function sample(): Command {
  const program = new Command('diverst').version('1.0.0');
  const client = program.command('client').summary('clients: it’s "all" of $them `here`');
  client.command('init').argument('<name>').option('--yes', 'do not ask');
  client
    .command('assume')
    .argument('[name]')
    .addOption(new Option('--format <format>', 'how').choices(['env', 'fish', 'json']))
    .option('--no-cache', 'none')
    .option('-o, --output <file>', 'where to');
  client
    .command('exec')
    .argument('<name>')
    .argument('[command...]')
    .option('--reason <text>', 'why')
    .option('--client <name...>', 'for this client');
  client.command('list');
  client.command('secret', { hidden: true });
  program.command('env').command('assume').argument('[name]');
  program.command('__clients', { hidden: true });
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .summary("a script; it's here");
  addGlobals(program);
  return program;
}

/** What bash offers when the words are typed and the tab key is pressed behind the last one. */
function completed(script: string, words: readonly string[]): readonly string[] {
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _diverst diverst "\${COMP_WORDS[COMP_CWORD]}"; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      'diverst',
      ...words,
    ],
    { encoding: 'utf8', cwd: folder, env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder } },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('bash completes', () => {
  const script = bashCompletion(readWords(sample()));
  it.each<[readonly string[], readonly string[]]>([
    [['cl'], ['client']],
    [['client', 'in'], ['init']],
    [['client', 'e'], ['exec']],
    [['client', 's'], []],
    [['__'], []],
    [['--profile', 'client', 'client', 'in'], ['init']],
    [['--profile=ops', 'client', 'in'], ['init']],
    [['--profile', '=', 'ops', 'client', 'in'], ['init']],
    [['client', '--sandbox', 'in'], ['init']],
    [
      ['client', 'assume', 'ac'],
      ['acme', 'acme-two'],
    ],
    [
      ['client', 'assume', ''],
      ['acme', 'acme-two', 'globex'],
    ],
    [['client', 'assume', '--no-cache', 'gl'], ['globex']],
    [['client', 'assume', 'acme', ''], []],
    [['client', 'list', ''], []],
    [['client', 'assume', '--f'], ['--format']],
    [
      ['client', 'assume', '--no-'],
      ['--no-cache', '--no-color', '--no-input'],
    ],
    [['client', 'list', '--f'], []],
    [
      ['client', 'assume', '--format', ''],
      ['env', 'fish', 'json'],
    ],
    [['client', 'assume', '--format', 'f'], ['fish']],
    [
      ['client', 'assume', '--format', '='],
      ['env', 'fish', 'json'],
    ],
    [['client', 'assume', '--format', '=', 'j'], ['json']],
    [['client', 'assume', '--format', '=', 'json', 'gl'], ['globex']],
    [['client', 'assume', '--profile', ''], []],
    [['client', 'assume', '-o', 'div'], ['diverst']],
    [['client', 'list', '--config', 'div'], ['diverst']],
    [['client', 'exec', 'acme', '--', 'basena'], ['basename']],
    [['client', 'exec', 'acme', '--', 'cat', 'div'], ['diverst']],
    [['client', 'exec', '--reason', 'x', 'gl'], ['globex']],
    [['client', 'exec', '--client', 'gl'], ['globex']],
    [['client', 'exec', '--client', 'globex', '--client', 'acme-'], ['acme-two']],
    [['client', 'exec', '--client', 'acme', '--', 'basena'], ['basename']],
    [
      ['env', 'assume', ''],
      ['staging', 'tools'],
    ],
    [['env', 'assume', 's'], ['staging']],
    [['client', 'list', '--', 'cat'], []],
    [['completion', 'z'], ['zsh']],
    [['nonsense', 'client', 'in'], ['init']],
  ])('%j to %j', (words, expected) => {
    expect([...new Set(completed(script, words))].sort()).toEqual(expected);
  });

  it('and runs nothing of a client’s name', () => {
    completed(script, ['client', 'assume', '$']);
    completed(script, ['client', 'assume', '`']);
    expect(spawnSync('ls', [folder], { encoding: 'utf8' }).stdout).toBe('diverst\n');
  });
});

const hasZsh = spawnSync('zsh', ['-f', '-c', 'exit 0']).status === 0;

describe.skipIf(!hasZsh)('zsh completes', () => {
  /** What is registered for diverst once the first prompt is shown. */
  const registered = (lines: readonly string[]) => {
    const file = join(folder, 'registers.zsh');
    const hooks =
      'for hook in $precmd_functions; do $hook; done; print -r -- "$_comps[diverst] $precmd_functions"';
    writeFileSync(file, [...lines, hooks, ''].join('\n'));
    const { stdout, stderr } = spawnSync('zsh', ['-f', file], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: folder, ZDOTDIR: folder },
    });
    return { stdout, stderr };
  };
  const script = zshCompletion(readWords(sample()));
  const compinit = `autoload -Uz compinit; compinit -u -D`;

  it.each([
    ['after', [compinit, script]],
    ['before', [script, compinit]],
  ])('when its script is read %s compinit', (_, lines) => {
    expect(registered(lines)).toEqual({ stdout: '_diverst \n', stderr: '' });
  });

  it('names of clients, as an argument and after an option', () => {
    const file = join(folder, 'names.zsh');
    // Stands for zsh's own, which only a line that is being typed has: prints what it would offer.
    const offers = `compadd() { print -rl -- "\${(P@)\${@[-1]}}" }`;
    for (const words of [
      'client assume ac',
      'client exec --client ac',
      'client exec --client acme --client ac',
    ]) {
      const typed = words.split(' ');
      const call = `words=(diverst ${words}); CURRENT=${typed.length + 1}; _diverst`;
      writeFileSync(file, [script, offers, call, ''].join('\n'));
      const { stdout } = spawnSync('zsh', ['-f', file], {
        encoding: 'utf8',
        env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, ZDOTDIR: folder },
      });
      expect(stdout.split('\n')).toEqual(expect.arrayContaining(['acme', 'acme-two', 'globex']));
    }
  });

  it('nothing, and says nothing, where compinit is never called', () => {
    expect(registered([script])).toEqual({ stdout: ' _diverst_register\n', stderr: '' });
  });
});

const hasFish = spawnSync('fish', ['--version']).status === 0;

describe.skipIf(!hasFish)('fish completes', () => {
  const script = fishCompletion(readWords(sample()));

  it.each([
    ['client assume gl', ['globex']],
    ['client exec --client gl', ['globex']],
    ['client exec --client acme --client gl', ['globex']],
    ['client exec --reason gl', []],
  ])('diverst %s', (words, expected) => {
    const file = join(folder, 'script.fish');
    writeFileSync(file, script);
    const { stdout } = spawnSync(
      'fish',
      ['--no-config', '-c', `source ${file}; complete -C 'diverst ${words}'`],
      {
        encoding: 'utf8',
        env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder },
      },
    );
    rmSync(file);
    expect(stdout.split('\n').flatMap((line) => line.split('\t')[0] || [])).toEqual(expected);
  });
});

const streams = { out: () => {}, err: () => {} };

describe('the words of diverst itself', () => {
  const { context } = testRun();
  const program = buildProgram('0.0.0', streams, () => context);
  const words = readWords(program);

  it('hold every command, and none that is hidden', () => {
    const paths = allCommands(words).map(({ path }) => path);
    for (const path of [' client init', ' sandbox serve', ' client assume']) expect(paths).toContain(path);
    expect(paths.join('\n')).not.toContain('__');
    expect(completed(bashCompletion(words), ['client', 'in'])).toEqual(['init']);
  });

  it('lead from help to every command and topic', () => {
    const script = bashCompletion(words);
    expect(completed(script, ['help', 'e'])).toEqual(['env', 'environment', 'exit-codes']);
    expect(completed(script, ['help', 'client', 'in'])).toEqual(['init']);
    expect(completed(script, ['help', 'help'])).toEqual([]);
  });

  it('hold short options', () => {
    const script = bashCompletion(words);
    expect(completed(script, ['org', 'audit', '-f', 'sa'])).toEqual(['sarif']);
    expect(completed(script, ['org', 'audit', '-'])).toEqual(
      expect.arrayContaining(['-o', '--output', '-p']),
    );
  });

  it('know clients where a client is named', () => {
    const byPath = new Map(allCommands(words).map((command) => [command.path, command.argument.kind]));
    for (const name of ['init', 'assume', 'show']) expect(byPath.get(` client ${name}`)).toBe('client');
    expect(byPath.get(' client list')).toBe('none');
    for (const name of ['init', 'assume', 'exec', 'show', 'profile', 'terraform', 'leave'])
      expect(byPath.get(` env ${name}`)).toBe('environment');
    expect(byPath.get(' env list')).toBe('none');
  });
});

const syntax = { bash: ['bash', '-n'], zsh: ['zsh', '-n'], fish: ['fish', '--no-execute'] } as const;
const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

describe.each(['bash', 'zsh', 'fish'] as const)('the script for %s', (shell: CompletionShell) => {
  it('is one to the shell itself', ({ skip }) => {
    const file = join(folder, `script.${shell}`);
    const { context } = testRun();
    for (const program of [sample(), buildProgram('0.0.0', streams, () => context)]) {
      writeFileSync(file, scripts[shell](readWords(program)));
      const [command, flag] = syntax[shell];
      const { error, status, stderr } = spawnSync(command, [flag, file], { encoding: 'utf8' });
      rmSync(file);
      if (error) skip(`${shell} is not installed`);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    }
  });

  it('names every command and option that is shown', () => {
    const words = readWords(sample());
    const script = scripts[shell](words);
    for (const command of allCommands(words)) {
      expect(script).toContain(command.path);
      for (const { names } of command.options) {
        for (const name of names) expect(script).toContain(shell === 'fish' ? name.replace(/^-+/, '') : name);
      }
    }
    expect(script).not.toContain('secret');
    expect(script).toContain('diverst __clients');
    expect(script).toContain('diverst __environments');
  });

  it('is printed by the command', async () => {
    const { context, said } = testRun();
    const program = new Command('diverst').exitOverride().configureOutput({ writeErr: () => {} });
    addCompletion(program, () => context);
    await program.parseAsync(['completion', shell], { from: 'user' });
    expect(said.out).toBe(scripts[shell](readWords(program)));
    await expect(program.parseAsync(['completion', 'tcsh'], { from: 'user' })).rejects.toThrow(
      'bash, zsh, fish',
    );
  });
});
