import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateRoleCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  ListAttachedRolePoliciesCommand,
  ListGroupPoliciesCommand,
} from '@aws-sdk/client-iam';
import {
  type Account,
  ListParentsCommand,
  ListTagsForResourceCommand,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  diverst,
  type InitObject,
  initClient,
  madeObject,
  openWorkshop,
  statuses,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv } from './support/environment.ts';
import {
  createAccount,
  type Moto,
  type MotoOrganization,
  prepareOrganization,
  startMoto,
} from './support/moto.ts';

const sessionActions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

const unchanged = {
  'create-account': 'unchanged',
  'move-account': 'unchanged',
  'create-role': 'unchanged',
  'attach-policy': 'unchanged',
  'grant-access': 'unchanged',
};

/** moto is a second opinion on the whole flow, and leaves `Paths` out as older partitions do. */
describe.skipIf(!inject('programs').moto_server)('client init against moto_server', () => {
  let workshop: Workshop;
  let moto: Moto;
  let organization: MotoOrganization;
  let env: Record<string, string>;

  beforeAll(async () => {
    workshop = openWorkshop();
    writeFileSync(
      join(workshop.folder, 'diverst.config.json'),
      JSON.stringify({ client: { email: 'aws+{client}@example.com' } }),
    );
    moto = await startMoto(workshop);
    organization = await prepareOrganization(moto.endpoint);
    env = awsEnv(moto.endpoint, organization.keys);
  });

  afterAll(async () => {
    organization?.sdk.close();
    const ended = await moto?.stop();
    workshop?.remove();
    expect(ended?.signal).not.toBe('SIGKILL');
  });

  async function accounts(): Promise<readonly Account[]> {
    const found: Account[] = [];
    for await (const page of paginateListAccounts({ client: organization.sdk.organizations }, {})) {
      found.push(...(page.Accounts ?? []));
    }
    return found;
  }

  async function parentOf(accountId: string): Promise<string | undefined> {
    const { Parents } = await organization.sdk.organizations.send(
      new ListParentsCommand({ ChildId: accountId }),
    );
    return Parents?.[0]?.Id;
  }

  async function dryRun(name: string): Promise<InitObject> {
    const ended = await diverst(workshop, ['client', 'init', name, '--dry-run', '--json'], env);
    expect(ended.code, ended.stderr).toBe(0);
    return JSON.parse(ended.stdout) as InitObject;
  }

  /** What a finished client is, as moto reports it. */
  async function expectFinished(name: string, accountId: string): Promise<void> {
    expect(await parentOf(accountId)).toBe(organization.productionId);
    const RoleName = `${name}-production`;

    const within = await organization.sdk.within(accountId);
    const { Role } = await within.iam.send(new GetRoleCommand({ RoleName }));
    const { AttachedPolicies } = await within.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
    within.close();
    expect(Role).toMatchObject({ Path: '/', MaxSessionDuration: 3600 });
    expect(documentOf(Role?.AssumeRolePolicyDocument)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${organization.opsId}:root` },
          Action: sessionActions,
        },
      ],
    });
    expect(AttachedPolicies).toEqual([
      { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
    ]);

    const ops = await organization.sdk.within(organization.opsId);
    const { PolicyDocument } = await ops.iam.send(
      new GetGroupPolicyCommand({ GroupName: 'production', PolicyName: `assume-${RoleName}` }),
    );
    ops.close();
    expect(documentOf(PolicyDocument)).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: sessionActions, Resource: `arn:aws:iam::${accountId}:role/${RoleName}` },
      ],
    });
  }

  test('moto leaves Paths out, so placing goes the other way here', async () => {
    const found = await accounts();
    expect(found.map(({ Name }) => Name)).toContain('Ops');
    expect(found.filter(({ Paths }) => Paths !== undefined)).toEqual([]);
  });

  test('--dry-run changes nothing', async () => {
    const before = await accounts();
    const plan = await dryRun('acme');
    expect(plan.changes.map(({ status }) => status)).toEqual(Array(5).fill('planned'));
    expect(plan.account).toMatchObject({ id: null, email: 'aws+acme@example.com' });
    expect(await accounts()).toEqual(before);
  });

  test('makes a client, and finds nothing to do the second time', async () => {
    const made = await initClient(workshop, 'acme', [], env);
    expect(made).toEqual(madeObject('acme', made.account.id, false));
    const named = (await accounts()).filter(({ Name }) => Name === 'acme');
    expect(named).toMatchObject([{ Id: made.account.id, Email: 'aws+acme@example.com', Status: 'ACTIVE' }]);
    await expectFinished('acme', made.account.id);
    const { Tags } = await organization.sdk.organizations.send(
      new ListTagsForResourceCommand({ ResourceId: made.account.id }),
    );
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'diverst:client', Value: 'acme' },
        { Key: 'diverst:managed-by', Value: 'diverst' },
      ]),
    );

    // A plan knows where the account is before anything is applied, which without Paths takes a call of its own.
    expect(statuses(await dryRun('acme'))).toEqual(unchanged);
    const again = await initClient(workshop, 'acme', [], env);
    expect(again).toMatchObject({
      created: false,
      account: made.account,
      role: made.role,
      grant: made.grant,
    });
    expect(statuses(again)).toEqual(unchanged);
    expect((await accounts()).filter(({ Name }) => Name === 'acme')).toHaveLength(1);
  });

  test('adopts an account that was made by hand in the root', async () => {
    const byHand = await createAccount(organization.sdk, 'globex', 'aws+globex@example.com');
    expect(await parentOf(byHand)).toBe(organization.rootId);
    const adopted = await initClient(workshop, 'globex', [], env);
    expect(adopted).toMatchObject({ created: false, account: { id: byHand } });
    expect(statuses(adopted)).toEqual({
      'create-account': 'unchanged',
      'move-account': 'applied',
      'create-role': 'applied',
      'attach-policy': 'applied',
      'grant-access': 'applied',
    });
    expect((await accounts()).filter(({ Name }) => Name === 'globex')).toHaveLength(1);
    await expectFinished('globex', byHand);
  });

  test('does only what is missing of a half-made client', async () => {
    const accountId = await createAccount(organization.sdk, 'initech', 'aws+initech@example.com');
    const within = await organization.sdk.within(accountId);
    await within.iam.send(
      new CreateRoleCommand({
        RoleName: 'initech-production',
        // The same in meaning, written in another way: the account's number is its root's ARN.
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: {
            Effect: 'Allow',
            Principal: { AWS: [organization.opsId] },
            Action: [...sessionActions].reverse(),
          },
        }),
      }),
    );
    within.close();
    const finished = await initClient(workshop, 'initech', [], env);
    expect(statuses(finished)).toEqual({
      'create-account': 'unchanged',
      'move-account': 'applied',
      'create-role': 'unchanged',
      // By its tag, a role that was made by hand is protected by the guardrails.
      'tag-role': 'applied',
      'attach-policy': 'applied',
      'grant-access': 'applied',
    });
    expect(statuses(await initClient(workshop, 'initech', [], env))).toEqual(unchanged);
  });

  test('each client has one grant, under its own name', async () => {
    const ops = await organization.sdk.within(organization.opsId);
    const { PolicyNames } = await ops.iam.send(new ListGroupPoliciesCommand({ GroupName: 'production' }));
    ops.close();
    expect([...(PolicyNames ?? [])].sort()).toEqual([
      'assume-acme-production',
      'assume-globex-production',
      'assume-initech-production',
    ]);
  });
});

/** IAM answers with documents in URL encoding. */
function documentOf(text: string | undefined): unknown {
  return JSON.parse(decodeURIComponent(text ?? 'null'));
}
