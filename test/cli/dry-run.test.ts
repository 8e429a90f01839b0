import { describe, expect, it } from 'vitest';
import { mutations, runCli, testOrganization } from '../support/cli.ts';

describe('a dry run', () => {
  it.each([
    ['client init acme', 'base', 'diverst client init acme'],
    [
      'client init acme --email a@example.com --replace-trust',
      'base',
      'diverst client init acme --email a@example.com --replace-trust',
    ],
    ['org init', 'empty', 'diverst org init'],
  ] as const)('of %s says so, and how to apply it', async (line, start, apply) => {
    const organization = testOrganization({ start });
    const before = JSON.stringify(organization.sandbox.state());
    for (const more of [[], ['--json']]) {
      const { code, stderr } = await runCli(organization, [...line.split(' '), '--dry-run', ...more]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/\nDry run: nothing was changed\.\nto apply:\n {2}\S.*\n$/);
      expect(stderr).toContain(`\n  ${apply}\n`);
    }
    expect(mutations(organization.sandbox)).toEqual([]);
    expect(JSON.stringify(organization.sandbox.state())).toBe(before);
  });

  it('with nothing to do names no command', async () => {
    const organization = testOrganization();
    await runCli(organization, ['client', 'init', 'acme', '--yes']);
    const { stderr } = await runCli(organization, ['client', 'init', 'acme', '--dry-run']);
    expect(stderr).toMatch(/Dry run: nothing was changed\.\n$/);
  });

  it('of org repair lists what the plan leaves to a person', async () => {
    const organization = testOrganization();
    await runCli(organization, ['client', 'init', 'acme', '--yes']);
    organization.sandbox.edit((state) => {
      const acme = Object.values(state.accounts).find(({ name }) => name === 'acme');
      const role = state.iam[acme?.id ?? '']?.roles['acme-production'];
      if (role === undefined) throw new Error('no role');
      Object.assign(role, { maxSessionDuration: 7200 });
      const users = state.iam[acme?.id ?? '']?.users;
      const [someone] = Object.values(state.iam[state.managementAccountId]?.users ?? {});
      if (users === undefined || someone === undefined) throw new Error('no users');
      users.eve = { ...someone, name: 'eve' };
    });
    const { code, stdout, stderr } = await runCli(organization, ['org', 'repair', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toContain('0 to create, 1 to change, 0 to remove');
    expect(stderr).toContain('to apply:\n  diverst org repair\n');
    expect(stderr).toMatch(
      /not part of this plan:\n(.*\n)*? +(high|medium|low) +\S*eve: diverst cannot repair it, fix it by hand\n(.*\n)*?to see how to fix them:\n {2}diverst org audit\n/,
    );
  });
});
