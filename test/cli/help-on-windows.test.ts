import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { helpBlocks, shownCommands } from '../../src/cli/command-help.ts';
import { helpTopics, topicBlocks } from '../../src/cli/help-topics.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { systemExamples } from '../../src/cli/system-examples.ts';
import type { Example } from '../../src/views/help-page.ts';
import { helpText } from '../../src/views/help-page.ts';

const program = buildProgram('0', { out: () => {}, err: () => {} }, () => {
  throw new Error('nothing is run');
});

function all(command: Command): readonly Command[] {
  return [command, ...shownCommands(command, command.createHelp()).flatMap(all)];
}

const examplesOf = (command: Command, platform: NodeJS.Platform) =>
  helpBlocks(command, command.createHelp(), platform).flatMap((block) =>
    block.kind === 'examples' ? block.examples : [],
  );

/** Start files of POSIX shells are for Git Bash. */
const ofStartFiles = /\bdiverst (completion|shell-init) /;

it('no example of a help is for a POSIX shell alone', () => {
  const lines = all(program).flatMap((command) => examplesOf(command, 'win32').map(([line]) => line));
  expect(lines.length).toBeGreaterThan(100);
  const posix = /\$\(|\| source|\bexport |\bsh\b|\/tmp\/|\.\/|^diverst (?!.* -- ).*>/;
  expect(lines.filter((line) => posix.test(line) && !ofStartFiles.test(line))).toEqual([]);
  // In cmd a single quote is a part of the word.
  expect(lines.filter((line) => /^diverst .*('| && )/.test(line))).toEqual([]);
});

it('no other text of a help has a line of a POSIX shell, or promises the permissions of a mode', () => {
  const texts = () =>
    all(program).map((command) =>
      JSON.stringify(helpBlocks(command, command.createHelp()).filter(({ kind }) => kind !== 'examples')),
    );
  const posix = /\b[A-Z_]+=[\w-]+ terraform\b|\bmode 600\b/;
  const own = process.platform;
  try {
    Object.defineProperty(process, 'platform', { value: 'win32' });
    expect(texts().filter((text) => posix.test(text))).toEqual([]);
    Object.defineProperty(process, 'platform', { value: 'linux' });
    expect(texts().filter((text) => posix.test(text))).toHaveLength(3);
  } finally {
    Object.defineProperty(process, 'platform', { value: own });
  }
});

it.each<[Example, readonly Example[]]>([
  [
    ['eval "$(diverst client assume acme)"', 'in bash and zsh'],
    [
      ['diverst client assume acme | Out-String | Invoke-Expression', 'in PowerShell'],
      [`for /f "delims=" %i in ('diverst client assume acme') do @%i`, 'in cmd'],
    ],
  ],
  [
    ['eval "$(diverst client leave)"', 'the client of this shell'],
    [['diverst client leave | Out-String | Invoke-Expression', 'the client of this shell, in PowerShell']],
  ],
  [['diverst client leave | source', 'in fish'], []],
  [['export A_B=x.jwt'], [["$Env:A_B = 'x.jwt'", 'in PowerShell']]],
  [
    ['diverst sandbox token --subject x >token.jwt'],
    [['diverst sandbox token --subject x | Out-File -Encoding ascii token.jwt', 'in PowerShell']],
  ],
  [
    ['diverst client terraform acme > provider.tf', 'a block'],
    [['diverst client terraform acme --output provider.tf', 'a block']],
  ],
  [
    ['diverst org costs --format csv > costs.csv', 'for a spreadsheet'],
    [
      [
        'diverst org costs --format csv | Out-File -Encoding utf8 costs.csv',
        'for a spreadsheet, in PowerShell',
      ],
    ],
  ],
  [["diverst client exec acme -- sh -c 'a > b'"], [['diverst client exec acme -- cmd /c "a > b"']]],
  [
    ['diverst client exec --all -- ./rotate.sh', 'every client'],
    [['diverst client exec --all -- .\\rotate.cmd', 'every client']],
  ],
  [
    ['eval "$(diverst completion bash)"', 'in ~/.bashrc'],
    [['eval "$(diverst completion bash)"', 'in ~/.bashrc']],
  ],
  [['diverst org audit'], [['diverst org audit']]],
  [
    ["diverst config init --email 'aws+{client}@example.com' --yes"],
    [['diverst config init --email "aws+{client}@example.com" --yes']],
  ],
  [
    ['diverst sandbox reset && diverst org init', 'try it'],
    [['diverst sandbox reset'], ['diverst org init', 'try it']],
  ],
])('the example %j is another one on Windows, and the same elsewhere', (example, others) => {
  expect(systemExamples([example], 'win32')).toEqual(others);
  expect(systemExamples([example], 'linux')).toEqual([example]);
});

describe('the topic about the environment', () => {
  const topic = (platform: NodeJS.Platform) => {
    const found = helpTopics(program, platform).find(({ name }) => name === 'environment');
    return found === undefined ? '' : helpText(topicBlocks(found), 200);
  };

  it('names the variables of the system', () => {
    expect(topic('win32')).toMatch(
      /\n {2}LOCALAPPDATA +The folders for cached sessions and for the sandbox\./,
    );
    expect(topic('win32')).not.toMatch(/XDG_/);
    expect(topic('linux')).toContain('XDG_CACHE_HOME, XDG_STATE_HOME  ');
  });
});

it('a long command stays on one line, because PowerShell and cmd continue lines differently', () => {
  const command = `diverst client exec acme -- terraform ${'apply '.repeat(12)}now`;
  const blocks = [{ kind: 'examples', examples: [[command]] }] as const;
  expect(helpText(blocks, 60, null)).toBe(`Examples:\n  ${command}\n`);
  expect(helpText(blocks, 60, ' \\')).toMatch(/ \\\n {6}apply/);
});
