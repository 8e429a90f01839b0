import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { outcomeOf } from '../../bench/server/outcome.ts';
import { realClock } from '../../src/sandbox/clock.ts';
import { serveSandbox } from '../../src/sandbox/http.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { addClients } from '../support/many-clients.ts';
import { run } from './support/children.ts';
import { initClient, openWorkshop, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

const script = fileURLToPath(new URL('../../bench/peers/client-init.sh', import.meta.url));

/** The bench compares it with `client init`: a comparison is fair only where both do the same job. */
describe.skipIf(!inject('programs').aws)('the script that the bench compares with', () => {
  /** Milliseconds by which the sandbox's clock is ahead of the machine's. */
  let ahead: number;
  let sandbox: Sandbox;
  let server: Awaited<ReturnType<typeof serveSandbox>>;
  let workshop: Workshop;

  beforeEach(async () => {
    ahead = 0;
    workshop = openWorkshop();
    // Found before the system's: nothing is waited for in real time.
    const sleep = join(workshop.folder, 'sleep');
    writeFileSync(sleep, '#!/bin/sh\n');
    chmodSync(sleep, 0o755);
    const clock = { now: () => Date.now() + ahead, sleep: realClock.sleep };
    sandbox = openSandbox({ clock, timings: { accountCreation: 60_000 } });
    sandbox.edit((state) => addClients(state, 2));
    server = await serveSandbox(sandbox);
  });

  afterEach(async () => {
    await server?.close();
    workshop?.remove();
  });

  const env = () => awsEnv(server.endpoint, sandbox.profiles.management);
  const setUp = (client: string, email: string) => {
    const clean = cleanEnv(workshop.folder, env());
    const own = { ...clean, PATH: `${workshop.folder}:${clean['PATH']}` };
    return run('bash', [script, client, email], { env: own, cwd: workshop.folder });
  };
  const called = (wanted: string) => sandbox.calls.filter(({ operation }) => operation === wanted).length;

  /** A creation lasts until it was asked for once. */
  function finishOnceAsked(): void {
    const after = () => {
      ahead += 60_000;
    };
    sandbox.faults.add({ operation: 'DescribeCreateAccountStatus', fault: { kind: 'hook', after } });
  }

  test('leaves what client init leaves, and waits where a new account has to be waited for', async () => {
    finishOnceAsked();
    sandbox.faults.add({
      operation: 'AssumeRole',
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const { code, stderr } = await setUp('acme', 'aws+acme@example.com');
    expect(code, stderr).toBe(0);
    expect(called('CreateAccount')).toBe(1);
    expect(called('DescribeCreateAccountStatus')).toBe(2);
    expect(called('AssumeRole')).toBe(3);

    finishOnceAsked();
    await initClient(workshop, 'globex', ['--email', 'aws+globex@example.com'], env());
    expect(outcomeOf(sandbox.state(), 'acme')).toEqual(outcomeOf(sandbox.state(), 'globex'));
    expect(outcomeOf(sandbox.state(), 'acme').grants).toHaveLength(1);
  });

  test.each([
    ['name', 'Client-1', 'aws+other@example.com', 'has that name'],
    ['address', 'acme', 'AWS+client-1@example.com', 'has the address'],
  ])('refuses where the %s is taken, before anything is changed', async (_, client, email, words) => {
    const { code, stderr } = await setUp(client, email);
    expect(stderr).toContain(words);
    expect(code).toBe(1);
    expect(sandbox.calls.filter(({ mutates }) => mutates)).toEqual([]);
  });

  test('says why a creation failed', async () => {
    finishOnceAsked();
    // Somebody takes the address after the accounts were listed.
    const before = () =>
      sandbox.edit((state) => {
        const [account] = Object.values(state.accounts).filter(({ name }) => name === 'client-1');
        if (account) account.email = 'aws+acme@example.com';
      });
    sandbox.faults.add({ operation: 'CreateAccount', fault: { kind: 'hook', before } });
    const { code, stderr } = await setUp('acme', 'aws+acme@example.com');
    expect(stderr).toContain('EMAIL_ALREADY_EXISTS');
    expect(code).toBe(1);
    expect(called('MoveAccount')).toBe(0);
  });
});
