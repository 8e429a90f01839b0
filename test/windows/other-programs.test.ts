import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, inject, test } from 'vitest';
import { userOfTests } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const cmd = 'C:\\windows\\system32\\cmd.exe';
const user = userOfTests();

describe.runIf(inject('windows'))('other programs on Windows', () => {
  test('a profile is started by the SDKs, each as it starts a credential_process', async () => {
    // The SDKs read words in quotes in different ways: paths with spaces get their short names.
    user().write('own folder\\diverst.config.yaml', 'region: eu-west-1\r\n');
    const options = ['--file', 'own aws config', '--config', 'own folder\\diverst.config.yaml'];
    const [written] = await user().together([
      { args: ['client', 'profile', 'acme', '--write', ...options], env },
    ]);
    expect(written, written?.stderr).toMatchObject({ code: 0 });
    const profile = user().read('own aws config');
    const line = /^credential_process = (.*?)\r?$/m.exec(profile)?.[1] ?? '';
    expect(line).toMatch(/^C:\/npm\/diverst\.cmd client assume acme [-\w/ .:~]+$/i);
    expect(line).toContain('/diverst.config.yaml');
    const [python] = await user().together([{ line, env }]);
    const [javascript, go] = await user().together([
      // As Node's exec does it, which the SDK for JavaScript calls.
      { program: cmd, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true, env },
      // The SDK for Go.
      { program: cmd, args: ['/C', line], env },
    ]);
    for (const run of [python, javascript, go]) {
      expect(run, run?.stderr).toMatchObject({ code: 0 });
      expect(JSON.parse(run?.stdout ?? '')).toMatchObject({ Version: 1, AccessKeyId: expect.any(String) });
    }
  });

  test('sandbox serve answers the host and diverst, whose sessions lie in LOCALAPPDATA or the profile', async () => {
    user().write('serve.json', '');
    const args = ['sandbox', 'serve', '--port', '0', '--json'];
    const serving = user().together([{ args, env, log: 'serve.json', stopAt: 'stop.txt' }]);
    const line = await until(() => /^\{.*\}\n/m.exec(user().read('serve.json'))?.[0] ?? null);
    const { endpoint, profiles } = JSON.parse(line);
    const credentials = profiles.management;
    const sts = new STSClient({ endpoint, region: 'us-east-1', credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    expect(Arn).toMatch(/:user\/management-admin$/);
    const signed = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: profiles.ops.accessKeyId,
      AWS_SECRET_ACCESS_KEY: profiles.ops.secretAccessKey,
    };
    const assume = ['client', 'assume', 'acme', '--json'];
    for (const [more, folder] of [
      [{}, 'home\\AppData\\Local\\diverst'],
      [{ LOCALAPPDATA: '' }, 'home\\.cache\\diverst'],
    ] as const) {
      const [assumed] = await user().together([{ args: assume, env: { ...signed, ...more } }]);
      expect(assumed, assumed?.stderr).toMatchObject({ code: 0 });
      const session = expect.stringMatching(/^acme-[0-9a-f]+\.json$/);
      expect(readdirSync(user().host(folder))).toContainEqual(session);
    }
    user().write('stop.txt', '');
    const [served] = await serving;
    expect(served).toMatchObject({ signal: 'SIGTERM' });
  });
});

/** Looks until there is something, for a minute at most. */
async function until<T>(look: () => T | null): Promise<T> {
  for (let looks = 0; looks < 600; looks += 1) {
    const found = look();
    if (found !== null) return found;
    await sleep(100);
  }
  throw new Error('it did not come within a minute');
}
