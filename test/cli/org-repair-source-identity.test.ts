import { afterEach, beforeEach, expect, it } from 'vitest';
import { addRole, documentOf, letIn, putInline, rootOf, use } from '../audit/edits.ts';
import { jsonOf, mutations } from '../support/cli.ts';
import { opsOf, roleOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
let config: readonly string[];

beforeEach(async () => {
  here = await twoClients();
  config = ['--config', here.config('client: { role: { requireSourceIdentity: true } }\n')];
});
afterEach(() => here.remove());

const repair = (...more: readonly string[]) => here.run(['org', 'repair', '--yes', ...config, ...more]);
const trustOf = (client: string) => roleOf(here.organization.sandbox.state(), client).trust.document;

it('sets the trust policies of all clients, and the people get in as before', async () => {
  const { code, stderr } = await repair();
  expect(code, stderr).toBe(0);
  for (const client of ['acme', 'globex']) expect(trustOf(client)).toContain('${aws:username}');
  here.organization.clock.advance(60_000);
  expect((await here.run(['client', 'assume', 'acme', '--format', 'json', ...config])).code).toBe(0);
});

it('leaves a client alone into which a role of Ops leads, and says which role, also when it is named', async () => {
  here.organization.sandbox.edit((state) => {
    const { id } = opsOf(state).ops;
    const only = use('arn:aws:iam::*:role/acme-production');
    putInline(addRole(state, id, 'deploy', documentOf(letIn(rootOf(id)))), 'use', only);
  });
  const before = trustOf('acme');
  await repair();
  expect(trustOf('acme')).toBe(before);
  expect(trustOf('globex')).toContain('${aws:username}');
  const done = mutations(here.organization.sandbox).length;
  const named = await repair('--only', 'trust-source-identity:acme');
  expect(named.stderr).toContain('trust-source-identity:acme');
  expect(named.stderr).toContain('deploy');
  expect(mutations(here.organization.sandbox)).toHaveLength(done);
  const { findings } = jsonOf<{ findings: { id: string; fix: string[] }[] }>(
    await here.run(['org', 'audit', '--json', ...config]),
  );
  expect(findings.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['source-identity-role:role/deploy', 'trust-source-identity:acme']),
  );
});
