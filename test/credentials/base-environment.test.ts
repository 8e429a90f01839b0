import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { baseEnvironment, baseMarker, baseVariable } from '../../src/credentials/base-environment.ts';
import { entering, leaving, shellEnvironment } from '../../src/credentials/environment-change.ts';
import type { AccountSession } from '../../src/credentials/session.ts';
import { acmeSession, stagingSession } from '../support/client-run.ts';

type Variables = NodeJS.ProcessEnv;

/** What a shell has after it has read the lines of a change. */
function after(env: Variables, { set, unset, hide }: ReturnType<typeof entering>): Variables {
  const next = { ...env, ...Object.fromEntries(set) };
  for (const name of [...unset, ...hide]) delete next[name];
  return next;
}

const enter = (env: Variables, session = acmeSession) => after(env, entering(session, shellEnvironment(env)));
const leave = (env: Variables) => after(env, leaving(shellEnvironment(env)));
const globex: AccountSession = {
  ...acmeSession,
  name: 'globex',
  accessKeyId: 'ASIAGLOBEXGLOBEXGLOB',
  region: 'eu-central-1',
};

test('on Windows, variables have the names by which they are read, in whatever case they were set', () => {
  const env = { Aws_Profile: 'ops', aws_region: 'us-west-2', Diverst_Sandbox: '1', Path: 'C:\\' };
  const { inherited, base } = shellEnvironment(env, 'win32');
  expect(inherited).toEqual({
    ...{ AWS_PROFILE: 'ops', AWS_REGION: 'us-west-2', DIVERST_SANDBOX: '1', Path: 'C:\\' },
  });
  expect(base.env).toEqual(inherited);
  expect(shellEnvironment(env, 'linux').inherited).toEqual(env);
});

