import { describe, expect, it } from 'vitest';
import { openConnection } from '../../src/cli/connection.ts';
import { defaultConfig } from '../../src/config/load.ts';
import { testRun } from '../support/run.ts';

describe('before AWS is asked', () => {
  const env = { HOME: '/nowhere', AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'hush' };

  it.each([
    ['--region', { globals: { region: 'x y' }, env }],
    ['AWS_REGION', { env: { ...env, AWS_REGION: 'x y' } }],
  ])('%s is refused that cannot be a region', async (_given, run) => {
    await expect(openConnection(testRun(run).context, 'ops', defaultConfig)).rejects.toThrow(
      '"x y" is not an AWS region',
    );
  });

  it('a profile without a name is refused', async () => {
    const { context } = testRun({ globals: { profile: '' }, env });
    await expect(openConnection(context, 'ops', defaultConfig)).rejects.toThrow('--profile has no name');
  });
});
