import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/load.ts';
import { loadConfig } from '../../src/config/load.ts';
import { ConfigError } from '../../src/config/problem.ts';

const file = '/x/diverst.config.yaml';

async function load(text: string): Promise<Config> {
  return loadConfig({ cwd: '/x', file }, { exists: async () => true, read: async () => Buffer.from(text) });
}

async function problemsOf(text: string): Promise<string> {
  const error = await load(text).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ConfigError)) throw new Error('the configuration was taken');
  return error.message.replaceAll(`${file}:`, '');
}

const least = 'subject: "repo:company/infra:environment:{client}", managedPolicies: [ReadOnlyAccess]';

describe('CI roles', () => {
  it('are one or a list, with the defaults of GitHub Actions', async () => {
    const role = {
      issuer: 'https://token.actions.githubusercontent.com',
      audience: 'sts.amazonaws.com',
      subject: 'repo:company/infra:environment:{client}',
      role: '{client}-ci',
      managedPolicies: ['ReadOnlyAccess'],
      maxSession: 3_600,
    };
    const one = await load(`client: { ci: { ${least} } }`);
    expect(one.structure.kinds.client.ci).toEqual([role]);
    expect(one.structure.kinds.environment.ci).toEqual([]);
    const several = await load(
      `client: { ci: [{ ${least} }, { ${least}, role: "{client}-plan", maxSession: 2h }] }`,
    );
    expect(several.structure.kinds.client.ci).toEqual([
      role,
      { ...role, role: '{client}-plan', maxSession: 7_200 },
    ]);
    const environment = await load(
      'environment: { accounts: [tools], ci: { subject: "x:{environment}", managedPolicies: [A] } }',
    );
    expect(environment.structure.kinds.environment.ci).toMatchObject([{ role: '{environment}-ci' }]);
  });

  it('of one account may be named after each other: these names are never the same', async () => {
    const { structure } = await load(
      `client: { ci: [{ ${least} }, { ${least}, role: "{client}-read-ci" }, { ${least}, role: "ci-{client}-ci" }] }`,
    );
    expect(structure.kinds.client.ci).toHaveLength(3);
  });

  it('of clients and environments may be named alike, as they are by default: no account is both', async () => {
    const ofTools =
      'environment: { accounts: [tools], ci: { subject: "x:{environment}", managedPolicies: [A] } }';
    const { kinds } = (await load(`client: { ci: { ${least} } }\n${ofTools}`)).structure;
    expect([kinds.client, kinds.environment].map(({ ci }) => ci[0]?.role)).toEqual([
      '{client}-ci',
      '{environment}-ci',
    ]);
  });

  it.each([
    ['client: { ci: 3 }', '1:15: client.ci: found 3; allowed: settings of a role, or a list of them'],
    [
      'client: { ci: { managedPolicies: [A] } }',
      'client.ci.subject: missing, and there is no default for it',
    ],
    [
      'client: { ci: { subject: "x" } }',
      'client.ci.managedPolicies: missing, and there is no default for it',
    ],
    [
      'client: { ci: [{ subject: "repo:company/*", managedPolicies: [A] }] }',
      'client.ci[0].subject: found "repo:company/*"; allowed: the subject of a token, such as repo:company/infra:environment:{client} (this one has *, ? or $',
    ],
    [`client: { ci: { ${least}, isuer: x } }`, 'client.ci.isuer: unknown key;'],
    [`client: { ci: [{ ${least}, isuer: x }] }`, 'client.ci[0].isuer: unknown key;'],
    [
      `client: { ci: { ${least}, issuer: "http://gitlab.com" } }`,
      'client.ci.issuer: found "http://gitlab.com"; allowed:',
    ],
    [`client: { ci: { ${least}, issuer: "https://gitlab.com/" } }`, 'no / at the end'],
    [`client: { ci: { ${least}, audience: "*" } }`, 'client.ci.audience: found "*"; allowed:'],
    [`client: { ci: { ${least}, role: ci } }`, '(this one has no {client})'],
    [
      `client: { ci: { ${least}, role: "{client}-production" } }`,
      'client.ci.role: found "{client}-production"; allowed: a template whose names no other role can have (client.role.name is {client}-production)',
    ],
    [
      `client: { ci: { ${least} } }\nenvironment: { accounts: [tools], role: { name: "{environment}-ci" } }`,
      'client.ci.role: found "{client}-ci"; allowed: a template whose names no other role can have (environment.role.name is {environment}-ci)',
    ],
    [
      `client: { ci: [{ ${least} }, { ${least}, role: "x{client}ci" }] }`,
      'client.ci[1].role: found "x{client}ci"; allowed: a template whose names no other role can have (client.ci[0].role is {client}-ci)',
    ],
    [
      `client: { ci: { ${least}, role: "{client}-ci-production" } }`,
      'client.ci.role: found "{client}-ci-production"; allowed:',
    ],
    [
      `client: { ci: [{ ${least} }, { ${least} }] }`,
      'client.ci[1].role: found "{client}-ci"; allowed: a template whose names no other role can have (client.ci[0].role is {client}-ci)',
    ],
    [
      `client: { ci: { ${least} } }\norganization: { accessRole: deploy-ci }`,
      'client.ci.role: found "{client}-ci"; allowed: a template that does not give deploy-ci, which is organization.accessRole (it does for a client deploy)',
    ],
    [
      'organization: { accessRole: deploy-production }',
      'client.role.name: found "{client}-production"; allowed: a template that does not give deploy-production, which is organization.accessRole (it does for a client deploy)',
    ],
    [
      `client: { ci: { ${least} } }\nguardrails: { issuers: [gitlab.com] }`,
      'client.ci.issuer: found "https://token.actions.githubusercontent.com"; allowed: an issuer that guardrails.issuers names (it lacks token.actions.githubusercontent.com)',
    ],
  ])('refuses %s', async (text, message) => {
    expect(await problemsOf(text)).toContain(message);
  });
});

describe('labels', () => {
  it('are texts by the name of an account', async () => {
    const { structure } = await load('client: { labels: { acme: { tier: gold, region: "eu west" } } }');
    expect(structure.kinds.client.labels).toEqual({ acme: { tier: 'gold', region: 'eu west' } });
  });

  it.each([
    ['client: { labels: { acme: { seats: 20 } } }', 'put it in quotes: "20"'],
    [
      'client: { labels: { acme: gold } }',
      'client.labels.acme: found "gold"; allowed: labels such as { tier: gold }',
    ],
    [
      'client: { labels: { Acme: { tier: gold } } }',
      'client.labels.Acme: found "Acme"; allowed: a client name',
    ],
    ['client: { labels: { acme: { "a=b": gold } } }', 'keys of labels: 1 to 63 letters'],
  ])('refuses %s', async (text, message) => {
    expect(await problemsOf(text)).toContain(message);
  });
});
