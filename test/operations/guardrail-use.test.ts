import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { GuardrailUse } from '../../src/model/guardrail-use.ts';
import type { GuardrailName } from '../../src/model/guardrails.ts';
import { defaultStructure, type Structure } from '../../src/model/structure.ts';
import { readGuardrailUse } from '../../src/operations/organization/guardrail-use.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { useInWords } from '../../src/plan/guardrail-use-words.ts';
import { outside } from '../audit/cast.ts';
import { addRole, documentOf, letIn, rootOf } from '../audit/edits.ts';
import type { TestOrganization } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { madeClients } from '../support/made-clients.ts';
import { managementAws, read } from '../support/reading.ts';
import { idOf } from '../support/state.ts';
import type { Keys } from '../support/story.ts';

const day = 24 * 3_600_000;
const silent = { start: () => ({ update() {}, pause() {}, done() {}, fail() {} }) };

/** An organization in which nothing is forbidden yet, ten days after its clients and the environment `tools` were made. */
async function unguarded() {
  const organization = await madeClients({ rates: true });
  environmentIn(organization, 'tools');
  const { sandbox, clock } = organization;
  sandbox.edit((state) => {
    if (state.organization) state.organization.attachments = {};
  });
  clock.advance(10 * day);
  const state = sandbox.state();
  const ids = { acme: '', globex: '', tools: '', Ops: '', Management: '' };
  for (const name of Object.keys(ids) as (keyof typeof ids)[])
    ids[name] = name === 'Management' ? state.managementAccountId : idOf(state, name);
  const role = (accountId: string, name: string, ...trusted: readonly string[]) =>
    sandbox.edit((own) => {
      addRole(own, accountId, name, documentOf(letIn(trusted.map(rootOf))));
    });
  return { ...organization, ids, role };
}

interface Asked {
  readonly guardrails?: Partial<NonNullable<Structure['guardrails']>>;
  readonly mended?: readonly string[];
  readonly deadline?: number;
  /** In use, where it is not that of the sandbox. */
  readonly region?: string;
}

/** What guardrails would cut off in some accounts. */
async function useOf(
  organization: TestOrganization,
  accounts: Readonly<Record<string, readonly GuardrailName[]>>,
  { guardrails = {}, mended = [], deadline, region }: Asked = {},
): Promise<{
  readonly use: GuardrailUse;
  readonly words: readonly string[];
  readonly calls: readonly string[];
}> {
  const structure: Structure = {
    ...defaultStructure,
    kinds: {
      ...defaultStructure.kinds,
      environment: { ...defaultStructure.kinds.environment, names: ['tools'], isExpected: true },
    },
    guardrails: {
      enabled: ['leave', 'root-user', 'roles', 'lateral', 'outsiders'],
      ...{ reach: [], hubs: [], vendors: [], issuers: null },
      ...guardrails,
    },
  };
  const { clock, sandbox } = organization;
  const { snapshot, management } = await read(organization, { structure });
  const context = diffContext(structure, snapshot, clock.now());
  const guarded = Object.entries(accounts).map(([label, names]) => {
    const account = snapshot.accounts.find(({ name }) => name === label);
    return { id: account?.id ?? '', label, guardrails: names };
  });
  const aws = managementAws(organization);
  const before = sandbox.calls.length;
  const use = await readGuardrailUse(
    { guarded, context, mended: new Set(mended) },
    {
      aws: { ...aws, region: async () => region ?? aws.region() },
      structure,
      management,
      progress: silent,
      wait: {
        clock,
        signal: new AbortController().signal,
        deadline: deadline ?? clock.now() + day,
        resume: 'diverst org repair',
      },
    },
  );
  const calls = sandbox.calls.slice(before).map(({ operation }) => operation);
  return { use, words: useInWords(use), calls };
}

/** A session of a client or environment, as people of Ops get it. */
async function sessionIn({ sandbox }: TestOrganization, role: string) {
  const config = { region: sandbox.region, requestHandler: sandbox.requestHandler, maxAttempts: 1 };
  const assume = async (credentials: Keys | undefined, RoleArn: string) => {
    if (credentials === undefined) throw new Error('there is nobody in Ops');
    const client = new STSClient({ ...config, credentials });
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'kim' }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
  };
  const inside = await assume(sandbox.profiles.ops, role);
  return { assume: (other: string) => assume(inside, other) };
}

