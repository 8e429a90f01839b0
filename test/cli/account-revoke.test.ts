import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import {
  assumedBy,
  canBegin,
  demandName,
  keyOf,
  ownSession,
  policiesOf,
  revocable,
  userOf,
  works,
} from '../support/revoked.ts';
import { accountOf } from '../support/state.ts';

interface Revoked {
  readonly person: string | null;
  readonly accounts: readonly {
    readonly client: string;
    readonly ends: string | null;
    readonly reason: string | null;
    readonly endedBefore: string | null;
  }[];
  readonly failed: readonly { readonly client: string }[];
  readonly changes: readonly { readonly kind: string; readonly status: string }[];
  readonly notices: readonly string[];
}

const names = Array.from({ length: 10 }, (_, number) => `client-${number}`);

/** Milliseconds in which what was written has arrived everywhere. */
const propagation = 8_000;

const revoke = (here: TestOrganization, ...words: readonly string[]) =>
  runCli(here, ['client', 'revoke', ...words, '--yes', '--json']);

describe('a person who leaves, with sessions in ten clients', () => {
  it('has no session that does anything, and begins none; all others go on', async () => {
    const here = revocable(10);
    const kim = keyOf(here, 'kim');
    const mfa = await ownSession(here, kim);
    const ofKim = await Promise.all(names.map((client) => assumedBy(here, client, 'kim')));
    const ofEve = await Promise.all(names.map((client) => assumedBy(here, client, 'eve')));
    expect(await Promise.all(ofKim.map((one) => works(here, one)))).toEqual(names.map(() => true));

    const result = await revoke(here, '--all', '--person', 'kim');
    expect(result.code, result.stderr).toBe(0);
    const { accounts, changes } = jsonOf<Revoked>(result);
    expect(accounts.map(({ client, ends }) => `${client} ${ends}`)).toEqual(
      names.map((one) => `${one} person`),
    );
    expect(changes.map(({ status }) => status)).toEqual(Array.from({ length: 11 }, () => 'applied'));
    here.clock.advance(propagation);
    expect(await Promise.all(ofKim.map((one) => works(here, one)))).toEqual(names.map(() => false));
    expect(await Promise.all(ofEve.map((one) => works(here, one)))).toEqual(names.map(() => true));
    here.clock.advance(120_000);
    for (const keys of [kim, mfa])
      expect(await canBegin(here, 'client-3', { name: 'kim', keys })).toBe(false);
    expect(await canBegin(here, 'client-3', { name: 'eve', keys: keyOf(here, 'eve') })).toBe(true);
    expect(userOf(here, 'kim').hasPassword).toBe(false);
  });

  it('a session that begins before the lock has arrived everywhere does nothing either', async () => {
    const here = revocable(1);
    expect((await revoke(here, '--all', '--person', 'kim')).code).toBe(0);
    // Where the key is known as active for a while longer.
    here.sandbox.edit(({ accessKeys }) => {
      for (const key of Object.values(accessKeys)) key.status = 'Active';
    });
    const late = await assumedBy(here, 'client-0', 'kim');
    here.clock.advance(propagation);
    expect(await works(here, late)).toBe(false);
    expect(await canBegin(here, 'client-0', { name: 'kim', keys: keyOf(here, 'kim') })).toBe(false);
  });
});

describe('with --label', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-revoke-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const config = join(folder, 'diverst.config.yaml');
  writeFileSync(
    config,
    'client: { labels: { client-0: { tier: gold }, client-2: { tier: gold }, gone: { tier: gold } } }\n',
  );
  const labelled = ['--label', 'tier=gold', '--config', config];

  it('sessions end in the accounts that have it, and in no other', async () => {
    const here = revocable(3);
    const sessions = await Promise.all([0, 1, 2].map((number) => assumedBy(here, `client-${number}`, 'kim')));
    const { accounts, notices } = jsonOf<Revoked>(await revoke(here, ...labelled));
    expect(accounts.map(({ client }) => client)).toEqual(['client-0', 'client-2']);
    expect(notices.join('\n')).toContain(
      'WARNING: client gone has the label, but no open account has its name',
    );
    here.clock.advance(propagation);
    expect(await Promise.all(sessions.map((one) => works(here, one)))).toEqual([false, true, false]);
  });

  it('of a person says how to end the others', async () => {
    const here = revocable(3);
    const words = ['client', 'revoke', ...labelled, '--person', 'kim', '--yes'];
    const { code, stdout, stderr } = await runCli(here, words);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('client revoke --all --person kim');
  });

  it.each([
    [['client-0', ...labelled], 64, '--label and the name of one client do not go together'],
    [['--label', 'tier=iron', '--config', config], 1, 'no account has the label tier=iron'],
  ])('%j is refused', async (words, code, what) => {
    const here = revocable(1);
    const result = await revoke(here, ...words);
    expect(result).toMatchObject({ code });
    expect(result.stderr + result.stdout).toContain(what);
    expect(here.sandbox.calls.some(({ operation }) => operation === 'PutRolePolicy')).toBe(false);
  });
});

describe('without --person', () => {
  it('everybody’s sessions end, and new ones begin', async () => {
    const here = revocable(1, { bound: false });
    const before = await assumedBy(here, 'client-0', 'kim');
    const { code, stdout } = await runCli(here, ['client', 'revoke', 'client-0', '--yes']);
    expect(code).toBe(0);
    expect(stdout).toContain('sessions ended in 1 account');
    here.clock.advance(propagation);
    expect(await works(here, before)).toBe(false);
    const after = await assumedBy(here, 'client-0', 'kim');
    expect(await works(here, after)).toBe(true);
  });

  it('sessions end in an account that is being closed, too, and a closed one is passed over', async () => {
    const here = revocable(2, { bound: false });
    const before = await assumedBy(here, 'client-0', 'kim');
    const now = here.clock.now();
    here.sandbox.edit((state) => {
      const closing = { state: 'PENDING_CLOSURE', closingSince: now, closesAt: now + 3_600_000 } as const;
      Object.assign(accountOf(state, 'client-0'), closing);
      Object.assign(accountOf(state, 'client-1'), { state: 'CLOSED', closedAt: now });
    });
    const result = await revoke(here, '--all');
    expect(result.code, result.stderr).toBe(0);
    expect(jsonOf<Revoked>(result).accounts.map(({ client }) => client)).toEqual(['client-0']);
    here.clock.advance(propagation);
    expect(await works(here, before)).toBe(false);
  });

  it('asks first, and says in how many accounts', async () => {
    const here = revocable(3, { bound: false });
    const { code, asked } = await runCli(here, ['client', 'revoke', '--all'], { answer: false });
    expect(code).toBe(4);
    expect(asked).toEqual(['End all sessions in 3 accounts?']);
    expect(policiesOf(here, 'client-0')).toEqual([]);
  });
});

describe('where one person’s sessions cannot be told from others', () => {
  it('everybody’s end, and the plan says so before it asks', async () => {
    const here = revocable(2, { bound: false });
    here.sandbox.edit((state) => demandName(state, 'client-1'));
    const { code, asked, stderr } = await runCli(here, ['client', 'revoke', '--all', '--person', 'kim'], {
      answer: true,
    });
    expect(code).toBe(0);
    expect(asked).toEqual([
      'Lock user kim in Ops, and end the sessions of kim in 2 accounts, and all sessions in 1 of them?',
    ]);
    expect(stderr).toContain('end all sessions in client client-0');
    expect(stderr).toContain('warning: all sessions end, not only those of kim, in client client-0');
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke']);
    expect(policiesOf(here, 'client-1')).toEqual(['diverst-revoke-kim']);
  });
});
