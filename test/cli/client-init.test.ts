import { describe, expect, it } from 'vitest';
import { jsonOf, mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { opsOf } from '../support/state.ts';

interface InitJson {
  readonly client: string;
  readonly created: boolean;
  readonly account: {
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string | null };
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: string };
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
}

const yes = (client: string, ...more: readonly string[]) => [
  'client',
  'init',
  client,
  '--yes',
  '--json',
  ...more,
];

async function init(
  organization: TestOrganization,
  client: string,
  ...more: readonly string[]
): Promise<InitJson> {
  const result = await runCli(organization, yes(client, ...more));
  expect(result.stderr).not.toContain('error');
  expect(result.code).toBe(0);
  return jsonOf<InitJson>(result);
}

const statuses = ({ changes }: InitJson) => changes.map(({ kind, status }) => `${kind} ${status}`);

function accountsNamed(organization: TestOrganization, name: string) {
  return Object.values(organization.sandbox.state().accounts).filter((account) => account.name === name);
}

function opsGroup({ sandbox }: TestOrganization) {
  const { ops, group } = opsOf(sandbox.state());
  return { opsId: ops.id, group };
}

describe('client init of a new client', () => {
  it('creates the account, places it, makes the role and grants it', async () => {
    const organization = testOrganization();
    const made = await init(organization, 'acme');

    const [account, ...others] = accountsNamed(organization, 'acme');
    expect(others).toEqual([]);
    const state = organization.sandbox.state();
    const production = Object.values(state.units).find(({ name }) => name === 'Production');
    expect(account).toMatchObject({
      email: 'aws+acme@example.com',
      parentId: production?.id,
      tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
    });

    const { opsId, group } = opsGroup(organization);
    const role = state.iam[account?.id ?? '']?.roles['acme-production'];
    expect(role).toMatchObject({
      name: 'acme-production',
      maxSessionDuration: 3600,
      attached: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
    });
    expect(JSON.parse(role?.trust.document ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${opsId}:root` },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        },
      ],
    });
    const arn = `arn:aws:iam::${account?.id}:role/acme-production`;
    expect(JSON.parse(group.inline['assume-acme-production']?.document ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          Resource: arn,
        },
      ],
    });

    expect(made).toEqual({
      ...{ sandbox: true, profile: 'management', caller: expect.stringMatching(/:user\/management-admin$/) },
      client: 'acme',
      created: true,
      account: { id: account?.id, name: 'acme', email: 'aws+acme@example.com', path: 'Envs/Production' },
      role: { name: 'acme-production', arn },
      ciRoles: [],
      grant: { group: 'production', policy: 'assume-acme-production', kind: 'inline' },
      changes: [
        { kind: 'create-account', target: 'acme', status: 'applied' },
        { kind: 'move-account', target: 'acme → Envs/Production', status: 'applied' },
        { kind: 'create-role', target: 'acme-production', status: 'applied' },
        { kind: 'attach-policy', target: 'acme-production ← AdministratorAccess', status: 'applied' },
        { kind: 'grant-access', target: 'production ← assume-acme-production', status: 'applied' },
      ],
    });
  });

  it('sends each changing call once', async () => {
    const organization = testOrganization();
    await init(organization, 'acme');
    expect([...mutations(organization.sandbox)].sort()).toEqual([
      'iam:AttachRolePolicy',
      'iam:CreateRole',
      'iam:PutGroupPolicy',
      'organizations:CreateAccount',
      'organizations:MoveAccount',
    ]);
  });

  it('can be assumed by a member of the group afterwards, and by nobody before', async () => {
    const organization = testOrganization();
    const { role } = await init(organization, 'acme');
    organization.clock.advance(60_000);
    const { STSClient, AssumeRoleCommand } = await import('@aws-sdk/client-sts');
    const { sandbox } = organization;
    const assume = (credentials: { accessKeyId: string; secretAccessKey: string } | undefined) =>
      new STSClient({
        region: sandbox.region,
        requestHandler: sandbox.requestHandler,
        ...(credentials ? { credentials } : {}),
      }).send(new AssumeRoleCommand({ RoleArn: role.arn ?? '', RoleSessionName: 'someone' }));
    expect((await assume(sandbox.profiles.ops)).AssumedRoleUser?.Arn).toContain(
      ':assumed-role/acme-production/someone',
    );
    await expect(assume(sandbox.profiles.management)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('waits for AWS in virtual time, and reports what it waits for', async () => {
    const organization = testOrganization();
    const begun = organization.clock.now();
    const { stderr } = await runCli(organization, yes('acme'));
    const took = organization.clock.now() - begun;
    expect(took).toBeGreaterThan(65_000);
    expect(took).toBeLessThan(90_000);
    expect(stderr).toMatch(/create account acme <aws\+acme@example\.com>: waiting for AWS\n/);
  });

  it('makes few calls: what it needs is read once', async () => {
    const organization = testOrganization({ timings: {} });
    await init(organization, 'acme');
    expect(organization.sandbox.calls.length).toBeLessThan(35);
  });
});

describe('client init again', () => {
  it('changes nothing on a finished client and says so', async () => {
    const organization = testOrganization();
    const first = await init(organization, 'acme');
    const before = mutations(organization.sandbox).length;
    const second = await init(organization, 'acme');
    expect(mutations(organization.sandbox)).toHaveLength(before);
    expect(second).toEqual({
      ...first,
      created: false,
      changes: first.changes.map((one) => ({ ...one, status: 'unchanged' })),
    });
    const { stdout } = await runCli(organization, ['client', 'init', 'acme', '--yes']);
    expect(stdout).toContain('no changes');
  });

  it.each<[string, (organization: TestOrganization, accountId: string) => void, readonly string[]]>([
    [
      'a move that was undone',
      ({ sandbox }, id) =>
        sandbox.edit((state) => {
          const account = state.accounts[id];
          if (account) account.parentId = state.organization?.rootId ?? '';
        }),
      ['move-account'],
    ],
    [
      'a role that was deleted',
      ({ sandbox }, id) =>
        sandbox.edit((state) => {
          const iam = state.iam[id];
          if (iam) delete iam.roles['acme-production'];
        }),
      ['create-role', 'attach-policy'],
    ],
    [
      'a policy that was detached',
      ({ sandbox }, id) =>
        sandbox.edit((state) => {
          const role = state.iam[id]?.roles['acme-production'];
          if (role) role.attached = [];
        }),
      ['attach-policy'],
    ],
    [
      'a shorter session',
      ({ sandbox }, id) =>
        sandbox.edit((state) => {
          const role = state.iam[id]?.roles['acme-production'];
          if (role) role.maxSessionDuration = 7200;
        }),
      ['set-max-session'],
    ],
    [
      'tags that were taken away',
      ({ sandbox }, id) =>
        sandbox.edit((state) => {
          const role = state.iam[id]?.roles['acme-production'];
          if (role) role.tags = { team: 'blue' };
        }),
      ['tag-role'],
    ],
    [
      'a grant that was removed',
      (organization) => {
        const { opsId } = opsGroup(organization);
        organization.sandbox.edit((state) => {
          const group = state.iam[opsId]?.groups.production;
          if (group) delete group.inline['assume-acme-production'];
        });
      },
      ['grant-access'],
    ],
  ])('does only what is missing after %s', async (_name, damage, expected) => {
    const organization = testOrganization();
    const { account } = await init(organization, 'acme');
    damage(organization, account.id ?? '');
    const again = await init(organization, 'acme');
    expect(again.changes.filter(({ status }) => status === 'applied').map(({ kind }) => kind)).toEqual(
      expected,
    );
    expect(new Set(statuses(await init(organization, 'acme')).map((one) => one.split(' ')[1]))).toEqual(
      new Set(['unchanged']),
    );
  });

  it('keeps the address that the account was made with', async () => {
    const organization = testOrganization();
    await init(organization, 'acme', '--email', 'AWS@Acme.example');
    expect((await init(organization, 'acme')).account.email).toBe('aws@acme.example');
    expect(accountsNamed(organization, 'acme')).toHaveLength(1);
  });
});

describe('client init of an account made by hand', () => {
  const byHand = async (place: 'root' | 'unit') => {
    const organization = testOrganization();
    await init(organization, 'acme');
    const { sandbox } = organization;
    sandbox.edit((state) => {
      const account = Object.values(state.accounts).find(({ name }) => name === 'acme');
      if (!account || !state.organization) throw new Error('no account');
      const iam = state.iam[account.id];
      if (iam) delete iam.roles['acme-production'];
      account.tags = {};
      const users = Object.values(state.units).find(({ name }) => name === 'Users');
      account.parentId = place === 'root' ? state.organization.rootId : (users?.id ?? '');
    });
    return organization;
  };

  it.each(['root', 'unit'] as const)('adopts it from the wrong place (%s)', async (place) => {
    const organization = await byHand(place);
    const adopted = await init(organization, 'acme');
    expect(adopted.created).toBe(false);
    expect(statuses(adopted)).toEqual([
      'create-account unchanged',
      'move-account applied',
      'create-role applied',
      'attach-policy applied',
      'grant-access unchanged',
    ]);
    expect(accountsNamed(organization, 'acme')).toHaveLength(1);
  });
});

describe('a role with another trust policy', () => {
  const tampered = async () => {
    const organization = testOrganization();
    const { account } = await init(organization, 'acme');
    organization.sandbox.edit((state) => {
      const role = state.iam[account.id ?? '']?.roles['acme-production'];
      if (role) {
        role.trust = {
          ...role.trust,
          document: role.trust.document.replace(/arn:aws:iam::\d{12}:root/, 'arn:aws:iam::999999999999:root'),
        };
      }
    });
    return { organization, accountId: account.id ?? '' };
  };

  it('is shown, and nothing is overwritten', async () => {
    const { organization } = await tampered();
    const before = mutations(organization.sandbox).length;
    const { code, stderr, stdout } = await runCli(organization, yes('acme'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'failed', exitCode: 1 } });
    expect(stderr).toContain('the role acme-production exists with a different trust policy');
    expect(stderr).toContain('arn:aws:iam::999999999999:root');
    expect(stderr).toContain('diverst client init acme --replace-trust');
    expect(mutations(organization.sandbox)).toHaveLength(before);
  });

  it('is replaced with --replace-trust, and nothing else is', async () => {
    const { organization, accountId } = await tampered();
    const result = await init(organization, 'acme', '--replace-trust');
    expect(result.changes.filter(({ status }) => status !== 'unchanged')).toEqual([
      { kind: 'replace-trust', target: 'acme-production', status: 'applied' },
    ]);
    const role = organization.sandbox.state().iam[accountId]?.roles['acme-production'];
    expect(role?.trust.document).toContain(`arn:aws:iam::${opsGroup(organization).opsId}:root`);
  });
});

describe('the question', () => {
  const line = ['client', 'init', 'acme'];

  it('is asked after who calls and the plan', async () => {
    const organization = testOrganization();
    const { code, stderr, asked } = await runCli(organization, line, { answer: true });
    expect(code).toBe(0);
    expect(asked).toEqual(['Set up client acme?']);
    expect(stderr).toMatch(
      /profile +management \(sandbox\)\naccount +\d{12} \(management\), as user\/\S+\norganization +o-\w+, 2 accounts\n/,
    );
    expect(stderr).toContain(
      'plan for client acme: 4 to create, 1 to change, 0 to remove\n  + create account acme <aws+acme@example.com>\n',
    );
  });

  it('answered with no changes nothing and exits with 4', async () => {
    const organization = testOrganization();
    const { code, stderr } = await runCli(organization, line, { answer: false });
    expect(code).toBe(4);
    expect(stderr).toContain('you declined the plan; nothing was changed');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('is not asked where nobody can answer: it fails and names the flag', async () => {
    const organization = testOrganization();
    const { code, stderr } = await runCli(organization, line);
    expect(code).toBe(64);
    expect(stderr).toContain('add --yes');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('is not asked with --dry-run, which prints the plan as data and changes nothing', async () => {
    const organization = testOrganization();
    const text = await runCli(organization, [...line, '--dry-run'], { answer: true });
    expect(text).toMatchObject({ code: 0, asked: [] });
    expect(text.stdout).toContain('plan for client acme: 4 to create, 1 to change, 0 to remove');
    const json = jsonOf<InitJson>(await runCli(organization, [...line, '--dry-run', '--json']));
    expect(json).toMatchObject({
      created: false,
      account: { id: null },
      role: { name: 'acme-production', arn: null },
    });
    expect(new Set(json.changes.map(({ status }) => status))).toEqual(new Set(['planned']));
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('is not asked where there is nothing to do', async () => {
    const organization = testOrganization();
    await init(organization, 'acme');
    expect(await runCli(organization, line, { answer: false })).toMatchObject({ code: 0, asked: [] });
  });
});
