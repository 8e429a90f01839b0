import { expect, it } from 'vitest';
import { runCli, testOrganization } from '../support/cli.ts';

it('an option that takes no value is not called unknown if it is given one', async () => {
  const { code, stderr } = await runCli(testOrganization(), ['client', 'list', '--json=x']);
  expect(code).toBe(64);
  expect(stderr).toContain('error: --json takes no value\n');
  expect(stderr).toContain('did you mean:\n         diverst client list --json\n');
});
