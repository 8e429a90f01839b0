import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LeftOver } from '../../src/cli/account/exec-many/left.ts';
import { runTerminal } from '../../src/cli/account/exec-many/terminal.ts';
import { UnfinishedRuns } from '../../src/credentials/unfinished-runs.ts';
import { testRun } from '../support/run.ts';

describe('what runs of one command leave', () => {
  let folder: string;
  let runs: UnfinishedRuns;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-left-'));
    runs = new UnfinishedRuns(folder, ['terraform'], () => 0);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const begin = (names: readonly string[], granted: readonly string[]) =>
    new LeftOver(runs, names, granted, testRun().context.terminal);

  it('is what failed in one of them, also where another ended well meanwhile', () => {
    const granted = ['acme', 'globex'];
    const [one, other] = [begin(['acme'], granted), begin(['acme', 'globex'], granted)];
    other.done('acme');
    other.done('globex');
    expect(runs.read()).toEqual([]);
    one.undone('acme');
    expect(runs.read()).toEqual(['acme']);
  });

  it('has no account that is not granted any more', () => {
    begin(['acme', 'globex'], ['acme', 'globex', 'initech']);
    begin(['initech'], ['acme', 'initech']);
    expect(runs.read()).toEqual(['acme', 'initech']);
  });
});

it('a terminal for many accounts says once what each of them would say', () => {
  const { context, said } = testRun();
  const terminal = runTerminal(context.terminal);
  for (const text of ['! no cache\n', '! no cache\n', '! other\n']) terminal.err(text);
  expect(said.err).toBe('! no cache\n! other\n');
});
