import { describe, expect, it } from 'vitest';
import { commandProblem } from './support/command-words.ts';
import { misfit } from './support/fits.ts';
import { brokenLinks } from './support/links.ts';
import { readMarkdown } from './support/markdown.ts';
import { shellLines, withoutComment } from './support/shell-lines.ts';
import { commandVerdict } from './support/verdict.ts';
import { configurationProblem, isConfiguration, workflowCommands } from './support/yaml.ts';

const fence = (lang: string, text: string, info = '') => ({ lang, info, text, line: 1, section: '' });

describe('a document', () => {
  const page = readMarkdown(
    [
      '# The `client init` of *Ops*: what’s new?',
      '## Twice',
      '## Twice',
      'A [link](a.md#b "title") and `diverst org audit`,',
      '![a picture](p.svg), <https://example.com/x> and `more`.',
      '',
      '| a | b |',
      '| --- | --- |',
      '| `client profile NAME\\|--all` | [by name][far] |',
      '',
      '<p><img src="q.svg" alt="two"><a id="own"></a></p>',
      '',
      '- item',
      '',
      '  ```sh now',
      '  ls',
      '  ```',
      '',
      '[far]: https://example.com/far',
      '',
    ].join('\n'),
  );

  it('has anchors as GitHub makes them', () => {
    expect([...page.anchors]).toEqual(['the-client-init-of-ops-whats-new', 'twice', 'twice-1', 'own']);
  });

  it('has links, pictures too, with their lines', () => {
    expect(page.links).toEqual([
      { text: 'a.md#b', line: 4 },
      { text: 'p.svg', line: 5 },
      { text: 'https://example.com/x', line: 5 },
      { text: 'https://example.com/far', line: 9 },
      { text: 'q.svg', line: 11 },
    ]);
  });

  it('has code spans, in tables without their escapes', () => {
    expect(page.spans.map(({ text }) => text)).toEqual([
      'client init',
      'diverst org audit',
      'more',
      'client profile NAME|--all',
    ]);
    expect(page.spans[1]?.line).toBe(4);
  });

  it('has fences, also in lists, with the heading above each', () => {
    expect(page.fences).toEqual([{ lang: 'sh', info: 'now', text: 'ls', line: 16, section: 'Twice' }]);
  });
});

describe('a link', () => {
  const problems = (link: string, from = 'docs/a.md') =>
    brokenLinks(
      new Map([
        [from, readMarkdown(`# Here\n\n[x](${link})`)],
        ['README.md', readMarkdown('# Set up')],
      ]),
      (path) => ['README.md', 'docs/a.md', 'docs', 'src/x.ts'].includes(path),
    ).map((problem) => problem.slice(`${from}:3: ${link}: `.length));

  it.each([
    '#here',
    'a.md',
    'a.md#here',
    '../README.md#set-up',
    '../src/x.ts',
    '.',
    'https://example.com/a#b',
  ])('%s is well', (link) => {
    expect(problems(link)).toEqual([]);
  });

  it.each([
    ['#there', 'no heading gives #there'],
    ['../README.md#set-down', 'no heading gives #set-down'],
    ['b.md', 'no such file'],
    ['A.md', 'no such file'],
    ['../../x', 'leads out of the repository'],
    ['/README.md', 'a link within the repository is relative'],
    ['../src/x.ts#y', 'anchors are known of documents only'],
    ['http://example.com', 'not https'],
    ['https://nowhere', 'not the name of a host'],
    ['https://', 'not an address'],
  ])('%s is not', (link, problem) => {
    expect(problems(link)).toEqual([problem]);
  });
});

describe('the commands of a fence', () => {
  it('are the lines of sh, without those that only remark', () => {
    const text =
      '# first\nls   # exit 2 where it is empty\n\necho "# exit 3" \\\n  more\ncat <<EOF\nls\nEOF\npwd';
    expect(shellLines(fence('sh', text))).toEqual([
      { command: 'ls   # exit 2 where it is empty', line: 2, exit: 2, output: null },
      { command: 'echo "# exit 3" \\\n  more', line: 4, exit: 0, output: null },
      { command: 'cat <<EOF\nls\nEOF', line: 6, exit: 0, output: null },
      { command: 'pwd', line: 9, exit: 0, output: null },
    ]);
  });

  it('are those behind a prompt of console, each with its output', () => {
    expect(shellLines(fence('console', '$ ls\na\n\n$ false # exit 1\n$ pwd\n…'))).toEqual([
      { command: 'ls', line: 1, exit: 0, output: ['a', ''] },
      { command: 'false # exit 1', line: 4, exit: 1, output: [] },
      { command: 'pwd', line: 5, exit: 0, output: ['…'] },
    ]);
    expect(() => shellLines(fence('console', 'ls\n$ pwd'))).toThrow('line 1: a console block begins');
  });

  it('are none of any other', () => {
    expect(['', 'json', 'bash', 'fish'].flatMap((lang) => shellLines(fence(lang, 'ls')))).toEqual([]);
  });

  it('are known without their comments', () => {
    expect(withoutComment("a '#b' c#d \\# # e")).toBe("a '#b' c#d \\#");
  });
});

