import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IamState, RoleState } from '../../src/sandbox/state.ts';
import { addRole, documentOf, letIn, putInline, rootOf } from '../audit/edits.ts';
import { type CliOptions, jsonOf, mutations } from '../support/cli.ts';
import { accountOf, dropPolicies, iamOf, idOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

const issuer = 'token.actions.githubusercontent.com';
const subject = 'repo:company/infra:environment:acme';

let here: TwoClients;
let file: string;

beforeEach(async () => {
  here = await twoClients();
  file = here.config(text('[{ role: "{client}-ci", P }, { role: "{client}-plan", audience: plan, P }]'));
});
afterEach(() => here.remove());

function text(ci: string): string {
  const parts = 'subject: "repo:company/infra:environment:{client}", managedPolicies: [ReadOnlyAccess]';
  return `client:\n  ci: ${ci.replaceAll('P', parts)}\n`;
}

const run = (line: string, options: CliOptions = {}) =>
  here.run([...line.split(' '), '--config', file], options);

const edit = (change: (iam: IamState) => void) =>
  here.organization.sandbox.edit((state) => change(iamOf(state, 'acme')));

/** A role that somebody else has made in the account. */
function makeRole(name: string): void {
  here.organization.sandbox.edit((state) => {
    const id = idOf(state, 'acme');
    addRole(state, id, name, documentOf(letIn(rootOf(id))));
  });
}

const acme = (): IamState => iamOf(here.organization.sandbox.state(), 'acme');

function roleNamed(name: string, iam = acme()): RoleState {
  const role = iam.roles[name];
  if (role === undefined) throw new Error(`acme has no role ${name}`);
  return role;
}

async function init(more = ''): Promise<void> {
  const { code, stderr } = await run(`client init acme --yes${more}`);
  expect(code, stderr).toBe(0);
}

async function found(): Promise<readonly string[]> {
  const { findings } = jsonOf<{ findings: { id: string; severity: string }[] }>(
    await run('org audit --client acme --json'),
  );
  return findings.map(({ id, severity }) => `${severity} ${id}`);
}

describe('client init', () => {
  it('makes provider and roles, and nothing twice', async () => {
    const { stdout, stderr } = await run('client init acme --yes');
    expect(stderr).toContain(
      `+ create OIDC provider ${issuer} in client acme for audience sts.amazonaws.com, plan`,
    );
    expect(stderr).toContain(`+ create role acme-ci, which trusts tokens of ${issuer} for ${subject}`);
    const arn = `arn:aws:iam::${idOf(here.organization.sandbox.state(), 'acme')}`;
    expect(stdout).toContain(`CI role     ${arn}:role/acme-ci\n`);
    const provider = Object.values(acme().oidcProviders ?? {});
    expect(provider).toMatchObject([
      {
        url: issuer,
        clientIds: [{ id: 'sts.amazonaws.com' }, { id: 'plan' }],
        tags: { 'diverst:managed-by': 'diverst' },
      },
    ]);
    expect(JSON.parse(roleNamed('acme-plan').trust.document)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `${arn}:oidc-provider/${issuer}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: { StringEquals: { [`${issuer}:aud`]: 'plan', [`${issuer}:sub`]: subject } },
        },
      ],
    });
    expect(roleNamed('acme-ci')).toMatchObject({
      path: '/',
      maxSessionDuration: 3_600,
      attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      tags: { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' },
    });

    const before = mutations(here.organization.sandbox).length;
    await init();
    expect(mutations(here.organization.sandbox)).toHaveLength(before);
    expect(await found()).toEqual([]);
  });

  it('makes them in a new account, whose provider has its id', async () => {
    const result = await run('client init initech --yes --json');
    const { account, ciRoles } = jsonOf<{ account: { id: string }; ciRoles: unknown }>(result);
    expect(ciRoles).toEqual([
      { name: 'initech-ci', arn: `arn:aws:iam::${account.id}:role/initech-ci` },
      { name: 'initech-plan', arn: `arn:aws:iam::${account.id}:role/initech-plan` },
    ]);
    const trust = iamOf(here.organization.sandbox.state(), 'initech').roles['initech-ci']?.trust.document;
    expect(trust).toContain(`arn:aws:iam::${account.id}:oidc-provider/${issuer}`);
    expect(await run('client init initech --dry-run')).toMatchObject({ code: 0 });
  });

  it('overwrites the trust policy of a role that is there only with consent', async () => {
    makeRole('acme-ci');
    const refused = await run('client init acme --yes');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the role acme-ci exists with a different trust policy');
    expect(refused.stderr).toContain('client init acme --replace-trust');
    expect(acme().oidcProviders ?? {}).toEqual({});
    await init(' --replace-trust');
    expect(await found()).toEqual([]);
  });

  it('refuses a role whose name differs by case, and a policy that AWS does not have', async () => {
    makeRole('Acme-Plan');
    expect((await run('client init acme --yes')).stderr).toContain(
      'has a role Acme-Plan instead of acme-plan',
    );
    file = here.config(text('{ P }').replace('ReadOnlyAccess', 'NoSuchAccess'));
    const { code, stderr } = await run('client init acme --yes');
    expect(code).toBe(1);
    expect(stderr).toContain('correct client.ci.managedPolicies in diverst.config.yaml');
  });

  it('attaches a policy once that is given by its name and by its ARN', async () => {
    const both = '[ReadOnlyAccess, "arn:aws:iam::aws:policy/ReadOnlyAccess"]';
    file = here.config(text('{ P }').replace('[ReadOnlyAccess]', both));
    const before = mutations(here.organization.sandbox).length;
    await init();
    const calls = mutations(here.organization.sandbox).slice(before);
    expect(calls.filter((call) => call === 'iam:AttachRolePolicy')).toHaveLength(1);
  });

  it('is not done where the provider is taken away meanwhile, and makes it at the next run', async () => {
    await init();
    edit((iam) => delete iam.roles['acme-ci']);
    const fault = { kind: 'hook', before: () => edit((iam) => delete iam.oidcProviders) } as const;
    here.organization.sandbox.faults.add({ operation: 'CreateRole', fault });
    const { code, stdout, stderr } = await run('client init acme --yes');
    expect(code).toBe(1);
    expect(stdout).toContain('✗ not verified: every change for client acme is done');
    expect(stderr).toContain(`waiting for AWS to show every change: create OIDC provider ${issuer}`);
    await init();
    expect(await found()).toEqual([]);
  });

  it('adds an audience that its provider lacks', async () => {
    await init();
    edit((iam) => {
      for (const provider of Object.values(iam.oidcProviders ?? {}))
        provider.clientIds = provider.clientIds.filter(({ id }) => id !== 'plan');
    });
    const { stderr } = await run('client init acme --yes');
    expect(stderr).toContain(`~ add audience plan to OIDC provider ${issuer} in client acme`);
    expect(await found()).toEqual([]);
  });
});

describe('org audit and org repair', () => {
  it('find and make them in accounts that were there before', async () => {
    expect(await found()).toEqual([
      'medium ci-role-missing:acme/acme-ci',
      'medium ci-role-missing:acme/acme-plan',
    ]);
    const { code, stderr } = await run('org repair --yes');
    expect(code, stderr).toBe(0);
    expect(mutations(here.organization.sandbox).filter((call) => call.includes('OpenID'))).toHaveLength(2);
    expect((await run('org audit')).code).toBe(0);
  });

  it('mend the role of people where the provider cannot be made, and continue', async () => {
    edit((iam) => delete iam.roles['acme-production']);
    const fault = { kind: 'error', code: 'OpenIdIdpCommunicationError', status: 400 } as const;
    here.organization.sandbox.faults.add({ operation: 'CreateOpenIDConnectProvider', fault });
    const failed = await run('org repair --yes');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('AWS could not reach the OIDC issuer');
    expect(Object.keys(acme().roles)).toContain('acme-production');
    expect(Object.keys(acme().roles)).not.toContain('acme-ci');
    expect((await run('org repair --yes')).code).toBe(0);
    expect(await found()).toEqual([]);
  });

  it('of a role: policies, settings, and a trust policy that admits more', async () => {
    await init();
    edit((iam) => {
      const role = roleNamed('acme-ci', iam);
      Object.assign(role, {
        maxSessionDuration: 7_200,
        attached: ['arn:aws:iam::aws:policy/PowerUserAccess'],
      });
      role.tags = {};
      putInline(role, 'more', { Effect: 'Allow', Action: 's3:*', Resource: '*' });
      const { document } = role.trust;
      role.trust = {
        document: document.replace('StringEquals', 'StringLike').replace(subject, 'repo:company/*'),
        effectiveAt: 0,
      };
      delete iam.oidcProviders;
    });
    expect([...(await found())].sort()).toEqual([
      'high ci-role-trust:acme/acme-ci',
      'low ci-role-settings:acme/acme-ci/session',
      `medium ci-provider:acme/${issuer}`,
      'medium ci-role-policy-extra:acme/acme-ci/PowerUserAccess',
      'medium ci-role-policy-extra:acme/acme-ci/more',
      'medium ci-role-policy-missing:acme/acme-ci/ReadOnlyAccess',
      'medium ci-role-settings:acme/acme-ci/tags',
    ]);
    expect((await run('org repair --yes')).code).toBe(0);
    expect(await found()).toEqual([
      'medium ci-role-policy-extra:acme/acme-ci/PowerUserAccess',
      'medium ci-role-policy-extra:acme/acme-ci/more',
    ]);
    expect((await run('org repair --yes --only ci-role-policy-extra')).code).toBe(0);
    expect(await found()).toEqual([]);
  });

  it('tell of a role that the configuration does not name any more, and how to delete it', async () => {
    await init();
    file = here.config(text('{ P }'));
    expect(await found()).toEqual(['high ci-role-left:acme/acme-plan']);
    const { stdout } = await run('org audit --client acme');
    expect(stdout).toContain(
      'aws iam detach-role-policy --role-name acme-plan --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess',
    );
    expect(stdout).toContain('aws iam delete-role --role-name acme-plan');
    // A role that is not of this program's making is not taken for one.
    edit((iam) => Object.assign(roleNamed('acme-plan', iam), { tags: {} }));
    expect(await found()).toEqual(['high role-other-trust:acme/acme-plan']);
  });

  it('ask nothing further of accounts without CI roles', async () => {
    const operations = async () => {
      const before = here.calls().length;
      await run('org audit');
      return here.calls().slice(before).sort();
    };
    const withCi = await operations();
    file = here.config('client:\n  role: { maxSession: 1h }\n');
    const without = await operations();
    expect(without).not.toContain('GetOpenIDConnectProvider');
    const further = [...withCi];
    for (const one of without) further.splice(further.indexOf(one), 1);
    // Of each of two clients: a provider, and two roles.
    expect(further).toEqual([...Array(2).fill('GetOpenIDConnectProvider'), ...Array(4).fill('GetRole')]);
  });
});

it('org repair leaves them where there is no Ops', async () => {
  here.organization.sandbox.edit((state) => {
    Object.assign(accountOf(state, 'Ops'), { name: 'Elsewhere' });
  });
  const before = mutations(here.organization.sandbox).length;
  const { stderr } = await run('org repair --yes');
  expect(stderr).not.toContain('create OIDC provider');
  expect(mutations(here.organization.sandbox)).toHaveLength(before);
  expect(await found()).toContain('medium ci-role-missing:acme/acme-ci');
});

it('client close is not disturbed by them', async () => {
  await init();
  here.organization.clock.advance(24 * 60 * 60_000);
  const { code, stderr } = await run('client close acme --confirm acme');
  expect(code, stderr).toBe(0);
});

it('client show names them', async () => {
  const shown = await run('client show acme --json');
  expect(jsonOf<{ ciRoles: unknown[] }>(shown).ciRoles[0]).toMatchObject({
    name: 'acme-ci',
    issuer: `https://${issuer}`,
    audience: 'sts.amazonaws.com',
    subject,
  });
  expect((await run('client show acme')).stdout).toMatch(/^CI role {3}arn:aws:iam::\d+:role\/acme-ci$/m);
});

it('org repair lists the issuer of a CI role that a guardrail would keep out', async () => {
  await init();
  here.organization.sandbox.edit(dropPolicies);
  const plan = async (text: string) => {
    file = here.config(text);
    return (await run('org repair --dry-run')).stdout.replaceAll(/\s+/g, ' ');
  };
  expect(await plan('guardrails: { issuers: [gitlab.com] }\n')).toMatch(/guardrails\.issuers/);
  const wanted = text('[{ role: "{client}-ci", P }, { role: "{client}-plan", audience: plan, P }]');
  expect(await plan(`${wanted}guardrails: { issuers: [${issuer}] }\n`)).not.toMatch(/guardrails\.issuers/);
});
