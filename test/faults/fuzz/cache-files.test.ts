import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fastAnswer } from '../../../src/credentials/fast-answer.ts';
import fc from '../../support/properties.ts';
import { type TwoClients, twoClients } from '../../support/two-clients.ts';
import { type Damage, damage } from './support/cache-files.ts';
import { expectReported, runs } from './support/reported.ts';

let clients: TwoClients;
let state: string;
/** Every file that is kept, as it is when nothing is wrong with it. */
const good = new Map<string, Buffer>();
/** When those files were written. */
let then: number;

const words = (client: string) => ['client', 'assume', client, '--format', 'credential-process'];

beforeAll(async () => {
  clients = await twoClients();
  state = join(clients.folder, 'state.json');
  for (const client of ['acme', 'globex']) expect((await clients.run(words(client))).code).toBe(0);
  then = clients.organization.clock.now();
  for (const name of readdirSync(clients.sessions))
    good.set(name, readFileSync(join(clients.sessions, name)));
  expect([...good.keys()].map((name) => name.replace(/-.*/, '')).sort()).toEqual([
    'acme',
    'globex',
    'grants',
    'uses.json',
  ]);
});
afterAll(() => clients.remove());

interface Handed {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: string;
}

/** The role that a session of the sandbox is of, by what the sandbox put into the token. */
function roleOf({ SessionToken }: Handed): string {
  const content = Buffer.from(SessionToken.split('.')[0] ?? '', 'base64url').toString();
  return /"roleName":"([\w-]+)"/.exec(content)?.[1] ?? content;
}

/** What was handed out before anything was damaged. */
function kept(client: string): Handed {
  const name = [...good.keys()].find((one) => one.startsWith(`${client}-`)) ?? '';
  const { session } = JSON.parse(String(good.get(name))) as { session: Record<string, string> };
  return {
    AccessKeyId: session.accessKeyId ?? '',
    SecretAccessKey: session.secretAccessKey ?? '',
    SessionToken: session.sessionToken ?? '',
    Expiration: session.expiration ?? '',
  };
}

/** Puts every file back, but for the one that is damaged. */
function restore(which: string, how: Damage): void {
  for (const name of readdirSync(clients.sessions)) {
    if (!good.has(name)) writeFileSync(join(clients.sessions, name), '');
  }
  const others = [...good].filter(([name]) => name !== which).map(([, bytes]) => bytes);
  for (const [name, bytes] of good)
    writeFileSync(join(clients.sessions, name), name === which ? how(bytes, others) : bytes, { mode: 0o600 });
}

/** The answer before the program is loaded. */
function fast(client: string, now: number): Handed | null {
  const env = { DIVERST_SANDBOX: '1', DIVERST_SANDBOX_STATE: state };
  const answer = fastAnswer(words(client), env, clients.folder, now, () => state);
  return answer === null ? null : (JSON.parse(answer) as Handed);
}

/** What was kept, to the letter; or nothing, so that AWS is asked. */
function expectKeptOrNothing(answer: Handed | null, client: string, now: number): void {
  if (answer === null) return;
  const { Version: _, ...rest } = answer as Handed & { readonly Version: number };
  expect(rest).toEqual(kept(client));
  expect(Date.parse(answer.Expiration)).toBeGreaterThan(now);
}

const which = fc.constantFrom('acme', 'globex', 'grants', 'uses.json');
const file = (prefix: string) => [...good.keys()].find((name) => name.startsWith(prefix)) ?? '';
const later = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constantFrom(2_000_000, 3_590_000, 3_601_000, 86_400_000, -3_600_000) },
);

describe('a file of the cache, whatever became of it,', () => {
  it('is answered from as it was kept, or not at all', () => {
    let answered = 0;
    fc.assert(
      fc.property(fc.constantFrom('acme', 'globex'), damage, later, (client, how, wait) => {
        restore(file(client), how);
        const now = then + wait;
        const answer = fast(client, now);
        if (answer !== null) answered++;
        expectKeptOrNothing(answer, client, now);
      }),
      runs(1_500),
    );
    // Some damage leaves all that counts as it was.
    if (process.env.PROPERTY_RUNS === undefined) expect(answered).toBeGreaterThan(10);
  });

  it('cut off anywhere is not answered from', () => {
    const bytes = good.get(file('acme')) ?? Buffer.alloc(0);
    for (let length = 0; length < bytes.length; length++) {
      restore(file('acme'), () => bytes.subarray(0, length));
      expect(fast('acme', then)).toBeNull();
    }
    restore('', (whole) => whole);
    expect(fast('acme', then)).not.toBeNull();
  });

  it('gives credentials of the client that was named, which last', async () => {
    const { organization } = clients;
    await fc.assert(
      fc.asyncProperty(which, fc.constantFrom('acme', 'globex'), damage, async (name, client, how) => {
        restore(file(name), how);
        const result = await clients.run(words(client));
        expectReported(result, { json: true });
        expect(result.code, result.stderr).toBe(0);
        const handed = JSON.parse(result.stdout) as Handed;
        expect(roleOf(handed)).toBe(`${client}-production`);
        expect(Date.parse(handed.Expiration)).toBeGreaterThan(organization.clock.now());
        if (handed.AccessKeyId === kept(client).AccessKeyId)
          expectKeptOrNothing(handed, client, organization.clock.now());
      }),
      runs(500),
    );
  });
});
