import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { idOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

/** What a page claims is what was read: the rest is neither passed nor denied. */
let ground: TwoClients;
beforeEach(async () => {
  ground = await twoClients();
});
afterEach(() => ground.remove());

async function textOf(...words: readonly string[]): Promise<string> {
  const { code, stderr } = await ground.run(['org', 'report', '--output', 'page.html', ...words]);
  expect(code, stderr).toBe(3);
  const page = readFileSync(join(ground.folder, 'page.html'), 'utf8');
  return page
    .slice(page.indexOf('<body>'), page.lastIndexOf('<script>'))
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

function deny(operation: string, account: string): void {
  const { sandbox } = ground.organization;
  sandbox.faults.add({
    operation,
    accountId: idOf(sandbox.state(), account),
    times: 1_000,
    fault: { kind: 'error', code: 'AccessDenied', status: 403 },
  });
}

describe('a page where Ops could not be read', () => {
  it('of a client: does not say who gets in, or that nobody else does', async () => {
    deny('GetAccountAuthorizationDetails', 'Ops');
    const text = await textOf('--client', 'acme');
    expect(text).toContain(
      'diverst could not read everything that protects the account, so it cannot rule out a problem there.',
    );
    expect(text).not.toContain('1 difference');
    expect(text).not.toContain('No other users or roles can');
    expect(text).toContain(
      'diverst could not read everything that it needs to check the trust policy, so it does not know who has access through the role.',
    );
    expect(text).not.toContain('The audit found no other access path.');
    for (const check of ['role-other-trust', 'root-keys', 'trust-everyone', 'access-role-trust'])
      expect(text).toContain(`not read ${check}`);
    expect(text).toContain('passed client-user');
  });

  it('of the organization: does not say that there is no other way in', async () => {
    deny('GetAccountAuthorizationDetails', 'Ops');
    const text = await textOf();
    expect(text).not.toContain('The audit found no other access path.');
    expect(text).toContain('so it cannot rule out a problem there.');
  });
});

describe('a page where the central management of root users could not be read', () => {
  it('does not say that their credentials are as this demands', async () => {
    deny('ListOrganizationsFeatures', 'management');
    const text = await textOf('--client', 'acme');
    expect(text).toContain('not read root-credentials');
    expect(text).toContain('passed root-keys');
  });
});

describe('a page where guardrails cannot be judged', () => {
  it('does not say that they hold', async () => {
    const config = ground.config('guardrails: { reach: [nobody-knows-this-account] }');
    const text = await textOf('--client', 'acme', '--config', config);
    expect(text).toContain('not read guardrail-missing');
    expect(text).not.toContain('What AWS denies in this account');
  });
});

describe('a page about a name that two accounts have', () => {
  it('is not written: it could be handed to the wrong one', async () => {
    const { sandbox } = ground.organization;
    const { acme, globex } = { acme: idOf(sandbox.state(), 'acme'), globex: idOf(sandbox.state(), 'globex') };
    sandbox.edit(({ accounts }) => {
      Object.assign(accounts[globex] ?? {}, { name: 'acme' });
    });
    const { code, stderr } = await ground.run(['org', 'report', '--output', 'page.html', '--client', 'acme']);
    expect(code).toBe(1);
    expect(stderr).toContain('2 accounts have the name of client acme');
    for (const id of [acme, globex]) expect(stderr).toContain(id);
    expect(existsSync(join(ground.folder, 'page.html'))).toBe(false);
  });
});
