import { describe, expect, it } from 'vitest';
import { userListView } from '../../src/views/people/user-list.ts';
import { jsonOf, mutations, runCli, testOrganization } from '../support/cli.ts';
import { addFullUser } from '../support/full-user.ts';
import { iamOf } from '../support/state.ts';

const day = 86_400_000;

describe('user list', () => {
  it('shows a line for each user, with what the user signs in with', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      addFullUser(state, 'kim', organization.clock.now());
      addFullUser(state, 'lee', organization.clock.now());
      const lee = iamOf(state, 'Ops').users.lee;
      if (lee) Object.assign(lee, { mfaDevices: [], passwordResetRequired: true });
      for (const key of Object.values(state.accessKeys))
        if (key.userName === 'kim') Object.assign(key, { lastUsedAt: organization.clock.now() });
    });
    organization.clock.advance(3 * day);
    const { code, stdout } = await runCli(organization, ['user', 'list']);
    expect(code).toBe(0);
    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'user      password  MFA  access keys                 active   groups',
      'kim       yes       yes  3 d old, inactive, 3 d old  3 d ago  people, production',
      'lee       first     no   3 d old, inactive, 3 d old  never    people, production',
      'ops-user  none      no   3 d old                     never    production',
      '',
    ]);
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('gives a script all of it', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => addFullUser(state, 'kim', organization.clock.now()));
    const { users } = jsonOf<{ readonly users: readonly unknown[] }>(
      await runCli(organization, ['user', 'list', '--json']),
    );
    expect(users[0]).toMatchObject({
      name: 'kim',
      groups: ['people', 'production'],
      locked: false,
      lastActive: null,
      password: { mustChange: false, lastUsed: null },
      mfaDevices: ['GAHT12345678', expect.stringMatching(/:mfa\/kim$/)],
      accessKeys: [{ active: true }, { active: false }],
    });
  });

  it('is a row for each user with --format csv', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => addFullUser(state, 'kim', organization.clock.now()));
    const { stdout } = await runCli(organization, ['user', 'list', '--format', 'csv']);
    const [head, kim] = stdout.split('\r\n');
    expect(head).toBe(
      'user,arn,locked,created_at,password,password_last_used,mfa_devices,access_keys,active_access_keys,last_active,groups',
    );
    expect(kim).toMatch(
      /^kim,arn:aws:iam::\d{12}:user\/kim,false,[\dT:.Z-]+,yes,,GAHT12345678 arn:.*:mfa\/kim,AKIA\w+ AKIA\w+,AKIA\w+,,people production$/,
    );
    expect((await runCli(organization, ['user', 'list', '--format', 'csv', '--json'])).code).toBe(64);
  });

  it('says who is locked', async () => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => addFullUser(state, 'kim', organization.clock.now()));
    await runCli(organization, ['client', 'revoke', '--all', '--person', 'kim', '--yes']);
    const { stdout } = await runCli(organization, ['user', 'list']);
    expect(stdout).toMatch(/^kim +locked /m);
  });

  it('keeps within the terminal', () => {
    const signIn = { createdAt: 0, password: null, keys: [], mfaDevices: [] };
    const groups = ['people', 'production', 'environments', 'a-group-with-a-long-name', 'another-one'];
    const users = [{ name: 'kim', arn: 'arn', groups, isLocked: false, signIn }];
    const plain = { bold: (text: string) => text, dim: (text: string) => text };
    const view = userListView(users, day, { ...plain, good: plain.dim, bad: plain.dim, warn: plain.dim }, 80);
    for (const line of view.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
    // The groups wrap below each other, each whole.
    for (const group of groups) expect(view).toMatch(new RegExp(`(^|\\s)${group}(,|\\s)`));
  });
});
