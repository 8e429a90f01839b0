import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readToken } from '../../src/sandbox/oidc/read-token.ts';
import { openSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-token-'));
  file = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const token = (more: readonly string[], options: CliOptions = {}) =>
  runCli(testOrganization(), ['sandbox', 'token', '--sandbox-state', file, ...more], options);

/** The state of the file, with a provider for GitLab in the management account. */
function withProvider(): Sandbox {
  const sandbox = openSandbox({ stateFile: file });
  sandbox.edit(({ iam, managementAccountId }) => {
    const arn = `arn:aws:iam::${managementAccountId}:oidc-provider/gitlab.com`;
    const own = iam[managementAccountId];
    if (own === undefined) throw new Error('The management account has users.');
    own.oidcProviders = {
      [arn]: {
        ...{ arn, url: 'gitlab.com', createdAt: 0, thumbprints: [], tags: {}, effectiveAt: 0 },
        clientIds: [{ id: 'https://gitlab.com', effectiveAt: 0 }],
      },
    };
  });
  return sandbox;
}

function claimsOf(text: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString());
}

describe('sandbox token', () => {
  it('prints a token of GitHub for AWS, good for a quarter of an hour', async () => {
    const { code, stdout, stderr } = await token(['--subject', 'repo:company/infra:environment:acme']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { exp, iat, ...claims } = claimsOf(stdout);
    expect(claims).toMatchObject({
      iss: 'https://token.actions.githubusercontent.com',
      aud: 'sts.amazonaws.com',
      sub: 'repo:company/infra:environment:acme',
    });
    expect(Number(exp) - Number(iat)).toBe(900);
  });

  it('is what the sandbox of the same state file takes, with the claims that are asked for', async () => {
    const state = withProvider().state();
    const words = ['--subject', 'x', '--issuer', 'https://gitlab.com', '--audience', 'https://gitlab.com'];
    const result = await token([...words, '--claim', 'ref=main', '--claim', 'a=b=c', '--json']);
    const read = jsonOf(result) as { readonly token: string };
    expect(read).toMatchObject({
      issuer: 'https://gitlab.com',
      audience: 'https://gitlab.com',
      subject: 'x',
    });
    const identity = readToken(state, state.managementAccountId, read.token, Date.now());
    expect(identity.claims).toMatchObject({ ref: 'main', a: 'b=c' });
  });

  it.each([
    [['--issuer', 'gitlab.com'], '--issuer "gitlab.com" is not the address of an issuer'],
    [['--claim', 'sub=x'], '--claim "sub=x" is not a claim that you can set'],
    [['--claim', 'x'], '--claim "x" is not a claim that you can set'],
    [['--duration', '0'], '--duration "0" is not a duration for a token'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await token(['--subject', 'x', ...words]);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });

  it('needs a subject', async () => {
    const { code, stderr } = await token([]);
    expect(code).toBe(64);
    expect(stderr).toContain('diverst sandbox token needs a subject');
    expect(stderr).toContain('sandbox token --subject repo:company/infra:environment:acme');
  });
});

it('sandbox serve prints how a token is used, as comments among lines for a shell', async () => {
  const stop = new AbortController();
  const { stdout } = await runCli(
    testOrganization(),
    ['sandbox', 'serve', '--port', '0', '--sandbox-state', file],
    { signal: stop.signal, shows: (text) => text.includes('serving') && stop.abort() },
  );
  const endpoint = /AWS_ENDPOINT_URL='(http:\/\/127\.0\.0\.1:\d+)'/.exec(stdout)?.[1];
  expect(stdout).toContain(`# diverst --sandbox-state ${file} sandbox token --subject SUBJECT >token.jwt\n`);
  expect(stdout).toContain(`# export AWS_ENDPOINT_URL='${endpoint}';\n`);
  expect(stdout).toContain(`# export AWS_ENDPOINT_URL_STS='${endpoint}';\n`);
  expect(stdout).toContain("# export AWS_WEB_IDENTITY_TOKEN_FILE='token.jwt';\n# export AWS_ROLE_ARN=");
});
