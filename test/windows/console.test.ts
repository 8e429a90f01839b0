import { describe, expect, inject, test } from 'vitest';
import { userOfTests } from './support/machine.ts';

const env = { DIVERST_SANDBOX: '1' };
const user = userOfTests();

describe.runIf(inject('windows'))('a console of Windows', () => {
  test('a question is answered by keys, and Ctrl-C at it changes nothing', async () => {
    const init = (client: string, key: string) =>
      user().together([{ args: ['client', 'init', client], env, keys: [['\\(y/N\\)', key]] }]);
    const [yes] = await init('globex', 'y\r');
    expect(yes, yes?.stdout).toMatchObject({ code: 0 });
    expect(yes?.stdout).toContain('client globex is ready');
    const [interrupted] = await init('initech', '\x03');
    expect(interrupted, interrupted?.stdout).toMatchObject({ code: 130 });
    expect(interrupted?.stdout).toContain('interrupted; nothing was changed');
  });

  test('a shell in a client is cmd, and its exit code is the one of diverst', async () => {
    const keys = [
      ['type exit to leave[^]*>$', 'echo [%DIVERST_CLIENT%]\r'],
      ['^\\[acme\\]$', 'exit 3\r'],
    ] as const;
    const [run] = await user().together([{ args: ['client', 'exec', 'acme'], env, keys }]);
    expect(run, run?.stdout).toMatchObject({ code: 3 });
  });
});