describe('output', () => {
  it.each([
    [['a', 'b'], 'a\nb\n'],
    [['a…c', '… s'], 'abc\n0.1 s'],
    [['…'], ''],
    [['a', '…', 'b'], 'a\nb\n'],
    [['…', 'b', '…'], 'a\nb\nc\nb\nd'],
    [['… read', 'a  ', ''], '… read\na'],
    [['a.c'], 'a.c'],
  ])('%j fits %j', (shown, printed) => {
    expect(misfit(shown, printed)).toBeNull();
  });

  it.each([
    [['a', 'c'], 'a\nb', 'c'],
    [['a'], 'a\nb', 'nothing more is shown, and more was printed'],
    [['a', 'b'], 'a', 'b'],
    [['a…c'], 'a\nc', 'a…c'],
    [['a.c'], 'abc', 'a.c'],
    [['…', 'b'], 'a\nb\nc', 'nothing more is shown, and more was printed'],
    [[], 'a', 'nothing more is shown, and more was printed'],
  ])('%j does not fit %j', (shown, printed, problem) => {
    expect(misfit(shown, printed)).toBe(problem);
  });
});

describe('a command in the text', () => {
  it.each([
    'diverst org audit',
    'diverst client init',
    'diverst client init NAME --help',
    'diverst --sandbox client init acme --json',
    'diverst client assume NAME [--format F]',
    'diverst client assume acme --break-glass --reason "…"',
    'diverst client profile NAME|--all [--write]',
    'diverst completion bash|zsh|fish',
    'diverst completion fish | source',
    'diverst org repair [--only CHECK[:SUBJECT]…]',
    'diverst org audit --format json|sarif|junit',
    'diverst org audit --format markdown >> "$GITHUB_STEP_SUMMARY"',
    'diverst client exec acme -- terraform apply --whatever',
    'diverst org …',
  ])('%s is well', (text) => {
    expect(commandProblem(text)).toBeNull();
  });

  it.each([
    ['diverst org audti', 'error: diverst org has no command "audti"'],
    ['diverst client init acme --dryrun', "error: unknown option '--dryrun'"],
    ['diverst client assume NAME [--formal F]', "error: unknown option '--formal'"],
    [
      'diverst org audit --format json|yaml',
      "error: option '-f, --format <format>' argument 'yaml' is invalid.",
    ],
    ['diverst completion bash|tcsh', "error: command-argument value 'tcsh' is invalid for argument 'shell'."],
    ['diverst org audit acme', "error: too many arguments for 'audit'."],
    ['diverst client assume acme --reason', "error: option '--reason <text>' argument missing"],
  ])('%s is not', (text, problem) => {
    expect(commandProblem(text)).toContain(problem);
  });
});

describe('YAML', () => {
  it('gives the commands of a workflow', () => {
    const text =
      'steps:\n  - run: npx --yes diverst org audit\n  - run: |\n      ls\n      diverst org \\\n        show\n  - name: diverst x\n';
    expect(workflowCommands(fence('yaml', text))).toEqual(['diverst org audit', 'diverst org  show']);
    expect(() => workflowCommands(fence('yaml', 'a: [b'))).toThrow();
  });

  it('is a configuration where it says so', () => {
    const header = '# yaml-language-server: $schema=docs/diverst.config.schema.json\n';
    expect(isConfiguration(fence('yaml', `${header}region: eu-central-1`))).toBe(true);
    expect(isConfiguration(fence('yaml', 'region: x', 'diverst.config.yaml'))).toBe(true);
    expect(isConfiguration(fence('yaml', 'on: push'))).toBe(false);
    expect(isConfiguration(fence('sh', 'x', 'diverst.config.yaml'))).toBe(false);
  });

  it('is no configuration with a key that there is not', () => {
    expect(configurationProblem(fence('yaml', 'region: eu-central-1'))).toBeNull();
    expect(configurationProblem(fence('yaml', 'regoin: eu-central-1'))).toContain('regoin');
  });
});

describe('a command that was run', () => {
  const line = { command: 'a', line: 1, exit: 0, output: null };
  const well = { code: 0, output: 'b\n', calls: [] };

  it('is well with its exit code and its output', () => {
    expect(commandVerdict(line, well)).toBeNull();
    expect(commandVerdict({ ...line, exit: 2 }, { ...well, code: 2 })).toBeNull();
    expect(commandVerdict({ ...line, output: ['b'] }, well)).toBeNull();
  });

  it('is not with others, or where what is within it failed', () => {
    expect(commandVerdict(line, { ...well, code: null })).toContain('not reached');
    expect(commandVerdict(line, { ...well, code: 1 })).toContain('exit code 1 in place of 0');
    expect(commandVerdict({ ...line, exit: 2 }, well)).toContain('exit code 0 in place of 2');
    expect(commandVerdict({ ...line, output: ['c'] }, well)).toContain('nothing that was printed fits "c"');
    const calls = [{ words: 'diverst x', code: 64 }];
    expect(commandVerdict({ ...line, command: 'eval "$(diverst x)"' }, { ...well, calls })).toContain(
      'exit code 64 of diverst x',
    );
  });
});
