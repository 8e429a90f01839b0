import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountSession } from '../../src/credentials/session.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { jsonOf } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { opsOf } from '../support/state.ts';
import { closeGroups, type TwoClients, twoClients } from '../support/two-clients.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  let here: TwoClients;
  /** A configuration that names the role of one of the two. */
  let file: string;

  beforeEach(async () => {
    here = await twoClients();
    environmentIn(here.organization, 'staging', 'tools');
    file = here.config(`${tested.noun}:\n  roleArns:\n    ${tested.name}: ${roleOf(tested.name)}\n`);
  });
  afterEach(() => here.remove());

  function accountOf(client: string): string {
    const { accounts } = here.organization.sandbox.state();
    return Object.values(accounts).find(({ name }) => name === client)?.id ?? '';
  }

  const roleOf = (client: string) =>
    `arn:aws:iam::${accountOf(client)}:role/${tested.role.replace(tested.name, client)}`;
  const call = (...words: readonly string[]) => here.run([tested.command, ...words, '--config', file]);
  const reads = () => here.calls().filter((call) => /^(List|Get)(Group|Attached|Policy)/.test(call));

  describe('roleArns', () => {
    it('is used as it stands, without reading any group', async () => {
      closeGroups(here.organization);
      const session = jsonOf<AccountSession>(await call('assume', tested.name, '--format', 'json'));
      expect(session).toMatchObject({
        [tested.noun]: tested.name,
        accountId: accountOf(tested.name),
        roleArn: roleOf(tested.name),
      });
      expect(reads()).toEqual([]);
    });

    it('serves profile, terraform and show too', async () => {
      closeGroups(here.organization);
      expect((await call('terraform', tested.name, '--with', 'assume-role')).stdout).toContain(
        roleOf(tested.name),
      );
      expect(await call('profile', tested.name)).toMatchObject({ code: 0 });
      expect(jsonOf(await call('show', tested.name, '--json'))).toMatchObject({
        roleArn: roleOf(tested.name),
      });
      expect(here.calls()).toEqual([]);
    });

    it('gives way to --role-arn', async () => {
      const other = roleOf(tested.name).replace(/::\d+:/, '::999999999999:');
      const { code, stderr } = await call('assume', tested.name, '--role-arn', other);
      expect(code).toBe(1);
      expect(stderr).toContain(other);
    });

    it('lists its clients where the groups may not be read, and says so', async () => {
      closeGroups(here.organization);
      const { code, stdout, stderr } = await call('list', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)[`${tested.noun}s`]).toEqual([
        {
          [tested.noun]: tested.name,
          accountId: accountOf(tested.name),
          roleArn: roleOf(tested.name),
          labels: {},
          email: null,
          since: null,
          unit: null,
          cachedUntil: null,
        },
      ]);
      expect(stderr).toContain('cannot read what your groups grant');
      const picked = await here.run([tested.command, 'assume', '--format', 'json', '--config', file], {
        answer: true,
      });
      expect(picked.offered).toEqual([[tested.name]]);
      expect(jsonOf(picked)).toMatchObject({ [tested.noun]: tested.name });
    });

    it('is listed once, beside what the groups grant', async () => {
      const listed = jsonOf<Record<string, readonly Record<string, string>[]>>(await call('list', '--json'));
      expect(listed[`${tested.noun}s`]?.map((one) => one[tested.noun])).toEqual([tested.name, tested.other]);
    });

    it('is completed, with what was seen last', async () => {
      closeGroups(here.organization);
      expect((await here.run([`__${tested.noun}s`, '--config', file])).stdout).toBe(`${tested.name}\n`);
      const broken = here.config('client: [');
      expect(await here.run([`__${tested.noun}s`, '--config', broken])).toMatchObject({
        code: 0,
        stdout: '',
        stderr: '',
      });
    });

    it('is proposed where another client is not known and the groups may not be read', async () => {
      closeGroups(here.organization);
      const { code, stderr } = await call('assume', tested.other);
      expect(code).toBe(1);
      expect(stderr).toContain(`${tested.noun}.roleArns names: ${tested.name}.`);
      expect((await call('show', tested.other)).stderr).toContain('cannot read what your groups grant');
    });

    it('does not hide that AWS denies the role', async () => {
      here.organization.sandbox.edit((state) => {
        for (const group of Object.values(opsOf(state).iam.groups)) group.members = ['somebody-else'];
      });
      const { code, stderr } = await call('assume', tested.name);
      expect(code).toBe(1);
      expect(stderr).toContain(`because it was named with --role-arn or ${tested.noun}.roleArns`);
    });

    it('with credentials of a client is refused all the same', async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = jsonOf<AccountSession>(
        await call('assume', tested.other, '--format', 'json'),
      );
      const { region, requestHandler } = here.organization.sandbox;
      const credentials = { accessKeyId, secretAccessKey, sessionToken };
      const { stderr } = await here.run(
        [tested.command, 'assume', tested.name, '--no-cache', '--config', file],
        {
          openConnection: async () => ({
            profile: 'env',
            transport: { credentials, region, requestHandler },
          }),
        },
      );
      expect(stderr).toContain(
        `you cannot work in another account: your credentials belong to ${tested.noun} ${tested.other}`,
      );
    });
  });
});
