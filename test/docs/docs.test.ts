import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { before } from './before.ts';
import { notRun } from './not-run.ts';
import { runInBash } from './support/bash.ts';
import { commandProblem } from './support/command-words.ts';
import { allDocuments, exists } from './support/documents.ts';
import { brokenLinks } from './support/links.ts';
import { shellLines, withoutComment } from './support/shell-lines.ts';
import { commandVerdict } from './support/verdict.ts';
import { configurationProblem, isConfiguration, workflowCommands } from './support/yaml.ts';
import { walked } from './walked.ts';

/*
 * What the documents keep to: `sh` holds commands that are run one after another in one shell of the sandbox, and
 * exit with 0 unless their comment says `# exit N`; `console` holds commands behind `$ `, and what they print, with
 * `…` for what differs; a code span that begins with `diverst ` names a command that there is. No other fence is run.
 */
const documents = allDocuments();
const isWalked = (path: string, section: string) => path === 'README.md' && section in walked;
const lines = [...documents].map(([path, { fences }]) => ({
  path,
  lines: fences.filter(({ section }) => !isWalked(path, section)).flatMap(shellLines),
}));
const isRun = (command: string) => !(withoutComment(command) in notRun);

describe('the documents', () => {
  it('are read', () => {
    expect([...documents.keys()]).toEqual(
      expect.arrayContaining(['README.md', 'docs/architecture.md', 'src/sandbox/README.md']),
    );
    const all = [...documents.values()];
    expect(all.flatMap(({ links }) => links).length).toBeGreaterThan(50);
    expect(all.flatMap(({ spans }) => spans).length).toBeGreaterThan(100);
  });

  it('link to what is there', () => {
    expect(brokenLinks(documents, exists)).toEqual([]);
  });

  it('name commands and options that there are', () => {
    const named = [...documents].flatMap(([path, { spans, fences }]) => [
      ...spans.map(({ text, line }) => ({ text, at: `${path}:${line}` })),
      ...fences.flatMap((fence) =>
        workflowCommands(fence).map((text) => ({ text, at: `${path}:${fence.line}` })),
      ),
    ]);
    const commands = named.filter(({ text }) => text.startsWith('diverst '));
    expect(commands.length).toBeGreaterThan(10);
    const problems = commands.flatMap(({ text, at }) => {
      const problem = commandProblem(text);
      return problem === null ? [] : [`${at}: ${text}: ${problem}`];
    });
    expect(problems).toEqual([]);
  });

  it('prepare pages that exist', () => {
    expect(Object.keys(before).filter((path) => !documents.has(path))).toEqual([]);
  });

  it('show configurations that can be used', () => {
    const shown = [...documents.values()].flatMap(({ fences }) => fences.filter(isConfiguration));
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.map(configurationProblem)).toEqual(shown.map(() => null));
  });

  it('show every line that is not run', () => {
    const shown = new Set(lines.flatMap((one) => one.lines.map(({ command }) => withoutComment(command))));
    expect(Object.keys(notRun).filter((line) => !shown.has(line))).toEqual([]);
  });

  it('name scripts of npm that there are', () => {
    const texts = [...documents.values()].flatMap(({ spans, fences }) =>
      [...spans, ...fences].map(({ text }) => text),
    );
    const named = texts.flatMap((text) =>
      [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });
});

describe('the commands that are shown', () => {
  const toRun = lines
    .map(({ path, lines: all }) => ({ path, lines: all.filter(({ command }) => isRun(command)) }))
    .filter((one) => one.lines.length > 0);

  // A page is up to thirty commands, and pages are run side by side.
  it.concurrent.each(toRun)(
    'do in the sandbox as $path says',
    { timeout: 500_000 },
    async ({ path, lines: shown }) => {
      const first = (before[path] ?? []).map((command) => ({ command, line: 0, exit: 0, output: null }));
      const all = [...first, ...shown];
      const outcomes = await runInBash(
        all.map(({ command }) => command),
        460_000,
      );
      const problems = all.flatMap((line, index) => {
        const verdict = commandVerdict(line, outcomes[index] ?? { code: null, output: '', calls: [] });
        return verdict === null ? [] : [`${path}:${line.line}: ${line.command}: ${verdict}`];
      });
      expect(problems).toEqual([]);
    },
  );
});
