import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { readToken } from '../../src/sandbox/oidc/read-token.ts';
import type { SandboxError } from '../../src/sandbox/operation.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

const issuer = 'https://gitlab.com';
const accountId = '111122223333';
const now = new VirtualClock().now();

/** A state with a provider for GitLab, and other keys of the issuer. */
function stateWith(keys: readonly { readonly id: string; readonly publicKey: KeyObject }[] = []): Sandbox {
  const sandbox = openSandbox({ clock: new VirtualClock() });
  sandbox.edit((state) => {
    const arn = `arn:aws:iam::${accountId}:oidc-provider/gitlab.com`;
    const clientIds = [{ id: 'sts.amazonaws.com', effectiveAt: 0 }];
    const provider = {
      arn,
      url: 'gitlab.com',
      createdAt: 0,
      clientIds,
      thumbprints: [],
      tags: {},
      effectiveAt: 0,
    };
    state.iam[accountId] = {
      users: {},
      groups: {},
      roles: {},
      policies: {},
      oidcProviders: { [arn]: provider },
    };
    state.issuerKeys = {
      [issuer]: keys.map(({ id, publicKey }) => ({
        id,
        pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      })),
    };
  });
  return sandbox;
}

function tokenOf(header: object, key: KeyObject | null, hash: string): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iss: issuer, aud: 'sts.amazonaws.com', sub: 'x', iat: seconds, exp: seconds + 60 };
  const [first, second] = [header, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  const signed = `${first}.${second}`;
  const signature = key && sign(hash, Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${(signature ?? Buffer.from('none')).toString('base64url')}`;
}

function subjectOf(sandbox: Sandbox, token: string): string {
  try {
    return readToken(sandbox.state(), accountId, token, now).subject;
  } catch (error) {
    return (error as SandboxError).message;
  }
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });

test('keys that an issuer publishes are taken by their id, and by the algorithm that they are for', () => {
  const sandbox = stateWith([
    { id: 'rsa', ...rsa },
    { id: 'p384', ...p384 },
  ]);
  const { privateKey } = rsa;
  expect(subjectOf(sandbox, tokenOf({ alg: 'RS256', kid: 'rsa' }, privateKey, 'sha256'))).toBe('x');
  expect(subjectOf(sandbox, tokenOf({ alg: 'RS512', kid: 'rsa' }, privateKey, 'sha512'))).toBe('x');
  expect(subjectOf(sandbox, tokenOf({ alg: 'ES384', kid: 'p384' }, p384.privateKey, 'sha384'))).toBe('x');
  const unknown = /^Couldn't retrieve verification key/;
  expect(subjectOf(sandbox, tokenOf({ alg: 'RS256', kid: 'other' }, privateKey, 'sha256'))).toMatch(unknown);
  expect(subjectOf(sandbox, tokenOf({ alg: 'RS256' }, privateKey, 'sha256'))).toMatch(unknown);
  expect(subjectOf(sandbox, tokenOf({ alg: 'ES256', kid: 'p384' }, p384.privateKey, 'sha256'))).toMatch(
    unknown,
  );
  expect(subjectOf(sandbox, tokenOf({ alg: 'ES384', kid: 'rsa' }, privateKey, 'sha384'))).toMatch(unknown);
  expect(subjectOf(sandbox, tokenOf({ alg: 'RS256', kid: 'rsa' }, privateKey, 'sha512'))).toBe(
    'The signature of the token is not valid.',
  );
});

test.each(['none', 'HS256', 'constructor', undefined])('the algorithm %s is not taken', (alg) => {
  const sandbox = stateWith([{ id: 'rsa', ...rsa }]);
  expect(subjectOf(sandbox, tokenOf({ alg, kid: 'rsa' }, null, 'sha256'))).toBe(
    'The algorithm of the token is not supported.',
  );
});

test('each issuer has one key for as long as the state lasts, and each state has its own', () => {
  const sandbox = stateWith();
  const token = sandbox.token({ issuer, subject: 'x' });
  expect(subjectOf(sandbox, token)).toBe('x');
  expect(sandbox.token({ issuer, subject: 'x' }).split('.')[0]).toBe(token.split('.')[0]);
  expect(sandbox.token({ issuer: 'https://example.com', subject: 'x' }).split('.')[0]).not.toBe(
    token.split('.')[0],
  );
  const other = stateWith();
  const state = { ...other.state(), secret: createHash('sha256').update('other').digest('hex') };
  expect(() => readToken(state, accountId, token, now)).toThrow("Couldn't retrieve verification key");
});