const arn = (accountId: string, role: string) => `arn:aws:iam::${accountId}:role/${role}`;

describe('outsiders', () => {
  it('of a trust policy are listed with the key that excepts them, seen or not', async () => {
    const organization = await unguarded();
    const { ids, role, sandbox, clock } = organization;
    role(ids.acme, 'vendor', outside);
    role(ids.acme, 'monitor', '888877776666');
    sandbox.putEvents(ids.acme, [
      {
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        userIdentity: { type: 'AWSAccount', principalId: 'AROAX:x', accountId: outside },
        requestParameters: { roleArn: arn(ids.acme, 'vendor'), roleSessionName: 'x' },
      },
      {
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
        requestParameters: { roleArn: arn(ids.acme, 'worker'), roleSessionName: 'x' },
      },
      {
        // Its role lets nobody in any more.
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        userIdentity: { type: 'AWSAccount', principalId: 'AROAX:x', accountId: '777766665555' },
        requestParameters: { roleArn: arn(ids.acme, 'vendor'), roleSessionName: 'x' },
      },
    ]);
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    clock.advance(day);
    const { words } = await useOf(organization, { acme: ['outsiders', 'lateral'], globex: ['outsiders'] });
    expect(words).toEqual([
      'the guardrail outsiders would stop account 888877776666 from assuming the role acme/monitor (a trust policy allows it); to allow it, add "888877776666" to guardrails.vendors',
      `the guardrail outsiders would stop account ${outside} from assuming the role acme/vendor (last used ${today}); to allow it, add "${outside}" to guardrails.vendors`,
    ]);
    const excepted = await useOf(
      organization,
      { acme: ['outsiders'] },
      { guardrails: { vendors: [outside, '888877776666'] } },
    );
    expect(excepted.use).toEqual({ cutOff: [], unread: [] });
    // Trust policies alone say it.
    expect(excepted.calls).toEqual([]);
  });

  it('that a condition keeps out, or whose role is mended in the same plan, are none', async () => {
    const organization = await unguarded();
    const { ids, sandbox, role } = organization;
    const own = sandbox.state().organization?.id ?? '';
    sandbox.edit((state) => {
      const Condition = { StringEquals: { 'aws:PrincipalOrgID': own } };
      addRole(state, ids.acme, 'shared', documentOf(letIn('*', { Condition })));
      addRole(state, ids.globex, 'open', documentOf(letIn('*')));
    });
    role(ids.acme, 'vendor', outside);
    const mended = [arn(ids.acme, 'vendor')];
    const { words } = await useOf(
      organization,
      { acme: ['outsiders', 'lateral'], globex: ['outsiders', 'lateral'] },
      { mended },
    );
    expect(words).toEqual([
      'the guardrail lateral would stop the other accounts of the organization from assuming the role acme/shared (a trust policy allows it); the configuration has no exception for it',
      'the guardrail outsiders would stop every AWS account from assuming the role globex/open (a trust policy allows it); to allow it, add the accounts that need it to guardrails.vendors',
    ]);
  });

  it('of an identity provider count where issuers are named', async () => {
    const organization = await unguarded();
    const { ids, sandbox } = organization;
    sandbox.edit((state) => {
      const provider = 'token.actions.githubusercontent.com';
      const trust = {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${ids.acme}:oidc-provider/${provider}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
      };
      addRole(state, ids.acme, 'pipeline', documentOf(trust));
    });
    const of = async (issuers: readonly string[] | null) =>
      (await useOf(organization, { acme: ['outsiders'] }, { guardrails: { issuers } })).words;
    expect(await of(null)).toEqual([]);
    expect(await of(['token.actions.githubusercontent.com'])).toEqual([]);
    expect(await of(['gitlab.com'])).toEqual([
      'the guardrail outsiders would stop people and programs that sign in with token.actions.githubusercontent.com from assuming the role acme/pipeline (a trust policy allows it); to allow it, add "token.actions.githubusercontent.com" to guardrails.issuers',
    ]);
  });

  it('are not known where the roles of an account could not be read', async () => {
    const organization = await unguarded();
    const { ids, sandbox } = organization;
    sandbox.edit((state) => {
      delete state.iam[ids.acme]?.roles.organizationaccountaccessrole;
    });
    const { words } = await useOf(organization, { acme: ['outsiders', 'roles'] });
    expect(words).toEqual([
      expect.stringMatching(
        /^diverst could not find out what the guardrail outsiders would deny in acme: its roles could not be read: AWS denied sts:AssumeRole/,
      ),
    ]);
  });
});

