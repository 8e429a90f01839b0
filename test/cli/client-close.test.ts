import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { packedGrant } from '../../src/model/policy/grant.ts';
import { documentOf, use } from '../audit/edits.ts';
import { type CliResult, jsonOf, mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { accountOf, groupOf, iamOf, idOf } from '../support/state.ts';

interface Closed {
  readonly client: string;
  readonly account: { readonly id: string; readonly email: string; readonly state: string | null };
  readonly removedFrom: string | null;
  readonly changes: readonly { readonly kind: string; readonly target: string; readonly status: string }[];
}

const close = ['client', 'close', 'acme'];
const inScript = [...close, '--confirm', 'acme', '--json'];
const day = 24 * 60 * 60_000;

const statusesOf = (result: CliResult) => jsonOf<Closed>(result).changes.map(({ status }) => status);
const closeCalls = ({ sandbox }: TestOrganization) =>
  sandbox.calls.filter(({ operation }) => operation === 'CloseAccount').length;
const stateOf = ({ sandbox }: TestOrganization, name = 'acme') => accountOf(sandbox.state(), name).state;
const grants = ({ sandbox }: TestOrganization) => Object.keys(groupOf(sandbox.state()).inline);
const roleArn = ({ sandbox }: TestOrganization, client: string) =>
  `arn:aws:iam::${idOf(sandbox.state(), client)}:role/${client}-production`;

describe('client close', () => {
  it('shows what is there and what cannot be undone, asks for the name, and does it', async () => {
    const organization = await madeClients({ rates: true });
    organization.clock.advance(10 * day);
    const before = grants(organization);
    const { code, stdout, stderr, asked } = await runCli(organization, close, { typed: 'acme' });
    expect(code, stderr).toBe(0);
    const id = idOf(organization.sandbox.state(), 'acme');
    expect(asked).toEqual(['diverst cannot undo this. Type acme to close the account of client acme:']);
    for (const shown of [
      `acme (${id}) <aws+acme@example.com>`,
      'ACTIVE, in the organization for 10 days',
      'Envs/Production',
      'group production in Ops, by inline policy assume-acme-production',
      '0 to create, 0 to change, 2 to remove',
      'AWS deletes the account with everything in it',
      'can never be used again',
      'only AWS Support can open the account again',
      'Savings Plans',
      'Route 53',
      'log files',
      'diverst did not check: ',
    ])
      expect(stderr).toContain(shown);
    expect(stderr).not.toContain('WAIT_PERIOD_ACTIVE');
    expect(stdout).toContain('✓ done: the account of client acme is being closed');
    expect(stdout).toContain('diverst client list --closed');
    expect(mutations(organization.sandbox)).toEqual(['iam:DeleteGroupPolicy', 'organizations:CloseAccount']);
    expect(before.filter((name) => !grants(organization).includes(name))).toEqual(['assume-acme-production']);
    expect(stateOf(organization)).toBe('PENDING_CLOSURE');
    // Where it is: out of its OU it would lose its guardrails while it still works.
    expect(accountOf(organization.sandbox.state(), 'acme').parentId).toBe(
      accountOf(organization.sandbox.state(), 'globex').parentId,
    );
    expect(stateOf(organization, 'globex')).toBe('ACTIVE');
  });

  it('says from which day on a young account can be closed, if AWS refuses it', async () => {
    const organization = await madeClients({ rates: true });
    const { stderr } = await runCli(organization, [...close, '--dry-run']);
    expect(stderr + (await runCli(organization, [...close, '--dry-run'])).stdout).toMatch(
      /can refuse to close it before \d{4}-\d\d-\d\d \(WAIT_PERIOD_ACTIVE\)/,
    );
    organization.sandbox.faults.add({
      operation: 'CloseAccount',
      fault: {
        ...{ kind: 'error', code: 'ConstraintViolationException', message: 'A wait period is active.' },
        members: { Reason: 'WAIT_PERIOD_ACTIVE' },
      },
    });
    const refused = await runCli(organization, inScript);
    expect(refused.code).toBe(1);
    expect(statusesOf(refused)).toEqual(['applied', 'not-applied']);
    expect(refused.stderr).toMatch(/from \d{4}-\d\d-\d\d on, close it:\n +diverst client close acme/);
    expect(refused.stderr).toContain('diverst client init acme');
    expect(stateOf(organization)).toBe('ACTIVE');
  });

  it('says that trails are not looked at where the configuration wants none', async () => {
    const organization = await madeClients({ rates: true });
    const folder = mkdtempSync(join(tmpdir(), 'diverst-close-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'diverst.config.yaml');
    writeFileSync(file, 'trail: false\n');
    const words = 'did not check whether the account keeps the log files';
    const without = await runCli(organization, [...close, '--dry-run', '--config', file]);
    expect(without.stdout, without.stderr).toContain(words);
    expect((await runCli(organization, [...close, '--dry-run'])).stdout).not.toContain(words);
  });

  it('changes nothing in a dry run, and gives the plan as data', async () => {
    const organization = await madeClients({ rates: true });
    const result = await runCli(organization, [...close, '--dry-run', '--json']);
    expect(result.code).toBe(0);
    expect(jsonOf<Closed>(result)).toMatchObject({
      client: 'acme',
      account: { state: 'ACTIVE', email: 'aws+acme@example.com' },
      removedFrom: null,
      changes: [
        { kind: 'revoke-grant', status: 'planned' },
        { kind: 'close-account', target: 'acme', status: 'planned' },
      ],
    });
    expect(result.stderr).toContain('to apply:\n  diverst client close acme');
    expect(mutations(organization.sandbox)).toEqual([]);
  });

  it('does it in a script, and again there is nothing to do', async () => {
    const organization = await madeClients({ rates: true });
    const first = await runCli(organization, inScript);
    expect(jsonOf<Closed>(first)).toMatchObject({
      account: { state: 'PENDING_CLOSURE' },
      removedFrom: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
    expect(statusesOf(first)).toEqual(['applied', 'applied']);
    const second = await runCli(organization, inScript);
    expect(second.code).toBe(0);
    expect(statusesOf(second)).toEqual(['unchanged']);
    organization.clock.advance(120_000);
    const third = await runCli(organization, [...close, '--confirm', 'acme']);
    expect(third.code).toBe(0);
    expect(third.stdout).toContain('✓ no changes: the account of client acme is already closed');
    expect(closeCalls(organization)).toBe(1);
  });

  it('takes a grant out of a packed policy, and leaves those of others', async () => {
    const organization = await madeClients({ rates: true });
    const [acme, globex] = [roleArn(organization, 'acme'), roleArn(organization, 'globex')];
    organization.sandbox.edit((state) => {
      const group = groupOf(state);
      group.inline = Object.fromEntries(
        Object.entries(group.inline).filter(([name]) => !name.startsWith('assume-')),
      );
      const arn = `arn:aws:iam::${idOf(state, 'Ops')}:policy/assume-production-01`;
      const versions = [
        { id: 'v1', createdAt: 0, document: JSON.stringify(packedGrant([acme, globex])), effectiveAt: 0 },
      ];
      iamOf(state, 'Ops').policies[arn] = {
        ...{ arn, name: 'assume-production-01', id: 'ANPAAAAAAAAAAAAAAAAAA', path: '/', description: '' },
        ...{ createdAt: 0, updatedAt: 0, versions, defaultVersionId: 'v1', nextVersion: 2, tags: {} },
      };
      group.attached.push(arn);
    });
    const result = await runCli(organization, inScript);
    expect(result.code, result.stderr).toBe(0);
    expect(statusesOf(result)).toEqual(['applied', 'applied']);
    const [policy] = Object.values(iamOf(organization.sandbox.state(), 'Ops').policies).filter(
      ({ name }) => name === 'assume-production-01',
    );
    const last = policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document ?? '';
    expect(JSON.parse(last)).toEqual(packedGrant([globex]));
  });

  it('shows grants that it does not take away', async () => {
    const organization = await madeClients({ rates: true });
    const arn = roleArn(organization, 'acme');
    organization.sandbox.edit((state) => {
      const group = groupOf(state);
      const own = group.inline['assume-acme-production'];
      if (own === undefined) throw new Error('there is no grant');
      iamOf(state, 'Ops').groups.auditors = {
        ...group,
        name: 'auditors',
        inline: { look: own },
        attached: [],
      };
      const wide = documentOf(use(arn.replace(/role.*/, 'role/*')));
      group.inline = { wide: { document: wide, effectiveAt: 0 } };
    });
    const { stdout } = await runCli(organization, [...close, '--dry-run']);
    expect(stdout).toContain('group auditors in Ops, by inline policy look, which stays');
    expect(stdout).toContain('group production in Ops, by inline policy wide, which stays');
    organization.sandbox.edit((state) => {
      groupOf(state).inline = {};
      delete iamOf(state, 'Ops').groups.auditors;
    });
    const none = await runCli(organization, [...close, '--dry-run']);
    expect(none.stdout).toContain('no group in Ops by the ID of the account');
  });

  it('finds a grant that came since a plan without one', async () => {
    const organization = await madeClients({ rates: true });
    const kept = structuredClone(groupOf(organization.sandbox.state()).inline);
    organization.sandbox.edit((state) => void delete groupOf(state).inline['assume-acme-production']);
    const result = await runCli(organization, close, {
      typed: 'acme',
      whileAsked: () => organization.sandbox.edit((state) => Object.assign(groupOf(state).inline, kept)),
    });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('another run can have granted the account again');
    expect((await runCli(organization, inScript)).code).toBe(0);
    expect(grants(organization)).not.toContain('assume-acme-production');
    expect(closeCalls(organization)).toBe(1);
  });

  it('does not say that access is gone where a grant is left', async () => {
    const organization = await madeClients({ rates: true });
    organization.clock.advance(10 * day);
    const [acme, globex] = [roleArn(organization, 'acme'), roleArn(organization, 'globex')];
    organization.sandbox.edit((state) => {
      const arn = `arn:aws:iam::${idOf(state, 'Ops')}:policy/assume-production-01`;
      const versions = [
        { id: 'v1', createdAt: 0, document: JSON.stringify(packedGrant([acme, globex])), effectiveAt: 0 },
      ];
      iamOf(state, 'Ops').policies[arn] = {
        ...{ arn, name: 'assume-production-01', id: 'ANPAAAAAAAAAAAAAAAAAA', path: '/', description: '' },
        ...{ createdAt: 0, updatedAt: 0, versions, defaultVersionId: 'v1', nextVersion: 2, tags: {} },
      };
      groupOf(state).attached.push(arn);
    });
    organization.sandbox.faults.add({
      operation: 'CreatePolicyVersion',
      fault: { kind: 'error', code: 'AccessDenied', status: 403 },
    });
    const result = await runCli(organization, inScript);
    expect(result.code).toBe(1);
    expect(statusesOf(result)).toEqual(['applied', 'not-applied', 'not-applied']);
    expect(result.stderr).toContain('people can still have access to the account');
    expect(closeCalls(organization)).toBe(0);
  });

  it('waits while AWS shows the account as ACTIVE, and does not where it is told not to', async () => {
    const organization = await madeClients({ rates: true });
    organization.sandbox.edit(() => {});
    const waited = await runCli(organization, inScript);
    expect(jsonOf<Closed>(waited).account.state).toBe('PENDING_CLOSURE');
    const other = await madeClients({ rates: true });
    const result = await runCli(other, [...inScript, '--no-wait']);
    expect(result.code).toBe(0);
    expect(jsonOf<Closed>(result).account.state).toBeNull();
    expect(statusesOf(result)).toEqual(['applied', 'applied']);
  });

  it('gives an adopted account up for nothing but its ID', async () => {
    const organization = await madeClients({ rates: true });
    organization.sandbox.edit((state) => {
      Object.assign(accountOf(state, 'acme'), { email: 'it@acme.example', tags: {} });
    });
    const id = idOf(organization.sandbox.state(), 'acme');
    const refused = await runCli(organization, inScript);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Its address is it@acme.example');
    expect(refused.stderr).toContain('It has no tag diverst:client');
    expect(refused.stderr).toContain(`diverst client close acme --account-id ${id}`);
    expect(mutations(organization.sandbox)).toEqual([]);
    const result = await runCli(organization, [...inScript, '--account-id', id]);
    expect(result.code, result.stderr).toBe(0);
    expect(stateOf(organization)).toBe('PENDING_CLOSURE');
  });
});

describe('what AWS answers to CloseAccount', () => {
  const fails = (organization: TestOrganization, code: string, reason?: string, times = 1) =>
    organization.sandbox.faults.add({
      operation: 'CloseAccount',
      times,
      fault: {
        ...{ kind: 'error', code, message: 'No.' },
        ...(reason === undefined ? {} : { members: { Reason: reason } }),
      },
    });

  it.each([
    ['CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED', 'three accounts at a time', 'in some hours'],
    ['CLOSE_ACCOUNT_QUOTA_EXCEEDED', '30 days', '30 days have passed'],
    ['ORGANIZATION_NOT_IN_ALL_FEATURES_MODE', 'all features', 'enable all features'],
    ['CANNOT_CLOSE_MANAGEMENT_ACCOUNT', 'management account', 'name a client'],
  ])('%s is explained, and nothing is sent again', async (reason, why, fix) => {
    const organization = await madeClients({ rates: true });
    fails(organization, 'ConstraintViolationException', reason, 5);
    const { code, stderr } = await runCli(organization, inScript);
    expect(code).toBe(1);
    expect(stderr).toContain(why);
    expect(stderr).toContain(fix);
    expect(stderr).toContain('after you fixed the cause, close it:\n         diverst client close acme');
    expect(closeCalls(organization)).toBe(1);
  });

  it('a conflict may mean that AWS is closing it already: nothing is said of the account being as it was', async () => {
    const organization = await madeClients({ rates: true });
    fails(organization, 'ConflictException');
    const result = await runCli(organization, inScript);
    expect(result.code).toBe(1);
    expect(statusesOf(result)).toEqual(['applied', 'not-applied']);
    expect(result.stderr).toContain('Another request can be closing the account');
    expect(result.stderr).not.toContain('client init');
    expect(closeCalls(organization)).toBe(1);
  });

  it('a fault of AWS is not said to have been met several times', async () => {
    const organization = await madeClients({ rates: true });
    organization.sandbox.faults.add({
      operation: 'CloseAccount',
      fault: { kind: 'http500', when: 'before' },
    });
    const result = await runCli(organization, inScript);
    expect(statusesOf(result)).toEqual(['applied', 'in-doubt']);
    expect(result.stderr).toContain('unknown whether AWS is closing account acme');
    expect(result.stderr).not.toContain('several attempts');
  });

  it('is sent again where AWS has only put it off', async () => {
    const organization = await madeClients({ rates: true });
    fails(organization, 'ConcurrentModificationException', undefined, 2);
    const result = await runCli(organization, inScript);
    expect(result.code, result.stderr).toBe(0);
    expect(statusesOf(result)).toEqual(['applied', 'applied']);
    expect(closeCalls(organization)).toBe(3);
  });

  it.each(['AccountAlreadyClosedException', 'ConflictException'])(
    '%s of an account that another run is closing is no failure',
    async (code) => {
      const organization = await madeClients({ rates: true });
      organization.sandbox.faults.add({
        operation: 'CloseAccount',
        fault: () => {
          organization.sandbox.edit((state) => {
            const now = organization.clock.now();
            Object.assign(accountOf(state, 'acme'), {
              ...{ state: 'PENDING_CLOSURE', closingSince: now, closesAt: now + 60_000 },
            });
          });
          return { kind: 'error', code, message: 'No.' };
        },
      });
      const result = await runCli(organization, inScript);
      expect(result.code, result.stderr).toBe(0);
      expect(statusesOf(result)).toEqual(['applied', 'unchanged']);
    },
  );

  it('is not sent again after a call without a clear answer, whatever became of it', async () => {
    for (const took of [true, false]) {
      const organization = await madeClients({ rates: true });
      organization.sandbox.faults.add({
        operation: 'CloseAccount',
        fault: { kind: 'reset', when: took ? 'after' : 'before' },
      });
      const result = await runCli(organization, inScript);
      expect(result.code, result.stderr).toBe(took ? 0 : 1);
      expect(statusesOf(result)).toEqual(['applied', took ? 'applied' : 'in-doubt']);
      if (!took) {
        expect(result.stderr).toContain('sent CloseAccount once and got no clear answer');
        expect(result.stderr).not.toContain('several attempts');
      }
      expect(closeCalls(organization)).toBe(1);
      const again = await runCli(organization, inScript);
      expect(again.code).toBe(0);
      expect(stateOf(organization)).toBe('PENDING_CLOSURE');
    }
  });
});
