import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { pathOf } from '../../src/cli/line-words.ts';
import { appliesPlan } from '../../src/cli/plan-commands.ts';
import { buildProgram } from '../../src/cli/program.ts';
import { runCli, testOrganization } from '../support/cli.ts';

function everyCommand(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

const program = buildProgram('1.0.0', { out: () => {}, err: () => {} }, () => {
  throw new Error('nothing runs');
});

describe('a command that applies a plan', () => {
  it('is each that can show one', () => {
    const showing = everyCommand(program).filter(({ options }) =>
      options.some(
        ({ long, description }) => long === '--dry-run' && description.startsWith('show the plan'),
      ),
    );
    expect(showing.length).toBeGreaterThan(5);
    expect(everyCommand(program).filter(appliesPlan).map(pathOf)).toEqual(showing.map(pathOf));
  });

  it.each([
    [true, 'client init acme --yes'],
    [false, 'client init acme --dry-run'],
    [false, 'org audit'],
    [false, 'client assume acme --no-cache'],
  ])('is said to be continued: %s for %s', async (isResumed, line) => {
    const organization = testOrganization();
    const fault = { kind: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' } as const;
    organization.sandbox.faults.add({ fault, times: 10_000 });
    const { code, stderr } = await runCli(organization, line.split(' '));
    expect(code).toBe(1);
    expect(stderr).toContain('run the same command again in a minute');
    expect(stderr.includes('in a minute: it does only what is still missing'), stderr).toBe(isResumed);
  });
});