describe('lateral', () => {
  it('cuts off what one account does in another, by trust policies and by events', async () => {
    const organization = await unguarded();
    const { ids, role, clock } = organization;
    role(ids.globex, 'shared', ids.acme);
    role(ids.Management, 'reports', ids.acme);
    role(ids.acme, 'deploy', ids.tools);
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const inAcme = await sessionIn(organization, arn(ids.acme, 'acme-production'));
    await inAcme.assume(arn(ids.Management, 'reports'));
    // In the account itself: no guardrail denies it.
    role(ids.acme, 'worker', ids.acme);
    await inAcme.assume(arn(ids.acme, 'worker'));
    clock.advance(day);
    const guarded = { acme: ['lateral'], globex: ['lateral'], tools: ['lateral'] } as const;
    const { words } = await useOf(organization, guarded);
    expect(words).toEqual([
      'the guardrail lateral would stop acme from assuming the role globex/shared (a trust policy allows it); the configuration has no exception for it',
      `the guardrail lateral would stop acme from assuming the role management/reports (last used ${today}); the configuration has no exception for it`,
      'the guardrail lateral would stop tools from assuming the role acme/deploy (a trust policy allows it); to allow it, add "tools" to guardrails.hubs',
    ]);
    const hub = await useOf(organization, guarded, { guardrails: { hubs: ['tools'] } });
    expect(hub.words).toEqual(words.slice(0, 2));
  });

  it('names one caller once, with the roles of all accounts and the key that excepts them', async () => {
    const organization = await unguarded();
    const { ids, role } = organization;
    for (const id of [ids.acme, ids.globex]) {
      role(id, 'deploy', ids.tools);
      role(id, 'monitor', outside);
    }
    const all = ['lateral', 'outsiders'] as const;
    const { words } = await useOf(organization, { acme: all, globex: all, tools: ['lateral'] });
    expect(words).toEqual([
      'the guardrail lateral would stop tools from assuming 2 roles: acme/deploy, globex/deploy (a trust policy allows it); to allow it, add "tools" to guardrails.hubs',
      `the guardrail outsiders would stop account ${outside} from assuming 2 roles: acme/monitor, globex/monitor (a trust policy allows it); to allow it, add "${outside}" to guardrails.vendors`,
    ]);
  });

  it('names the account that is to be reached, of the organization or not', async () => {
    const organization = await unguarded();
    const { ids, role, sandbox, clock } = organization;
    role(ids.tools, 'registry', ids.acme);
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    sandbox.putEvents(ids.acme, [
      {
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        awsRegion: 'eu-west-1',
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${ids.acme}:assumed-role/worker/i-1`,
          accountId: ids.acme,
        },
        requestParameters: { roleArn: arn(outside, 'ingest'), roleSessionName: 'x' },
      },
      {
        // A service-linked role is under no guardrail.
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        userIdentity: {
          type: 'AssumedRole',
          arn: `arn:aws:sts::${ids.acme}:assumed-role/AWSServiceRoleForConfig/x`,
          accountId: ids.acme,
          sessionContext: {
            sessionIssuer: {
              type: 'Role',
              arn: `arn:aws:iam::${ids.acme}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
            },
          },
        } as never,
        requestParameters: { roleArn: arn(outside, 'config'), roleSessionName: 'x' },
      },
      {
        // AWS denied it already.
        eventSource: 'sts.amazonaws.com',
        eventName: 'AssumeRole',
        errorCode: 'AccessDenied',
        errorMessage: 'not allowed',
        userIdentity: { type: 'IAMUser', accountId: ids.acme, userName: 'kim' },
        requestParameters: { roleArn: arn(outside, 'denied'), roleSessionName: 'x' },
      },
    ]);
    const { use, words } = await useOf(organization, { acme: ['lateral'] });
    expect(words).toEqual([
      'the guardrail lateral would stop acme from assuming the role tools/registry (a trust policy allows it); to allow it, add "tools" to guardrails.reach',
    ]);
    expect(use.unread).toEqual([]);
    // What is done at the endpoint of Ireland is recorded there.
    const abroad = await useOf(organization, { acme: ['lateral'] }, { region: 'eu-west-1' });
    const seen = abroad.words.filter((line) => line.includes(outside));
    expect(seen).toEqual([
      `the guardrail lateral would stop acme from assuming the role ${outside}/ingest (last used ${today}); to allow it, add "${outside}" to guardrails.reach`,
    ]);
    const reach = await useOf(
      organization,
      { acme: ['lateral'] },
      { guardrails: { reach: ['tools', outside] } },
    );
    expect(reach.words).toEqual([]);
  });

  it('is not known where there are more events than are read, or the time is over', async () => {
    const organization = await unguarded();
    const { ids, sandbox, clock } = organization;
    const event = (eventTime: string) => ({
      eventTime,
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      userIdentity: { type: 'AWSService', invokedBy: 'lambda.amazonaws.com' },
      requestParameters: { roleArn: arn(ids.acme, 'worker'), roleSessionName: 'x' },
    });
    const at = (hours: number) => `${new Date(clock.now() - hours * 3_600_000).toISOString().slice(0, 19)}Z`;
    sandbox.putEvents(
      ids.acme,
      Array.from({ length: 1_950 }, () => event(at(2))),
    );
    expect((await useOf(organization, { acme: ['lateral'] })).words).toEqual([]);
    sandbox.putEvents(
      ids.acme,
      Array.from({ length: 60 }, () => event(at(2))),
    );
    const since = at(2).slice(0, 10);
    const { words, calls } = await useOf(organization, { acme: ['lateral', 'root-user'] });
    expect(words).toEqual([
      `diverst could not find out what the guardrail lateral would deny in acme: of its 90 days of events in us-east-1, diverst read only those since ${since}, because there are more than 2000`,
    ]);
    expect(calls.filter((operation) => operation === 'LookupEvents').length).toBeLessThan(50);
    const hasty = await useOf(organization, { acme: ['lateral'] }, { deadline: clock.now() });
    expect(hasty.words).toEqual([expect.stringMatching(/the time limit \(--timeout\) had passed/)]);
  });

  it('is not known where the event history cannot be read', async () => {
    const organization = await unguarded();
    organization.sandbox.faults.add({
      operation: 'LookupEvents',
      times: 10,
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'denied for this test', status: 400 },
    });
    const { words } = await useOf(organization, { acme: ['lateral'] });
    expect(words).toEqual([
      'diverst could not find out what the guardrail lateral would deny in acme: its event history in us-east-1 could not be read: AWS denied cloudtrail:LookupEvents: denied for this test',
    ]);
  });
});

