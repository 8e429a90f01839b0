import { describe, expect, it } from 'vitest';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';

const line = ['org', 'init', '--yes', '--json'];

describe('try', () => {
  it('from nothing', async () => {
    const organization = testOrganization({ start: 'empty' });
    const result = await runCli(organization, ['org', 'init', '--yes']);
    console.log(result.stderr, result.stdout, mutations(organization.sandbox), organization.clock.now());
    const again = await runCli(organization, line);
    console.log(again.stdout);
    expect(result.code).toBe(0);
  });
});
