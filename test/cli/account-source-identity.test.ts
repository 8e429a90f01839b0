import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenConnection } from '../../src/cli/context.ts';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { intendedTrust } from '../../src/model/policy/trust.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { addRole, documentOf, letIn, putInline, rootOf, use } from '../audit/edits.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { type CliOptions, jsonOf, mutations } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

const code = { DIVERST_MFA_PROCESS: 'echo 123456' };

describe.each(testedKinds)('diverst $command, where roles demand the name of the person:', (tested) => {
  let here: TwoClients;
  /** A configuration that says what roles demand. */
  let file: string;

  beforeEach(async () => {
    here = await twoClients();
    environmentIn(here.organization, 'staging', 'tools');
    demand({ requireSourceIdentity: true });
  });
  afterEach(() => here.remove());

  function demand(demands: { requireMfa?: boolean; requireSourceIdentity: boolean }): void {
    file = here.config(`${tested.noun}:\n  role: ${JSON.stringify(demands)}\n`);
    here.organization.sandbox.edit((state) => {
      const trust = { requireMfa: false, ...demands, partition: 'aws', opsAccountId: opsOf(state).ops.id };
      Object.assign(roleIn(state).trust, { document: canonicalJson(intendedTrust(trust)) });
      opsOf(state).user.mfaDevices = [`arn:aws:iam::${opsOf(state).ops.id}:mfa/phone`];
    });
  }

  /** The role that people assume. */
  function roleIn(state: SandboxState) {
    const role = Object.values(state.iam).flatMap((iam) => iam.roles[tested.role] ?? [])[0];
    if (role === undefined) throw new Error(`there is no role ${tested.role}`);
    return role;
  }

  function replace(from: string, to: string): void {
    here.organization.sandbox.edit((state) => {
      const role = roleIn(state);
      expect(role.trust.document).toContain(from);
      Object.assign(role.trust, { document: role.trust.document.replace(from, to) });
    });
  }

  /** Takes an action from the grant. */
  function ungrant(action: string): void {
    here.organization.sandbox.edit((state) => {
      const grant = opsOf(state).iam.groups[tested.group]?.inline[`assume-${tested.role}`];
      if (grant === undefined) throw new Error('there is no grant');
      const document = JSON.stringify(JSON.parse(grant.document), (_key, value) =>
        Array.isArray(value) ? value.filter((one) => one !== action) : value,
      );
      Object.assign(grant, { document });
      expect(grant.document).not.toContain(action);
    });
  }

  const assume = (options: CliOptions = {}, ...more: readonly string[]) =>
    here.run([tested.command, 'assume', tested.name, '--format', 'json', '--config', file, ...more], options);

  const sent = () =>
    here.organization.sandbox.calls
      .filter(({ operation }) => operation === 'AssumeRole')
      .map(({ input }) => input);

  /** Signs with other keys than those of the person. */
  function signedBy(credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) {
    const { region, requestHandler } = here.organization.sandbox;
    const openConnection: OpenConnection = async () => ({
      profile: 'test',
      transport: { credentials, region, requestHandler },
    });
    return openConnection;
  }

  it('a session carries the name, whatever it is called itself', async () => {
    expect((await assume()).code).toBe(0);
    expect((await assume({}, '--session-name', 'alice', '--no-cache')).code).toBe(0);
    expect(sent()).toMatchObject([
      { RoleSessionName: 'ops-user', SourceIdentity: 'ops-user' },
      { RoleSessionName: 'alice', SourceIdentity: 'ops-user' },
    ]);
  });

  it('it carries the name with MFA, too', async () => {
    demand({ requireMfa: true, requireSourceIdentity: true });
    expect((await assume({ env: code })).code).toBe(0);
    expect((await assume({ env: code }, '--no-cache')).code).toBe(0);
    expect(sent()).toMatchObject([{ SourceIdentity: 'ops-user' }, { SourceIdentity: 'ops-user' }]);
  });

  it('a machine whose configuration does not say so yet gives it all the same', async () => {
    file = here.config('{}\n');
    expect((await assume()).code).toBe(0);
    expect(sent()).toMatchObject([{ SourceIdentity: 'ops-user' }]);
  });

  it.each([
    ['the grant', () => ungrant('sts:SetSourceIdentity')],
    ['the trust policy', () => replace('"sts:SetSourceIdentity"', '"sts:SetContext"')],
  ])('is not tried without a name where %s does not allow one, and a line says why', async (_name, take) => {
    take();
    const { code: ended, stderr, stdout } = await assume();
    expect(ended).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'failed', exitCode: 1 } });
    expect(sent()).toMatchObject([{ SourceIdentity: 'ops-user' }]);
    expect(stderr).toContain(`${tested.noun}.role.requireSourceIdentity`);
    expect(stderr).toContain('does not allow sts:SetSourceIdentity. diverst did not try without a name.');
    expect(stderr).toMatch(new RegExp(`\\n +diverst ${tested.command} init ${tested.name} --dry-run\\n`));
  });

  it('keeps the name where tags are not allowed', async () => {
    ungrant('sts:TagSession');
    const { code: ended, stderr } = await assume();
    expect(ended).toBe(0);
    expect(stderr).toContain('continuing without session tags');
    expect(sent().at(-1)).toMatchObject({ SourceIdentity: 'ops-user' });
    expect(sent().at(-1)).not.toHaveProperty('Tags');
  });

  it('keeps the name where tags are not allowed and a code has to be given again', async () => {
    demand({ requireMfa: true, requireSourceIdentity: true });
    ungrant('sts:TagSession');
    const codes = ['111111', '222222'];
    const { code: ended, stderr } = await assume({ mfaCode: () => codes.shift() ?? '' }, '--no-cache');
    expect(ended).toBe(0);
    expect(stderr).toContain('continuing without session tags, which needs another MFA code');
    expect(sent().at(-1)).toMatchObject({ SourceIdentity: 'ops-user', TokenCode: '222222' });
    expect(sent().at(-1)).not.toHaveProperty('Tags');
  });

  it('a user whose name is one character is told that it cannot be a source identity', async () => {
    const { sandbox } = here.organization;
    const { ops } = sandbox.profiles;
    sandbox.edit((state) => {
      const { iam, user } = opsOf(state);
      iam.users.k = { ...user, name: 'k' };
      for (const group of Object.values(iam.groups)) if (group.name !== 'people') group.members.push('k');
      for (const key of Object.values(state.accessKeys)) {
        if (key.userName === 'ops-user') Object.assign(key, { userName: 'k' });
      }
    });
    if (ops === undefined) throw new Error('there is no profile ops');
    const { code: ended, stderr } = await assume({ openConnection: signedBy(ops) });
    expect(ended).toBe(1);
    expect(sent()).toEqual([]);
    expect(stderr).toContain('AWS accepts no source identity of one character');
  });

  it('a role of Ops is denied, and told that only users are admitted', async () => {
    const { sandbox } = here.organization;
    const { ops } = sandbox.profiles;
    const arn = roleArn();
    sandbox.edit((state) => {
      const { id } = opsOf(state).ops;
      putInline(addRole(state, id, 'deploy', documentOf(letIn(rootOf(id)))), 'use', use(arn));
      opsOf(state).user.inline.deploy = {
        document: documentOf(use(`arn:aws:iam::${id}:role/deploy`)),
        effectiveAt: 0,
      };
    });
    if (ops === undefined) throw new Error('there is no profile ops');
    const { region, requestHandler } = sandbox;
    const sts = new STSClient({ region, requestHandler, credentials: ops });
    const deploy = `arn:aws:iam::${opsOf(sandbox.state()).ops.id}:role/deploy`;
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({ RoleArn: deploy, RoleSessionName: 'ops-user' }),
    );
    const {
      AccessKeyId: accessKeyId = '',
      SecretAccessKey: secretAccessKey = '',
      SessionToken = '',
    } = keys ?? {};
    const openConnection = signedBy({ accessKeyId, secretAccessKey, sessionToken: SessionToken });
    const { code: ended, stderr } = await assume({ openConnection }, '--role-arn', arn);
    expect(ended, stderr).toBe(1);
    expect(stderr).toContain('you are not an IAM user');
    expect(stderr).toContain('sign in as your IAM user in Ops');
  });

  function roleArn(): string {
    const state = here.organization.sandbox.state();
    const [id] = Object.entries(state.iam).find(([, iam]) => iam.roles[tested.role] !== undefined) ?? [];
    return `arn:aws:iam::${id}:role/${tested.role}`;
  }

  it('a name in another case than the user’s is never given: AWS compares with case', async () => {
    replace('${aws:username}', 'OPS-USER');
    const { code: ended, stderr } = await assume();
    expect(ended, stderr).toBe(1);
    expect(sent()).toHaveLength(1);
    expect(stderr).toContain('the exact name of your IAM user');
  });
});