it('a user of Ops without MFA is told by the guardrail mfa, once for each role', async () => {
  const organization = await unguarded();
  const { ids, clock } = organization;
  await sessionIn(organization, arn(ids.acme, 'acme-production'));
  await sessionIn(organization, arn(ids.acme, 'acme-production'));
  const today = new Date(clock.now()).toISOString().slice(0, 10);
  const { words } = await useOf(organization, { Ops: ['mfa', 'outsiders', 'leave'] });
  expect(words).toEqual([
    `the guardrail mfa would stop the user ops-user of Ops without MFA from assuming the role acme/acme-production (last used ${today}); to keep it working, the user must sign in with MFA`,
  ]);
});

it('what the root user does is told, and no key excepts it', async () => {
  const organization = await unguarded();
  const { ids, sandbox, clock } = organization;
  const signIn = new Date(clock.now()).toISOString().slice(0, 10);
  sandbox.signInToConsole(ids.globex, { who: 'root' });
  sandbox.signInToConsole(ids.acme, { who: 'root', success: false });
  clock.advance(day);
  const { words } = await useOf(organization, {
    acme: ['root-user'],
    globex: ['root-user'],
    tools: ['leave'],
  });
  expect(words).toEqual([
    `the guardrail root-user would deny what the root user of globex does (last used ${signIn}); the configuration has no exception for it`,
  ]);
});

it('of an account that was made a moment ago and holds nothing, nothing is read', async () => {
  const organization = await madeClients({ rates: true });
  const guardrails = ['root-user', 'lateral', 'outsiders'] as const;
  const { use, calls } = await useOf(organization, { acme: guardrails, globex: guardrails });
  expect(use).toEqual({ cutOff: [], unread: [] });
  expect(calls).toEqual([]);
  expect((await useOf(organization, { acme: [] })).calls).toEqual([]);
});
