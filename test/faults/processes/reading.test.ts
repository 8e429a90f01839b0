import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Death, dieAt, type Moment } from './support/deaths.ts';
import {
  expectClean,
  expectNoStack,
  expectWhole,
  type Organization,
  organization,
  withAcme,
} from './support/organization.ts';

const assume = ['client', 'assume', 'acme', '--format', 'credential-process'];
const audit = ['org', 'audit'];

let prepared: SandboxState;
let made: Organization;
beforeAll(async () => {
  prepared = await withAcme();
});
beforeEach(async () => {
  made = await organization(prepared);
});
afterEach(() => made.close());

/** The next call answers, and leaves nothing but what it keeps. */
async function expectAssumes(): Promise<void> {
  const again = await made.run(assume);
  expect(again, again.stderr).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(again.stdout)).toMatchObject({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/) });
  expectWhole(made.sessions);
  expect(
    readdirSync(made.sessions).filter(
      (name) => !/^(acme|grants)-[0-9a-f]{16}\.json$|^uses\.json$/.test(name),
    ),
  ).toEqual([]);
}

describe('client assume', () => {
  it.each<Moment>([
    { operation: 'GetCallerIdentity', when: 'after' },
    { operation: 'ListGroupsForUser', when: 'before' },
    { operation: 'AssumeRole', when: 'before' },
    { operation: 'AssumeRole', when: 'after' },
  ])('killed $when $operation holds up nobody', async (moment) => {
    expect((await dieAt(made, assume, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    await expectAssumes();
  });

  it.each<Moment & { readonly death: Death }>([
    { death: 'SIGINT', operation: 'ListGroupsForUser', when: 'before' },
    { death: 'SIGTERM', operation: 'AssumeRole', when: 'before' },
  ])('interrupted by $death $when $operation prints no credentials', async ({ death, ...moment }) => {
    const died = await dieAt(made, assume, death, moment);
    expect(died, died.stderr).toMatchObject({ code: 130, stdout: '' });
    expect(died.stderr).toContain('✗ error: interrupted');
    expectNoStack(died);
    await expectAssumes();
  });

  it('whose reader goes away keeps the session, which answers the next', async () => {
    const died = await dieAt(made, assume, 'closed stdout', { operation: 'AssumeRole', when: 'before' });
    expect(died, died.stderr).toMatchObject({ code: 0, stderr: '' });
    const calls = made.sandbox.calls.length;
    await expectAssumes();
    expect(made.sandbox.calls.length).toBe(calls);
  });

  it('answered from the cache to a reader that went away is no crash', async () => {
    await expectAssumes();
    const started = made.start(assume);
    started.child.stdout?.destroy();
    expect(await started.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  });
});

describe('org audit', () => {
  const report = ['org', 'audit', '--json', '--output', 'report.json'];

  it.each<Moment>([
    { operation: 'ListAccounts', when: 'before' },
    { operation: 'GetAccountAuthorizationDetails', nth: 3, when: 'after' },
  ])('killed $when $operation leaves no report, and the next one is whole', async (moment) => {
    expect((await dieAt(made, report, 'SIGKILL', moment)).signal).toBe('SIGKILL');
    expect(existsSync(`${made.home}/report.json`)).toBe(false);
    expect((await made.run(report)).code).toBe(0);
    expect(expectWhole(made.home)).toEqual(['report.json']);
  });

  it.each<Moment & { readonly death: Death }>([
    { death: 'SIGINT', operation: 'ListAccounts', when: 'after' },
    { death: 'SIGTERM', operation: 'GetAccountAuthorizationDetails', nth: 2, when: 'before' },
  ])('interrupted by $death $when $operation prints no result', async ({ death, ...moment }) => {
    const died = await dieAt(made, audit, death, moment);
    expect(died, died.stderr).toMatchObject({ code: 130, stdout: '' });
    expect(died.stderr).toContain('✗ error: interrupted');
    expectNoStack(died);
    await expectClean(made);
  });

  it('whose reader goes away ends with its verdict', async () => {
    const died = await dieAt(made, audit, 'closed stdout', { operation: 'ListAccounts', when: 'before' });
    expect(died.code, died.stderr).toBe(0);
    expectNoStack(died);
  });
});