describe('diverst client init', () => {
  let here: TwoClients;
  const init = (...more: readonly string[]) => {
    const file = here.config('client: { role: { requireSourceIdentity: true } }\n');
    return here.run(['client', 'init', 'acme', '--yes', '--json', '--config', file, ...more]);
  };
  const deploy = (resource: string) =>
    here.organization.sandbox.edit((state) => {
      const { id } = opsOf(state).ops;
      putInline(addRole(state, id, 'deploy', documentOf(letIn(rootOf(id)))), 'use', use(resource));
    });
  const trust = () => {
    const { iam } = here.organization.sandbox.state();
    return Object.values(iam).flatMap(({ roles }) => roles['acme-production']?.trust.document ?? [])[0];
  };

  beforeEach(async () => {
    here = await twoClients();
  });
  afterEach(() => here.remove());

  it('sets a trust policy that demands the name', async () => {
    deploy('arn:aws:iam::*:role/globex-production');
    const { code: ended, stderr } = await init('--replace-trust');
    expect(ended, stderr).toBe(0);
    expect(trust()).toContain('"sts:SourceIdentity":"${aws:username}"');
  });

  it('does not lock out a role of Ops, and says which it would be', async () => {
    deploy('arn:aws:iam::*:role/acme-production');
    const before = trust();
    const { code: ended, stderr } = await init('--replace-trust');
    expect(ended, stderr).toBe(1);
    expect(stderr).toContain('would lock out the role deploy in Ops');
    expect(mutations(here.organization.sandbox)).toEqual([]);
    expect(trust()).toBe(before);
  });

  it('does not mind one that is locked out already', async () => {
    expect((await init('--replace-trust')).code).toBe(0);
    deploy('*');
    expect(jsonOf<{ created: boolean }>(await init('--replace-trust')).created).toBe(false);
  });
});
