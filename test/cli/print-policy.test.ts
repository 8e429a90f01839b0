import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { actionsOf, printedPolicy } from '../support/printed-policy.ts';
import { idOf } from '../support/state.ts';

describe('--print-policy', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'diverst-policy-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const configured = (text: string) => {
    const file = join(folder, 'diverst.config.yaml');
    writeFileSync(file, text);
    return ['--config', file];
  };

  it('asks nothing, calls nothing and says nothing else, in the sandbox as well', async () => {
    const organization = testOrganization();
    const { code, stdout, stderr } = await runCli(
      organization,
      ['--sandbox', 'client', 'init', '--print-policy'],
      {
        env: { DIVERST_SANDBOX: '1' },
      },
    );
    expect({ code, stderr, calls: organization.sandbox.calls.length }).toEqual({
      code: 0,
      stderr: '',
      calls: 0,
    });
    expect(JSON.parse(stdout)).toEqual(await printedPolicy('env', 'init'));
  });

  it('stands before or behind other words, which are not used', async () => {
    const policy = await printedPolicy('client', 'init');
    for (const words of [
      ['--print-policy', 'acme'],
      ['acme', '--print-policy', '--dry-run'],
    ])
      expect(JSON.parse((await runCli(testOrganization(), ['client', 'init', ...words])).stdout)).toEqual(
        policy,
      );
  });

  it('has the names of the configuration, and only what it wants', async () => {
    const file = configured('organization: { accessRole: Admin }\ntrail: false\nguardrails: false\n');
    const own = (words: readonly string[]) => printedPolicy(...words, ...file);
    expect(JSON.stringify(await own(['client', 'init']))).toContain('arn:aws:iam::*:role/Admin"');
    expect(actionsOf(await own(['org', 'init'])).join()).not.toMatch(/cloudtrail|s3:|AttachPolicy/);
    expect(actionsOf(await own(['client', 'close'])).join()).not.toContain('cloudtrail');
    expect(actionsOf(await printedPolicy('client', 'close')).join()).toContain('cloudtrail');
  });

  it('reports a configuration that cannot be used', async () => {
    const file = configured('organisation: {}\n');
    const { code, stdout } = await runCli(testOrganization(), ['client', 'init', '--print-policy', ...file]);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });

  it('names the accounts, where a command has a policy in both', async () => {
    const { code, stderr } = await runCli(testOrganization(), ['client', 'list', '--print-policy', 'acme']);
    expect(code).toBe(64);
    expect(stderr).toContain('ops, management');
    const ops = await printedPolicy('client', 'show');
    expect((await runCli(testOrganization(), ['client', 'show', '--print-policy', 'ops'])).stdout).toContain(
      JSON.stringify(ops.Statement[0]?.Resource),
    );
  });
});

/** A user of a member who is in the group for production, and whose own rights are these actions. */
async function member(allowed: readonly string[]): Promise<TestOrganization> {
  const organization = await madeClients({ rates: false });
  const least = await printedPolicy('client', 'assume');
  const Statement = least.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((action) => allowed.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  organization.sandbox.edit((state) => {
    const ops = state.iam[idOf(state, 'Ops')];
    for (const group of Object.values(ops?.groups ?? {})) {
      for (const [name, { document }] of Object.entries(group.inline)) {
        if (!document.includes('sts:AssumeRole')) delete group.inline[name];
      }
    }
    for (const user of Object.values(ops?.users ?? {})) {
      user.attached = [];
      user.inline = { least: { document: JSON.stringify({ ...least, Statement }), effectiveAt: 0 } };
    }
  });
  return organization;
}

describe('the least policy of a member', async () => {
  let cache: string;
  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'diverst-policy-cache-'));
  });
  afterEach(() => rmSync(cache, { recursive: true, force: true }));
  /** What the groups grant is kept: each run has a cache of its own. */
  const run = (organization: TestOrganization, words: string) =>
    runCli(organization, words.split(' '), { env: { DIVERST_SANDBOX_STATE: join(cache, 'state.json') } });
  const all = actionsOf(await printedPolicy('client', 'assume'));
  /** Only read for a grant in a managed policy. */
  const ofPacked = ['iam:GetPolicy', 'iam:GetPolicyVersion'];

  it.each(['assume acme --format json', 'list', 'show acme', 'profile acme', 'terraform acme'])(
    'is enough for client %s',
    async (words) => {
      const organization = await member(all);
      const before = organization.sandbox.calls.length;
      const { code, stderr } = await run(organization, `client ${words}`);
      expect(code, stderr).toBe(0);
      const denied = organization.sandbox.calls
        .slice(before)
        .filter(
          ({ outcome, operation }) =>
            outcome.startsWith('AccessDenied') && operation !== 'DescribeOrganization',
        );
      expect(denied).toEqual([]);
    },
  );

  it.each(all.filter((action) => !ofPacked.includes(action)))(
    'without %s, assume names it',
    async (action) => {
      const organization = await member(all.filter((one) => one !== action));
      const { code, stderr } = await run(organization, 'client assume acme --format json');
      expect(code).toBe(1);
      expect(stderr).toContain(action);
    },
  );

  it('has the devices too, where a role demands MFA', async () => {
    const file = join(cache, 'diverst.config.yaml');
    writeFileSync(file, 'client: { role: { requireMfa: true } }\n');
    expect(actionsOf(await printedPolicy('client', 'exec', '--config', file))).toEqual([
      'iam:ListGroupsForUser',
      'iam:ListMFADevices',
      ...all.slice(1),
    ]);
  });
});

describe('the least policy of an admin who lists accounts', () => {
  it.each([['list'], ['show', 'acme'], ['list', '--closed'], ['terraform', '--all']])(
    'is enough for client %s %s',
    async (...words) => {
      const organization = await madeClients({ rates: false });
      const policy = await printedPolicy('client', 'list', 'management');
      organization.sandbox.edit((state) => {
        const iam = state.iam[state.managementAccountId];
        for (const group of Object.values(iam?.groups ?? {})) group.members = [];
        for (const user of Object.values(iam?.users ?? {})) {
          user.attached = [];
          user.inline = { least: { document: JSON.stringify(policy), effectiveAt: 0 } };
        }
      });
      const before = organization.sandbox.calls.length;
      const { code, stderr } = await runCli(organization, ['client', ...words, '--profile', 'management']);
      expect(code, stderr).toBe(0);
      expect(
        organization.sandbox.calls.slice(before).filter(({ outcome }) => outcome.startsWith('AccessDenied')),
      ).toEqual([]);
    },
  );
});
