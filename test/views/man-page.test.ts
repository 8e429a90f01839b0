import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { exitCodes } from '../../src/cli/command-line.ts';
import { readManual } from '../../src/cli/manual.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { baseVariable } from '../../src/credentials/base-environment.ts';
import { type ManualCommand, manPage } from '../../src/views/man-page.ts';
import { roffText } from '../../src/views/roff.ts';

const page = manPage(readManual(manifest.version), manifest.version);

/** The text of a section, or of all that is below a command's own title. */
function below(title: string): string {
  const start = page.indexOf(`\n${title}\n`);
  if (start === -1) throw new Error(`no ${title}`);
  const end = page.slice(start + 1).search(/\n\.S[HS] /);
  return end === -1 ? page.slice(start) : page.slice(start, start + 1 + end);
}

function leaves(command: Command): readonly Command[] {
  const children = command.commands.filter(
    (child) => child.name() !== 'help' && !child.name().startsWith('__'),
  );
  return children.length === 0 ? [command] : children.flatMap(leaves);
}

describe('the manual page', () => {
  const program = buildProgram('0', { out: () => {}, err: () => {} }, () => {
    throw new Error('nothing is run');
  });
  const commands = leaves(program).map((command) => {
    const words = [command.parent?.parent ? command.parent.name() : '', command.name()].join(' ').trim();
    return { words, command };
  });

  it('has the usual sections', () => {
    expect([...page.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'COMMANDS',
      'GLOBAL OPTIONS',
      'CONFIGURATION',
      'ENVIRONMENT',
      'EXIT CODES',
      'FORMATS',
      'FILES',
      'SEE ALSO',
    ]);
  });

  it.each(commands)('has $words with its options, arguments and examples', ({ words, command }) => {
    const usage = roffText(`diverst ${words} ${command.usage()}`);
    const text = below(`.SS ${usage}`);
    expect(below('.SH SYNOPSIS')).toContain(usage.slice('diverst '.length));
    for (const { flags, hidden } of command.options) {
      if (!hidden) expect(text).toContain(`\\fB${roffText(flags)}\\fR`);
    }
    for (const argument of command.registeredArguments)
      if (argument.description) expect(text).toContain(`\\fB${argument.name()}\\fR`);
    expect(text).toMatch(/\nExamples?:\n/);
    expect(text).not.toContain('Global options');
  });

  it('has every command, each global option once, and nothing that is hidden', () => {
    expect(commands.length).toBeGreaterThan(15);
    for (const { flags } of program.options.filter(({ hidden }) => !hidden))
      expect(page.split(`\\fB${roffText(flags)}\\fR`)).toHaveLength(2);
    expect(page).not.toContain('__');
  });

  it('has every variable of its own that the program reads', () => {
    const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`src/${name}`, 'utf8'))
      .join('');
    const read = new Set([...source.matchAll(/\b(?:env|inherited)\.(DIVERST_\w+)/g)].map(([, name]) => name));
    // A process hands it to those that it starts; nobody sets it.
    read.delete('DIVERST_ASSUMING');
    read.add(baseVariable);
    expect(read.size).toBeGreaterThan(3);
    const text = below('.SH ENVIRONMENT');
    expect([...read].filter((name) => !text.includes(`\\fB${name}\\fR`))).toEqual([]);
  });

  it('has every exit code', () => {
    for (const code of [0, 2, 3, ...Object.values(exitCodes)])
      expect(below('.SH EXIT CODES')).toContain(`\n\\fB${code}\\fR\n`);
  });

  it('is what the build made', () => {
    expect(readFileSync('dist/diverst.1', 'utf8')).toBe(page);
  });
});

describe('roff', () => {
  const hostile: ManualCommand = {
    usage: 'diverst [options]',
    description: '.TH it\n\'so\n\\fBx "y" `z` ~ ^ – 😀',
    arguments: [['.a', "'b"]],
    options: [['-x, --long', '.c \\n(.g']],
    examples: [['.e'], ['\'f "$(g)"', '.h']],
    notes: ['.d', { title: "'title", rows: [['.i', "'j"]] }],
    facts: [['.k', '.l']],
    commands: [],
    topics: [
      {
        name: '.m',
        summary: '',
        text: ['.n'],
        sections: [{ title: '.o', rows: [['.p', '.q']] }],
        more: '.r',
      },
    ],
  };
  const pages = [page, manPage({ ...hostile, commands: [{ ...hostile, usage: 'diverst .x' }] }, '1.0.0')];
  const macros = ['TH', 'SH', 'SS', 'PP', 'TP', 'RS', 'RE', 'nf', 'fi', 'br', 'nh', 'ad'];

  it('is ASCII, without requests and escapes but its own', () => {
    for (const text of pages) {
      expect(text).toMatch(/^[\n\x20-\x7e]+$/);
      for (const [, request = ''] of text.matchAll(/^[.']\s*(\w*)/gm)) expect(macros).toContain(request);
      expect(text.replace(/\\(e|-|&|f[BR]|\((aq|ga|dq|ha|ti)|\[u[0-9A-F]{4,}\])/g, '')).not.toContain('\\');
    }
  });

  it('keeps text as it is', () => {
    expect(roffText(".a\n'b -c \\d’")).toBe('\\&.a\n\\(aqb \\-c \\ed\\[u2019]');
  });

  it.for([
    ['groff', ['-man', '-Tutf8', '-ww', '-z']],
    ['mandoc', ['-T', 'lint', '-W', 'error']],
  ] as const)('is read by %s without a warning, where there is one', ([formatter, words], { skip }) => {
    for (const input of pages) {
      const { error, status, stdout, stderr } = spawnSync(formatter, words, {
        input,
        encoding: 'utf8',
        timeout: 10_000,
      });
      if (error) skip(`no ${formatter}`);
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
    }
  });

  it('shows text as it was written', ({ skip }) => {
    const shown = spawnSync('groff', ['-man', '-Tutf8', '-P-cbou', '-rLL=200n'], {
      input: pages[1],
      encoding: 'utf8',
      timeout: 10_000,
    });
    if (shown.error) skip('no groff');
    for (const text of ['.TH it \'so \\fBx "y" `z` ~ ^ – 😀', '.c \\n(.g', '    .e\n', '\'f "$(g)"'])
      expect(shown.stdout).toContain(text);
  });
});
