import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openUser, type WindowsUser } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const cmd = 'C:\\windows\\system32\\cmd.exe';
let user: WindowsUser;

beforeAll(async () => {
  if (!inject('windows')) return;
  user = openUser();
  const [made] = await user.together([{ args: ['client', 'init', 'acme', '--yes'], env }]);
  expect(made, made?.stderr).toMatchObject({ code: 0 });
});
afterAll(() => user?.remove());

describe.runIf(inject('windows'))('other programs on Windows', () => {
  test('a profile is started by the SDKs, each as it starts a credential_process', async () => {
    const [written] = await user.together([
      { args: ['client', 'profile', 'acme', '--write', '--file', 'own aws config'], env },
    ]);
    expect(written, written?.stderr).toMatchObject({ code: 0 });
    const profile = user.read('own aws config');
    const line = /^credential_process = (.*?)\r?$/m.exec(profile)?.[1] ?? '';
    expect(line).toMatch(/diverst(\.cmd|\.js)/);
    const [javascript, go] = await user.together([
      // As Node's exec does it, which the SDK for JavaScript calls.
      { program: cmd, args: ['/d', '/s', '/c', `"${line}"`], verbatim: true, env },
      // The SDK for Go.
      { program: cmd, args: ['/C', line], env },
    ]);
    for (const run of [javascript, go]) {
      expect(run, run?.stderr).toMatchObject({ code: 0 });
      expect(JSON.parse(run?.stdout ?? '')).toMatchObject({ Version: 1, AccessKeyId: expect.any(String) });
    }
  });
});
