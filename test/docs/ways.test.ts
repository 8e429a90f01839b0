import { afterAll, describe, expect, it } from 'vitest';
import { killStarted } from '../support/program.ts';
import { runInBash } from './support/bash.ts';
import { allDocuments } from './support/documents.ts';
import { shellLines } from './support/shell-lines.ts';
import { commandVerdict } from './support/verdict.ts';
import { awsCli, type Mode, openWay } from './support/ways.ts';
import { walked } from './walked.ts';

/**
 * The two ways of the README, each from its first line to its last in one shell: in the sandbox, and as on AWS, with
 * profiles.
 */
const modes: readonly Mode[] = ['the sandbox', 'AWS profiles'];

afterAll(killStarted);

if (awsCli === null) console.log('the AWS CLI does not run here: the SDK asks STS instead');

describe.each(Object.entries(walked))('README, %s', (section, start) => {
  const fences = allDocuments().get('README.md')?.fences ?? [];
  const lines = fences.filter((fence) => fence.section === section).flatMap(shellLines);

  it('leads from the configuration to the account of a client', () => {
    const commands = lines.map(({ command }) => command);
    expect(commands[0]).toMatch(/^diverst config init /);
    expect(commands.at(-1)).toMatch(/^aws sts get-caller-identity /);
    expect(lines.at(-1)?.output?.join('\n')).toContain(':assumed-role/acme-production/');
  });

  it.concurrent.each(modes)('does with %s as the page says', { timeout: 500_000 }, async (mode) => {
    const outcomes = await runInBash(
      lines.map(({ command }) => command),
      460_000,
      (place) => openWay(mode, start, place),
    );
    const problems = lines.flatMap((line, index) => {
      const verdict = commandVerdict(line, outcomes[index] ?? { code: null, output: '', calls: [] });
      return verdict === null ? [] : [`README.md:${line.line}: ${line.command}: ${verdict}`];
    });
    expect(problems).toEqual([]);
    // In the sandbox the profile ops is a user of the sandbox; with AWS profiles it is the person who was added.
    expect(outcomes.at(-1)?.output).toMatch(mode === 'AWS profiles' ? /\/kim$/m : /\/ops-user$/m);
  });
});