describe('the environment beneath a client', () => {
  it.each<[string, Variables]>([
    ['nothing', {}],
    ['a profile', { AWS_PROFILE: 'ops', PATH: '/bin' }],
    ['the older variable for it', { AWS_DEFAULT_PROFILE: "it's: a=b%, ‘ops’" }],
    ['a region', { AWS_REGION: 'us-west-2' }],
    ['another region in each variable', { AWS_REGION: 'us-west-2', AWS_DEFAULT_REGION: 'sa-east-1' }],
    ['the region that the client has too', { AWS_PROFILE: 'ops', AWS_REGION: 'eu-central-1' }],
  ])('is that of before, through one client and another: %s', (_, env) => {
    const inside = enter(enter(enter(env, globex)), globex);
    expect(inside).toMatchObject({ DIVERST_CLIENT: 'globex', AWS_REGION: 'eu-central-1' });
    expect(inside).not.toHaveProperty('AWS_PROFILE');
    expect(baseEnvironment(inside).env).toEqual(env);
    expect(leave(inside)).toEqual(env);
  });

  it.each<[string, Variables]>([
    ['a shell of its own', { AWS_PROFILE: 'ops', AWS_REGION: 'us-west-2' }],
    ['the note of a client without a session', { DIVERST_CLIENT: 'acme' }],
  ])('is that of one account, of whatever kind: from %s', (_, env) => {
    const first = enter(env, stagingSession);
    expect(first).toMatchObject({ DIVERST_ENVIRONMENT: 'staging' });
    expect(first).not.toHaveProperty('DIVERST_CLIENT');
    const second = enter(first, globex);
    expect(second).toMatchObject({ DIVERST_CLIENT: 'globex' });
    expect(second).not.toHaveProperty('DIVERST_ENVIRONMENT');
    const { DIVERST_CLIENT: _client, ...before } = env;
    expect(leave(second)).toEqual(before);
    expect(leave(enter(second, stagingSession))).toEqual(before);
  });

  it('holds what was set since, in place of what was there before', () => {
    const inside = enter({ AWS_PROFILE: 'ops', AWS_REGION: 'us-west-2' }, globex);
    const changed = { ...inside, AWS_PROFILE: 'mine', AWS_REGION: 'sa-east-1' };
    expect(baseEnvironment(changed).env).toEqual({ AWS_PROFILE: 'mine', AWS_REGION: 'sa-east-1' });
  });

  it('takes an empty profile for none, which is how fish hides a universal one', () => {
    const inside = enter({ AWS_PROFILE: 'ops' });
    expect(baseEnvironment({ ...inside, AWS_PROFILE: '' }).env).toEqual({ AWS_PROFILE: 'ops' });
  });

  it('is read with each per cent sign doubled, as a loop of cmd over the lines leaves it', () => {
    const inside = enter({ AWS_PROFILE: 'ops, 100 %' });
    const doubled = inside.DIVERST_BASE?.replaceAll('%', '%%') ?? '';
    expect(doubled).toContain('%%');
    expect(baseEnvironment({ ...inside, DIVERST_BASE: doubled }).env).toEqual({ AWS_PROFILE: 'ops, 100 %' });
  });

  it('is the whole environment once its keys were replaced', () => {
    const own = { ...enter({ AWS_PROFILE: 'ops' }), AWS_ACCESS_KEY_ID: 'AKIAOWN' };
    expect(baseEnvironment(own)).toEqual({ env: own, session: 'replaced', replacedKey: null });
  });

  it('has no key where there were bare ones, and knows which', () => {
    const keys = {
      AWS_ACCESS_KEY_ID: 'AKIABEFORE',
      AWS_SECRET_ACCESS_KEY: 'hush',
      AWS_SESSION_TOKEN: 'hush',
    };
    const inside = enter(enter(keys), globex);
    expect(baseEnvironment(inside)).toEqual({ env: {}, session: 'current', replacedKey: 'AKIABEFORE' });
    expect(JSON.stringify(inside)).not.toContain('hush');
  });

  it('is found beneath an address that renews the session, with the files that were hidden from it', () => {
    const env = { AWS_CONFIG_FILE: '/home/me/config', AWS_WEB_IDENTITY_TOKEN_FILE: '/token' };
    const child: Variables = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:4711/',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'token',
      AWS_CONFIG_FILE: '/dev/null',
      DIVERST_CLIENT: 'acme',
    };
    child[baseVariable] = baseMarker(baseEnvironment(env), child);
    expect(baseEnvironment(child).env).toEqual(env);
    expect(leave(child)).toEqual(env);
    const elsewhere = { ...child, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/' };
    expect(baseEnvironment(elsewhere)).toMatchObject({ env: elsewhere, session: 'replaced' });
  });

  it.each([
    'v=2:set.AWS_ACCESS_KEY_ID=ASIAACMEACMEACMEACME',
    'v=1:set.AWS_ACCESS_KEY_ID=ASIAACMEACMEACMEACME:rubbish',
    'v=1:set.AWS_ACCESS_KEY_ID=ASIAACMEACMEACMEACME:was.AWS_PROFILE=%E0',
    `v=1:set.AWS_ACCESS_KEY_ID=ASIAACMEACMEACMEACME:was.AWS_PROFILE=${'x'.repeat(9_000)}`,
    '',
  ])('is not looked for where the note is none: %j', (note) => {
    const env = { ...enter({ AWS_PROFILE: 'ops' }), DIVERST_BASE: note };
    expect(baseEnvironment(env)).toEqual({ env, session: 'none', replacedKey: null });
  });

  it('never takes over other variables from a note', () => {
    const env: Variables = { AWS_ACCESS_KEY_ID: 'ASIAX', PATH: '/bin' };
    const note = 'v=1:set.AWS_ACCESS_KEY_ID=ASIAX:was.PATH=/evil:set.PATH=/bin:was.AWS_ENDPOINT_URL=evil';
    expect(baseEnvironment({ ...env, DIVERST_BASE: note }).env).toEqual({ PATH: '/bin' });
  });

  it('survives whatever stands in the variables, and is written in letters that no shell reads', () => {
    const value = fc.option(fc.string({ unit: 'grapheme', minLength: 1 }), { nil: undefined });
    const names = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION'];
    const environment = fc
      .tuple(...names.map(() => value))
      .map((values) =>
        Object.fromEntries(names.flatMap((name, i) => (values[i] ? [[name, values[i]]] : []))),
      );
    fc.assert(
      fc.property(environment, fc.string(), (env, note) => {
        const inside = enter(env, globex);
        expect(inside[baseVariable]).toMatch(/^[\w.%/:=-]+$/);
        expect(leave(inside)).toEqual(env);
        expect(() => baseEnvironment({ ...inside, [baseVariable]: note })).not.toThrow();
      }),
    );
  });
});
