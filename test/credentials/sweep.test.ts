import { chmodSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionCache } from '../../src/credentials/session-cache.ts';
import { acmeSession } from '../support/client-run.ts';

const now = Date.UTC(2030, 0, 1);
const day = 86_400_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-sweep-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: object) =>
  writeFileSync(join(folder, name), JSON.stringify(content), { mode: 0o600 });
const session = (ends: number) => ({
  format: 1,
  key: 'k',
  issuedAt: 0,
  session: { ...acmeSession, expiration: new Date(ends).toISOString() },
});

/** Keeps a new session, which sweeps. @returns what is in the folder besides it */
async function keep(): Promise<readonly string[]> {
  const cache = new SessionCache(
    folder,
    () => now,
    () => undefined,
  );
  await cache.get(
    { owner: 'new', key: 'a request', minTtl: 900, lockWait: { timeoutMs: 1_000 } },
    async () => acmeSession,
  );
  const names = readdirSync(folder);
  expect(names).toContainEqual(expect.stringMatching(/^new-[0-9a-f]{16}\.json$/));
  return names.filter((name) => !name.startsWith('new-')).sort();
}

describe('keeping a session', () => {
  it('takes away those that have ended, and leaves the others', async () => {
    put('over-0123456789abcdef.json', session(now - 1_000));
    put('mfa-0123456789abcdef.json', session(now - 1_000));
    put('lasts-0123456789abcdef.json', session(now + 1_000));
    expect(await keep()).toEqual(['lasts-0123456789abcdef.json']);
  });

  it('takes away what grants gave, after a week', async () => {
    const granted = { identity: 'x', groups: [], accounts: [] };
    put('grants-0123456789abcdef.json', { format: 1, key: 'k', readAt: now - 8 * day, granted });
    put('grants-1123456789abcdef.json', { format: 1, key: 'k', readAt: now - 6 * day, granted });
    expect(await keep()).toEqual(['grants-1123456789abcdef.json']);
  });

  it('takes away what a killed process left, after a day', async () => {
    const left = ['acme-0123456789abcdef.json.77.0123456789ab.tmp', 'acme-0123456789abcdef.json.lock'];
    for (const name of left) put(name, {});
    expect(await keep()).toEqual(left);
    const old = (Date.now() - 2 * day) / 1_000;
    for (const name of left) utimesSync(join(folder, name), old, old);
    // The session that is there answers now: another has to be kept.
    rmSync(join(folder, readdirSync(folder).find((name) => name.startsWith('new-')) ?? ''));
    expect(await keep()).toEqual([]);
  });

  it('touches nothing of another name, and follows no link', async () => {
    put('over.json', session(now - 1_000));
    put('over-0123456789abcdef.json.bak', session(now - 1_000));
    symlinkSync(join(folder, 'over.json'), join(folder, 'link-0123456789abcdef.json'));
    put('open-0123456789abcdef.json', session(now - 1_000));
    chmodSync(join(folder, 'open-0123456789abcdef.json'), 0o644);
    writeFileSync(join(folder, 'broken-0123456789abcdef.json'), 'null', { mode: 0o600 });
    const before = readdirSync(folder).sort();
    expect(await keep()).toEqual(before);
  });
});
