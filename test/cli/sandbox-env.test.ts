import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { printEnv, serve } from '../../src/cli/sandbox/run.ts';
import type { ShellName } from '../../src/credentials/shells.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../files/workers.ts';
import { runCli, testOrganization } from '../support/cli.ts';
import { clientRun, errorOf } from '../support/client-run.ts';

let file: string;
beforeEach(() => {
  file = join(temporaryFolder(), 'state.json');
});

const management = () => openSandbox({ stateFile: file }).profiles.management;

const envCommand = (...more: readonly string[]) =>
  runCli(testOrganization(), ['sandbox', 'env', '--sandbox-state', file, ...more]);

/** What `sandbox serve` prints, which is stopped at once. */
async function served(calling: ShellName | null) {
  const { context, shown } = clientRun({ globals: { sandboxState: file }, signal: AbortSignal.abort() });
  await serve({ port: '0' }, context, () => calling);
  const port = /serving .* on http:\/\/127\.0\.0\.1:(\d+);/.exec(shown.err)?.[1];
  return { ...shown, port };
}

describe('sandbox env', () => {
  it('prints lines that PowerShell evaluates', async () => {
    const { accessKeyId, secretAccessKey } = management();
    const { code, stdout } = await envCommand('--format', 'powershell', '--port', '80');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "$Env:AWS_ENDPOINT_URL = 'http://127.0.0.1:80'\n" +
        "$Env:AWS_REGION = 'us-east-1'\n" +
        "$Env:AWS_DEFAULT_REGION = 'us-east-1'\n" +
        `$Env:AWS_ACCESS_KEY_ID = '${accessKeyId}'\n` +
        `$Env:AWS_SECRET_ACCESS_KEY = '${secretAccessKey}'\n` +
        'Remove-Item -ErrorAction SilentlyContinue Env:AWS_PROFILE\n' +
        'Remove-Item -ErrorAction SilentlyContinue Env:AWS_SESSION_TOKEN\n',
    });
  });

  it('prints lines that cmd evaluates', async () => {
    const { stdout } = await envCommand('-f', 'cmd');
    expect(stdout).toContain('set "AWS_ENDPOINT_URL=http://127.0.0.1:7325"\r\n');
    expect(stdout).toMatch(/set "AWS_PROFILE="\r\nset "AWS_SESSION_TOKEN="\r\n$/);
  });

  it('prints lines that a POSIX shell evaluates, with and without quotes', async () => {
    const { accessKeyId } = management();
    const { stdout } = await envCommand('--format', 'env');
    for (const evaluating of ['eval "$1"', 'eval $1']) {
      const script = `${evaluating}; echo "$AWS_ACCESS_KEY_ID $AWS_REGION \${AWS_PROFILE-none}"`;
      const env = { AWS_PROFILE: 'mine', PATH: '/usr/bin:/bin' };
      const read = spawnSync('sh', ['-c', script, 'sh', stdout], { env, encoding: 'utf8' });
      expect(read.stdout).toBe(`${accessKeyId} us-east-1 none\n`);
    }
  });

  it('is for the shell that called, if no format is named', async () => {
    const { context, shown } = clientRun({ globals: { sandboxState: file } });
    await printEnv({ port: '7325' }, context, () => 'fish');
    expect(shown.out).toContain("set -gx AWS_REGION 'us-east-1';\n");
  });

  it('needs the name of the shell where two fit, unless JSON is printed', async () => {
    const { context, shown } = clientRun({ globals: { sandboxState: file } });
    expect(await errorOf(printEnv({ port: '7325' }, context, () => null))).toMatchObject({
      kind: 'usage',
      text: { what: 'it is unknown which shell reads the output' },
    });
    expect(shown.out).toBe('');
    const json = clientRun({ globals: { sandboxState: file, json: true } });
    await printEnv({ port: '7325' }, json.context, () => null);
    expect(JSON.parse(json.shown.out)).toMatchObject({ region: 'us-east-1' });
  });

  it('refuses a format that it does not have, and one next to --json', async () => {
    const unknown = await envCommand('--format', 'nonsense');
    expect(unknown.code).toBe(64);
    expect(unknown.stderr).toContain('env, fish, powershell, cmd, csh');
    const both = await envCommand('--format', 'env', '--json');
    expect(both.code).toBe(64);
    expect(both.stderr).toContain('--json and --format env do not go together');
  });
});

describe('sandbox serve prints lines to paste', () => {
  it('for PowerShell', async () => {
    const { out, err, port } = await served('powershell');
    expect(out).toContain(
      `# profile management\n$Env:AWS_ENDPOINT_URL = 'http://127.0.0.1:${port}'\n$Env:AWS_REGION = 'us-east-1'\n`,
    );
    // A token in UTF-16 is none.
    expect(out).toContain(
      `# diverst --sandbox-state ${file} sandbox token --subject SUBJECT | Out-File -Encoding ascii token.jwt\n`,
    );
    expect(out).toContain(`# $Env:AWS_ENDPOINT_URL_STS = 'http://127.0.0.1:${port}'\n`);
    expect(out).toContain('# Remove-Item -ErrorAction SilentlyContinue Env:AWS_ACCESS_KEY_ID\n');
    expect(err).not.toContain('unknown');
  });

  it('for cmd, of which each is a line of cmd', async () => {
    const { out } = await served('cmd');
    expect(out).toContain('rem profile ops\r\nset "AWS_ENDPOINT_URL=');
    expect(out).toContain('sandbox token --subject SUBJECT >token.jwt\r\n');
    expect(out).toContain('rem set "AWS_ROLE_ARN=arn:aws:iam::ACCOUNT:role/NAME"\r\n');
    for (const line of out.trimEnd().split('\r\n')) expect(line).toMatch(/^(rem |set "[^"\r\n]*"$)/);
  });

  it('for PowerShell where the shell is unknown, and says once how to print those for cmd', async () => {
    const { out, err, port } = await served(null);
    expect(out).toContain('# profile management\n$Env:AWS_ENDPOINT_URL = ');
    expect(err.match(/unknown which shell/g)).toHaveLength(1);
    expect(err).toContain(`\n#   diverst --sandbox-state ${file} sandbox env --port ${port} --format cmd\n`);
  });
});
