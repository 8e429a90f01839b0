import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountSession } from '../../src/credentials/session.ts';
import { jsonOf } from '../support/cli.ts';
import { opsOf } from '../support/state.ts';
import { closeGroups, type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
/** A configuration that names the role of acme. */
let file: string;

beforeEach(async () => {
  here = await twoClients();
  file = here.config(`client:\n  roleArns:\n    acme: ${roleOf('acme')}\n`);
});
afterEach(() => here.remove());

function accountOf(client: string): string {
  const { accounts } = here.organization.sandbox.state();
  return Object.values(accounts).find(({ name }) => name === client)?.id ?? '';
}

const roleOf = (client: string) => `arn:aws:iam::${accountOf(client)}:role/${client}-production`;
const client = (...words: readonly string[]) => here.run(['client', ...words, '--config', file]);
const reads = () => here.calls().filter((call) => /^(List|Get)(Group|Attached|Policy)/.test(call));

describe('client.roleArns', () => {
  it('is used as it stands, without reading any group', async () => {
    closeGroups(here.organization);
    const session = jsonOf<AccountSession>(await client('assume', 'acme', '--format', 'json'));
    expect(session).toMatchObject({ client: 'acme', accountId: accountOf('acme'), roleArn: roleOf('acme') });
    expect(reads()).toEqual([]);
  });

  it('serves profile, terraform and show too', async () => {
    closeGroups(here.organization);
    expect((await client('terraform', 'acme')).stdout).toContain(roleOf('acme'));
    expect(await client('profile', 'acme')).toMatchObject({ code: 0 });
    expect(jsonOf(await client('show', 'acme', '--json'))).toMatchObject({ roleArn: roleOf('acme') });
    expect(here.calls()).toEqual([]);
  });

  it('gives way to --role-arn', async () => {
    const other = roleOf('acme').replace(/::\d+:/, '::999999999999:');
    const { code, stderr } = await client('assume', 'acme', '--role-arn', other);
    expect(code).toBe(1);
    expect(stderr).toContain(other);
  });

  it('lists its clients where the groups may not be read, and says so', async () => {
    closeGroups(here.organization);
    const { code, stdout, stderr } = await client('list', '--json');
    expect(code).toBe(0);
    const { clients } = JSON.parse(stdout);
    expect(clients).toEqual([{ client: 'acme', accountId: accountOf('acme'), roleArn: roleOf('acme') }]);
    expect(stderr).toContain('what your groups grant may not be read');
    const picked = await here.run(['client', 'assume', '--format', 'json', '--config', file], {
      answer: true,
    });
    expect(picked.offered).toEqual([['acme']]);
    expect(jsonOf(picked)).toMatchObject({ client: 'acme' });
  });

  it('is listed once, beside what the groups grant', async () => {
    const { clients } = jsonOf<{ clients: readonly { client: string }[] }>(await client('list', '--json'));
    expect(clients.map((one) => one.client)).toEqual(['acme', 'globex']);
  });

  it('is completed, with what was seen last', async () => {
    closeGroups(here.organization);
    expect((await here.run(['__clients', '--config', file])).stdout).toBe('acme\n');
    const broken = here.config('client: [');
    expect(await here.run(['__clients', '--config', broken])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('is proposed where another client is not known and the groups may not be read', async () => {
    closeGroups(here.organization);
    const { code, stderr } = await client('assume', 'globex');
    expect(code).toBe(1);
    expect(stderr).toContain('client.roleArns names: acme.');
    expect((await client('show', 'globex')).stderr).toContain('may not be read');
  });

  it('does not hide that AWS denies the role', async () => {
    here.organization.sandbox.edit((state) => {
      opsOf(state).group.members = [];
    });
    const { code, stderr } = await client('assume', 'acme');
    expect(code).toBe(1);
    expect(stderr).toContain('the role was named, by --role-arn or client.roleArns');
  });

  it('with credentials of a client is refused all the same', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = jsonOf<AccountSession>(
      await client('assume', 'globex', '--format', 'json'),
    );
    const { region, requestHandler } = here.organization.sandbox;
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const { stderr } = await here.run(['client', 'assume', 'acme', '--no-cache', '--config', file], {
      openConnection: async () => ({ profile: 'env', transport: { credentials, region, requestHandler } }),
    });
    expect(stderr).toContain('these are credentials of client globex');
  });
});
