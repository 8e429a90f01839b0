import { describe, expect, it } from 'vitest';
import { mfaProcessOutput } from '../../src/cli/session/mfa-process.ts';
import { Failure } from '../../src/model/failure.ts';
import { errorOf } from '../support/client-run.ts';

const run = { env: { PATH: process.env.PATH }, signal: new AbortController().signal };

describe.skipIf(process.platform === 'win32')('the command of DIVERST_MFA_PROCESS', () => {
  it('gives what it prints', async () => {
    expect(await mfaProcessOutput('echo 123456', run)).toBe('123456');
  });

  it.each([
    ['diverst-no-such-command', 'cannot sign in with MFA: the command of DIVERST_MFA_PROCESS was not found'],
    ['/', 'cannot sign in with MFA: the command of DIVERST_MFA_PROCESS cannot be run'],
    [
      'echo SEED; echo SEED >&2; exit 1',
      'cannot sign in with MFA: the command of DIVERST_MFA_PROCESS ended with exit code 1',
    ],
    ['kill -9 $$', 'cannot sign in with MFA: the command of DIVERST_MFA_PROCESS ended by SIGKILL'],
    ['exec sleep 30', 'cannot sign in with MFA: DIVERST_MFA_PROCESS gave no code within 0.1 seconds'],
  ])('%s', async (command, what) => {
    const error = await errorOf(mfaProcessOutput(command, run, command.includes('sleep') ? 100 : 30_000));
    if (!(error instanceof Failure)) throw error;
    expect(error.text.what).toBe(what);
    expect(JSON.stringify(error.text)).not.toContain('SEED');
  });
});
