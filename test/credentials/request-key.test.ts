import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CacheIdentity, cacheFolder, cacheIdentityKey } from '../../src/credentials/request-key.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'diverst-key-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const identity = (env: NodeJS.ProcessEnv = {}, more: Partial<CacheIdentity> = {}): CacheIdentity => ({
  ...{ profile: null, region: null, config: null, sandbox: null, cwd: home },
  env: { HOME: home, ...env },
  ...more,
});

/** A file with a time of its own, so that nothing depends on how fine the file system's clock is. */
function write(name: string, seconds: number): string {
  const file = join(home, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, String(seconds));
  utimesSync(file, seconds, seconds);
  return file;
}

describe('the key of who asks', () => {
  it.each<[string, (seconds: number) => void, NodeJS.ProcessEnv]>([
    ['the AWS configuration', (at) => write('.aws/config', at), {}],
    ['the shared credentials', (at) => write('.aws/credentials', at), {}],
    ['a configuration in another place', (at) => write('other', at), { AWS_CONFIG_FILE: '~/other' }],
    ['one named from the working directory', (at) => write('other', at), { AWS_CONFIG_FILE: 'other' }],
    ['credentials elsewhere', (at) => write('other', at), { AWS_SHARED_CREDENTIALS_FILE: '~/other' }],
    ['a token of aws sso login', (at) => write('.aws/sso/cache/one.json', at), {}],
    ['a token of aws login', (at) => write('.aws/login/cache/one.json', at), {}],
    ['one that is kept elsewhere', (at) => write('logins/a', at), { AWS_LOGIN_CACHE_DIRECTORY: '$/logins' }],
    ['a web identity token', (at) => write('token', at), { AWS_WEB_IDENTITY_TOKEN_FILE: '$/token' }],
    [
      'a container’s token',
      (at) => write('token', at),
      { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '$/token' },
    ],
    ['the configuration of diverst', (at) => write('diverst.config.yaml', at), {}],
  ])('changes with %s, when it comes and when it is written over', (_name, change, variables) => {
    const env = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => [name, value?.replace('$', home)]),
    );
    const keys = [cacheIdentityKey(identity(env))];
    for (const seconds of [1_000_000, 2_000_000]) {
      change(seconds);
      // A file that is written over leaves the time of its folder as it was.
      const folder = join(home, '.aws', 'sso', 'cache');
      mkdirSync(folder, { recursive: true });
      utimesSync(folder, 1, 1);
      keys.push(cacheIdentityKey(identity(env)));
      expect(cacheIdentityKey(identity(env))).toBe(keys.at(-1));
    }
    expect(new Set(keys).size).toBe(3);
  });

  it('changes when a token goes', () => {
    write('.aws/sso/cache/new.json', 2_000_000);
    const old = write('.aws/sso/cache/old.json', 1_000_000);
    const before = cacheIdentityKey(identity());
    rmSync(old);
    utimesSync(join(home, '.aws', 'sso', 'cache'), 1, 1);
    expect(cacheIdentityKey(identity())).not.toBe(before);
  });

  it.each([
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_ENDPOINT_URL',
  ])('changes with %s', (name) => {
    const keys = [{}, { [name]: 'one' }, { [name]: 'two' }].map((env) => cacheIdentityKey(identity(env)));
    expect(new Set(keys).size).toBe(3);
  });

  it('holds no secret', () => {
    const secrets = { AWS_SECRET_ACCESS_KEY: 'hush', AWS_SESSION_TOKEN: 'hush' };
    const token = { AWS_CONTAINER_AUTHORIZATION_TOKEN: 'hush' };
    expect(cacheIdentityKey(identity({ ...secrets, ...token }))).not.toContain('hush');
  });

  it('is not touched by AWS settings in the sandbox, which does not read them', () => {
    const before = cacheIdentityKey(identity({}, { sandbox: '/s.json' }));
    write('.aws/config', 1_000_000);
    expect(cacheIdentityKey(identity({ AWS_PROFILE: 'x' }, { sandbox: '/s.json' }))).toBe(before);
  });

  it('comes of a place that cannot be looked into, too', () => {
    writeFileSync(join(home, '.aws'), 'no folder');
    expect(cacheIdentityKey(identity())).toContain(join(home, '.aws', 'config'));
  });
});

it('sessions are kept in the user’s cache, or beside the sandbox', () => {
  expect(cacheFolder(identity())).toBe(join(home, '.cache', 'diverst'));
  expect(cacheFolder(identity({ XDG_CACHE_HOME: '/c' }))).toBe('/c/diverst');
  expect(cacheFolder(identity({}, { sandbox: '/s.json' }))).toBe('/s.json.sessions');
});

describe('a relative folder in the environment', () => {
  it('is ignored where sessions are kept, as its specification wants it', () => {
    expect(cacheFolder(identity({ XDG_CACHE_HOME: 'cache' }))).toBe(join(home, '.cache', 'diverst'));
    expect(cacheFolder(identity({ HOME: 'home' }))).toBeNull();
  });
});
