import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditFormats } from '../../src/cli/org/audit-options.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { hostileNames } from '../support/audit-report.ts';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { parseXml } from '../support/xml.ts';

const folder = mkdtempSync(join(tmpdir(), 'diverst-org-audit-drift-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withClient(edit: (state: SandboxState, accountId: string) => void): Promise<TestOrganization> {
  const organization = testOrganization();
  expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
  organization.sandbox.edit((state) => {
    const account = Object.values(state.accounts).find(({ name }) => name === 'acme');
    edit(state, account?.id ?? '');
  });
  return organization;
}

const trusting = (principal: unknown) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
  });

const open = () =>
  withClient((state, accountId) => {
    const role = state.iam[accountId]?.roles['acme-production'];
    if (role) role.trust = { document: trusting('*'), effectiveAt: 0 };
  });

const closedDoor = () =>
  withClient((state, accountId) => {
    const role = state.iam[accountId]?.roles.organizationaccountaccessrole;
    if (role) role.trust = { document: trusting({ AWS: accountId }), effectiveAt: 0 };
  });

describe('org audit of an organization that differs', () => {
  it('reports what, where and how to fix it, and ends with 2', async () => {
    const { code, stdout } = await runCli(await open(), ['org', 'audit']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/\nclient acme \d{12}\n {2}high {2}the role acme-production trusts everyone\n/);
    expect(stdout).toContain('actual    Principal "*"');
    expect(stdout).toContain(
      'fix       run:\n                diverst org repair --only trust-everyone:acme\n',
    );
    expect(stdout.trimEnd().split('\n').slice(-3)).toEqual([
      'exit code 2: findings at or above medium',
      'diverst can repair 2 of 2 findings. See the plan:',
      '  diverst org repair --dry-run',
    ]);
  });

  it('says of a role that everyone may assume what Ops lacks, and not that it is shut out', async () => {
    const { stdout } = await runCli(await open(), ['org', 'audit', '--json']);
    const findings: readonly { check: string; message: string; evidence: readonly string[] }[] =
      JSON.parse(stdout).findings;
    expect(findings.map(({ check, evidence }) => [check, ...evidence])).toEqual([
      [
        'trust-everyone',
        'the trust policy names *',
        'AWS still refuses sts:AssumeRole to accounts outside the organization, because of the guardrail outsiders',
        'AWS still refuses sts:AssumeRole to clients and environments, because of the guardrail lateral',
      ],
      [
        'trust-narrower',
        expect.stringMatching(/^lacks: Allow sts:SetSourceIdentity to arn:aws:iam::\d{12}:root/),
        expect.stringMatching(/^lacks: Allow sts:TagSession to arn:aws:iam::\d{12}:root/),
      ],
    ]);
    expect(findings[1]?.message).toBe(
      'the role acme-production also does not give Ops all that a session needs',
    );
  });

  it.each([
    ['everyone may do all', { AWS: '*' }, {}, ['trust-everyone']],
    [
      'everyone outside Ops',
      { AWS: '*' },
      { StringNotEquals: { 'aws:PrincipalAccount': 'OPS' } },
      ['trust-everyone', 'trust-narrower'],
    ],
    ['everyone in Ops', { AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': 'OPS' } }, []],
    ['a stranger beside Ops', { AWS: ['OPS', '111122223333'] }, {}, ['trust-outside']],
    ['a stranger alone', { AWS: '111122223333' }, {}, ['trust-outside', 'trust-narrower']],
  ])('tells one story of a trust policy: %s', async (_name, principal, condition, checks) => {
    const organization = await withClient((state, accountId) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
      const role = state.iam[accountId]?.roles['acme-production'];
      const document = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: principal,
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
            Condition: condition,
          },
        ],
      });
      if (role) role.trust = { document: document.replaceAll('OPS', ops), effectiveAt: 0 };
    });
    const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
    expect(JSON.parse(stdout).findings.map(({ check }: { check: string }) => check)).toEqual(checks);
  });

  it('says of everyone in the organization that it is them', async () => {
    const organization = await withClient((state, accountId) => {
      const role = state.iam[accountId]?.roles['acme-production'];
      const document = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
            Condition: { StringEquals: { 'aws:PrincipalOrgID': state.organization?.id ?? '' } },
          },
        ],
      });
      if (role) role.trust = { document, effectiveAt: 0 };
    });
    const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
    expect(JSON.parse(stdout).findings).toMatchObject([
      {
        id: 'trust-everyone:acme',
        message: 'the role acme-production trusts every account of the organization',
        evidence: [
          expect.stringMatching(/^the trust policy names \* if StringEquals aws:principalorgid = o-/),
          'AWS still refuses sts:AssumeRole to clients and environments, because of the guardrail lateral',
        ],
      },
    ]);
  });

  it('says of a client that only a wide policy grants that it is not granted by itself', async () => {
    const organization = await withClient((state) => {
      const ops = Object.values(state.accounts).find(({ name }) => name === 'Ops')?.id ?? '';
      const group = state.iam[ops]?.groups.production;
      if (group === undefined) throw new Error('there is no group');
      delete group.inline['assume-acme-production'];
      const statement = { Effect: 'Allow', Action: 'sts:*', Resource: '*' };
      group.inline.wide = {
        document: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
        effectiveAt: 0,
      };
    });
    const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({
        id: 'grant-missing:acme',
        message:
          'the group production gives access to acme-production only through a policy that allows more',
      }),
    );
  });

  it('fails by --fail-on', async () => {
    const organization = await open();
    expect((await runCli(organization, ['org', 'audit', '--fail-on', 'high'])).code).toBe(2);
    expect((await runCli(organization, ['org', 'audit', '--fail-on', 'none'])).code).toBe(0);
  });

  it('with --since fails for what is new only', async () => {
    const organization = await open();
    const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
    writeFileSync(join(folder, 'earlier.json'), stdout);
    const since = ['org', 'audit', '--since', 'earlier.json'];
    const known = await runCli(organization, since, { cwd: folder });
    expect(known.code).toBe(0);
    expect(known.stdout).toMatch(/\n {2}high, known {4}trust-everyone:acme {2}client acme \d{12}\n/);
    expect(known.stdout).not.toContain('Principal "*"');
    const all = await runCli(organization, [...since, '--all'], { cwd: folder });
    expect(all.stdout).toContain('actual    Principal "*"');
    organization.sandbox.edit((state) => {
      for (const group of Object.values(state.iam).flatMap(({ groups }) => Object.values(groups))) {
        if (group.name === 'production') group.inline = {};
      }
    });
    const fresh = await runCli(organization, since, { cwd: folder });
    expect(fresh.code).toBe(2);
    expect(fresh.stdout.indexOf('medium, new')).toBeGreaterThan(0);
    expect(fresh.stdout.indexOf('medium, new')).toBeLessThan(fresh.stdout.indexOf('high, known'));
  });

  it('marks it in org show', async () => {
    const { code, stdout } = await runCli(await open(), ['org', 'show']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/acme {2}\d{12} {2}active {2}! 1 high/);
  });

  it('ends with 3 where an account could not be read, whatever fails', async () => {
    const organization = await closedDoor();
    for (const failOn of ['low', 'none']) {
      const { code, stdout } = await runCli(organization, ['org', 'audit', '--fail-on', failOn]);
      expect(code).toBe(3);
      expect(stdout).toContain('1 not audited');
    }
  });

  it.each(auditFormats)('lets no name of an OU do harm in %s', async (format) => {
    const organization = testOrganization();
    organization.sandbox.edit((state) => {
      const [template] = Object.values(state.units);
      if (!template) throw new Error('no OU');
      hostileNames.forEach((name, index) => {
        const id = `${template.id.slice(0, -6)}ho${String(index).padStart(4, '0')}`;
        state.units[id] = { ...template, id, name };
      });
    });
    const { code, stdout } = await runCli(organization, [
      'org',
      'audit',
      '--format',
      format,
      '--fail-on',
      'low',
    ]);
    expect(code).toBe(2);
    // Rows of CSV end with both characters of a line break.
    const text = format === 'csv' ? stdout.replaceAll('\r\n', '\n') : stdout;
    expect(text).not.toMatch(
      /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    );
    const lines = stdout.trimEnd().split('\n');
    if (format === 'json' || format === 'sarif') expect(() => JSON.parse(stdout)).not.toThrow();
    if (format === 'junit') expect(parseXml(stdout).name).toBe('testsuites');
    if (format === 'github')
      expect(lines.filter((line) => !/^::(error|warning|notice) title=[^:,]*::/.test(line))).toEqual([]);
    else expect(lines.filter((line) => line.trimStart().startsWith('::'))).toEqual([]);
    if (format === 'markdown')
      expect(lines.filter((line) => line.startsWith('| low')).length).toBeGreaterThanOrEqual(
        hostileNames.length,
      );
  });
});
