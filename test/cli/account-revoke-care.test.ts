import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { connect } from '../../src/aws/client/connect.ts';
import { AwsError } from '../../src/aws/errors/aws-error.ts';
import type { Clock } from '../../src/clock.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { explainDenial } from '../../src/operations/account/assume-account.ts';
import { addRole, addUser, documentOf, putInline } from '../audit/edits.ts';
import { type CliResult, jsonOf, mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import {
  assumedBy,
  canBegin,
  demandName,
  type Keys,
  keyOf,
  policiesOf,
  revocable,
  signedBy,
  userOf,
  works,
} from '../support/revoked.ts';
import { iamOf, idOf, roleOf } from '../support/state.ts';

interface Revoked {
  readonly accounts: readonly { readonly client: string; readonly ends: string | null }[];
  readonly failed: readonly { readonly client: string }[];
  readonly created:
    | readonly {
        readonly client: string;
        readonly account?: string;
        readonly thing: string;
        readonly who: string;
      }[]
    | null;
  readonly changes: readonly { readonly kind: string; readonly status: string }[];
}

const propagation = 8_000;
const hour = 3_600_000;

const revoke = (here: TestOrganization, ...words: readonly string[]): Promise<CliResult> =>
  runCli(here, ['client', 'revoke', ...words, '--yes', '--json', '--no-look']);

const endsOf = (result: CliResult) => jsonOf<Revoked>(result).accounts.map(({ ends }) => ends);

describe('--lift', () => {
  it('takes back the cut-off and the lock; the keys stay inactive, and it says how to activate them', async () => {
    const here = revocable(2);
    const session = await assumedBy(here, 'client-1', 'kim');
    expect((await revoke(here, '--all', '--person', 'kim')).code).toBe(0);
    here.clock.advance(propagation);
    expect(await works(here, session)).toBe(false);
    const { code, stdout } = await runCli(here, [
      ...['client', 'revoke', '--all', '--person', 'kim', '--lift', '--yes'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('3 policies were deleted');
    expect(stdout).toContain('aws iam update-access-key --user-name kim --access-key-id');
    expect(stdout).toContain('next, to set a new first password:\n    diverst user add kim\n');
    expect(policiesOf(here, 'client-0')).toEqual([]);
    expect(userOf(here, 'kim').inline).toEqual({});
    expect(await works(here, session)).toBe(true);
    expect(await canBegin(here, 'client-0', { name: 'kim', keys: keyOf(here, 'kim') })).toBe(false);
  });

  it('of one person leaves what ends the sessions of others', async () => {
    const here = revocable(1);
    for (const person of ['kim', 'eve']) await revoke(here, '--all', '--person', person);
    await revoke(here, '--all', '--person', 'kim', '--lift');
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke-eve']);
    await revoke(here, '--all', '--lift');
    expect(policiesOf(here, 'client-0')).toEqual([]);
    expect(userOf(here, 'eve').inline).toHaveProperty('diverst-locked');
  });

  it('knows what the IAM console writes, and leaves every other policy', async () => {
    const here = revocable(1);
    here.sandbox.edit((state) => {
      const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2029-12-31T00:00:00.000Z' } };
      const role = roleOf(state, 'client-0');
      putInline(role, 'AWSRevokeOlderSessions', {
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition,
      });
      putInline(role, 'diverst-revoke', { Effect: 'Deny', Action: 's3:*', Resource: '*' });
    });
    expect((await revoke(here, 'client-0', '--lift')).code).toBe(0);
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke']);
  });
});

describe('with --all', () => {
  it('an account that cannot be entered keeps no other from its revocation, and is named', async () => {
    const here = revocable(3);
    here.sandbox.edit((state) => delete iamOf(state, 'client-1').roles['organizationaccountaccessrole']);
    const result = await revoke(here, '--all', '--person', 'kim');
    expect(result.code).toBe(1);
    expect(jsonOf<Revoked>(result).failed.map(({ client }) => client)).toEqual(['client-1']);
    expect(result.stderr).toContain('client client-1: account client-1');
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke-kim']);
    expect(policiesOf(here, 'client-2')).toEqual(['diverst-revoke-kim']);
  });

  it('one whose write fails is reported, and done by another run', async () => {
    const here = revocable(2);
    const accountId = idOf(here.sandbox.state(), 'client-0');
    const fault = { kind: 'error', code: 'ServiceFailure', status: 500 } as const;
    here.sandbox.faults.add({ service: 'iam', operation: 'PutRolePolicy', accountId, fault, times: 20 });
    const first = await revoke(here, '--all', '--person', 'kim');
    expect(first.code).toBe(1);
    expect(jsonOf<Revoked>(first).changes.map(({ status }) => status)).toEqual([
      'applied',
      'in-doubt',
      'applied',
    ]);
    here.sandbox.faults.clear();
    const second = await revoke(here, '--all', '--person', 'kim');
    expect(second.code, second.stderr).toBe(0);
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke-kim']);
    expect(jsonOf<Revoked>(second).changes[0]).toMatchObject({ kind: 'lock-user', status: 'unchanged' });
  });

  it('ends nothing where the lock failed: the person would be back at once', async () => {
    const here = revocable(1);
    const fault = { kind: 'error', code: 'LimitExceeded', status: 409 } as const;
    here.sandbox.faults.add({ service: 'iam', operation: 'PutUserPolicy', fault, times: 20 });
    const result = await revoke(here, '--all', '--person', 'kim');
    expect(result.code).toBe(1);
    expect(mutations(here.sandbox)).toEqual(['iam:PutUserPolicy']);
    expect(policiesOf(here, 'client-0')).toEqual([]);
  });
});

describe('a policy of that name', () => {
  it('that does something else is left alone', async () => {
    const here = revocable(1);
    here.sandbox.edit((state) =>
      putInline(roleOf(state, 'client-0'), 'diverst-revoke', {
        Effect: 'Deny',
        Action: 's3:*',
        Resource: '*',
      }),
    );
    const { code, stderr } = await revoke(here, 'client-0');
    expect(code).toBe(1);
    expect(stderr).toContain('cannot end the sessions of role');
    expect(mutations(here.sandbox)).toEqual([]);
  });

  it('that ends sessions until a later time stays as it is', async () => {
    const here = revocable(1);
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2030-06-01T00:00:00Z' } };
    here.sandbox.edit((state) =>
      putInline(roleOf(state, 'client-0'), 'diverst-revoke', {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition,
      }),
    );
    const result = await revoke(here, 'client-0');
    expect(result.code, result.stderr).toBe(0);
    expect(jsonOf<Revoked>(result).changes[0]?.status).toBe('unchanged');
    expect(mutations(here.sandbox)).toEqual([]);
  });
});

it('goes by AWS’s clock: a machine that is behind ends the sessions that began since', async () => {
  const here = revocable(1);
  const session = await assumedBy(here, 'client-0', 'kim');
  const { clock } = here;
  const behind: Clock = { now: () => clock.now() - 6 * hour, sleep: (ms, signal) => clock.sleep(ms, signal) };
  const result = await runCli({ ...here, clock: behind }, [
    'client',
    'revoke',
    'client-0',
    '--yes',
    '--no-look',
  ]);
  expect(result.code, result.stderr).toBe(0);
  here.clock.advance(propagation);
  expect(await works(here, session)).toBe(false);
});

describe('the person', () => {
  it('is found whatever the case of the name, and cut off by the real one', async () => {
    const here = revocable(1, { people: ['Kim'] });
    const result = await revoke(here, '--all', '--person', 'kim');
    expect(result.code, result.stderr).toBe(0);
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke-Kim']);
  });

  it('who was deleted is cut off all the same, with a word in case it is a slip', async () => {
    const here = revocable(1);
    const session = await assumedBy(here, 'client-0', 'kim');
    here.sandbox.edit((state) => delete iamOf(state, 'Ops').users['kim']);
    const { code, stderr } = await revoke(here, '--all', '--person', 'kim');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Ops has no user kim');
    here.clock.advance(propagation);
    expect(await works(here, session)).toBe(false);
    expect((await revoke(here, '--all', '--person', 'evee')).stderr).toContain('Did you mean eve?');
  });

  it('who was deleted is cut off by the name in any case: nobody knows how it was written', async () => {
    const here = revocable(1);
    const session = await assumedBy(here, 'client-0', 'kim');
    const other = await assumedBy(here, 'client-0', 'eve');
    here.sandbox.edit((state) => {
      delete iamOf(state, 'Ops').users['kim'];
      putInline(roleOf(state, 'client-0'), 'diverst-revoke-KIM', {
        ...{ Effect: 'Deny', Action: '*', Resource: '*' },
        Condition: {
          StringEquals: { 'aws:SourceIdentity': 'KIM' },
          DateLessThan: { 'aws:TokenIssueTime': '2040-01-01T00:00:00Z' },
        },
      });
    });
    expect((await revoke(here, '--all', '--person', 'KIM')).code).toBe(0);
    here.clock.advance(propagation);
    expect(await works(here, session)).toBe(false);
    expect(await works(here, other)).toBe(true);
    expect((await revoke(here, '--all', '--person', 'kim', '--lift')).code).toBe(0);
    expect(policiesOf(here, 'client-0')).toEqual([]);
  });

  it('who is a user of the management account is refused', async () => {
    const here = revocable(1);
    const [admin = ''] = Object.values(iamOf(here.sandbox.state(), 'management').users).map(
      ({ name }) => name,
    );
    const { code, stderr } = await revoke(here, '--all', '--person', admin);
    expect(code).toBe(1);
    expect(stderr).toContain(`${admin} is a user of the management account, not of Ops`);
    expect(mutations(here.sandbox)).toEqual([]);
  });

  it('who is a user of the management account as well is locked in Ops, and the other user is named', async () => {
    const here = revocable(1);
    here.sandbox.edit((state) => void addUser(state, state.managementAccountId, 'kim', { key: 'Active' }));
    const { code, stderr } = await revoke(here, '--all', '--person', 'kim');
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('warning: the management account has a user kim as well');
    const eve = await revoke(here, '--all', '--person', 'eve');
    expect(eve.stderr).not.toContain('the management account has a user');
  });

  it('is told by client assume that the user may be locked', async () => {
    const here = revocable(1);
    expect((await revoke(here, '--all', '--person', 'kim')).code).toBe(0);
    here.clock.advance(propagation);
    here.sandbox.edit(({ accessKeys }) => {
      for (const key of Object.values(accessKeys)) key.status = 'Active';
    });
    const openConnection = signedBy(here, keyOf(here, 'kim'));
    const argv = ['client', 'assume', 'client-0', '--format', 'json', '--no-cache'];
    const { code, stderr } = await runCli(here, argv, { openConnection });
    expect(code).toBe(1);
    expect(stderr).toContain('or an admin locked your user');
    expect(stderr).toContain('ask an admin whether your user is locked');
  });

  it('is told so by AWS’s words for the role, too', () => {
    const { client } = defaultStructure.kinds;
    const denied = (message: string) => {
      const cause = new AwsError({
        ...{ action: 'sts:AssumeRole', code: 'AccessDenied', message, outcome: 'rejected', changes: false },
        cause: null,
      });
      const who = { identity: 'arn:aws:iam::222222222222:user/kim', groups: null, isWithoutCode: false };
      return explainDenial({ kind: client, name: 'acme', roleArn: 'arn', ...who }, cause).text.why;
    };
    const message = 'User: kim is not authorized to perform: sts:AssumeRole';
    expect(denied(message)).not.toContain('locked');
    expect(denied(`${message} with an explicit deny in an identity-based policy`)).toContain(
      'locked your user',
    );
  });
});

describe('a trust policy', () => {
  it('that demands the name for less than the longest session tells nobody apart', async () => {
    const here = revocable(1, { bound: false });
    await changeTrust(here);
    expect(endsOf(await revoke(here, '--all', '--person', 'kim'))).toEqual(['everybody']);
    here.clock.advance(13 * hour);
    expect(endsOf(await revoke(here, '--all', '--person', 'kim'))).toEqual(['person']);
  });

  it('whose changes cannot be read tells nobody apart either', async () => {
    const here = revocable(1);
    const fault = { kind: 'error', code: 'AccessDeniedException', status: 400 } as const;
    here.sandbox.faults.add({ service: 'cloudtrail', operation: 'LookupEvents', fault, times: 20 });
    const result = await revoke(here, '--all', '--person', 'kim');
    expect(endsOf(result)).toEqual(['everybody']);
    expect(result.stderr).toContain('the event history could not be read');
  });

  /** By a call that CloudTrail records. */
  async function changeTrust({ sandbox, clock }: TestOrganization): Promise<void> {
    const state = structuredClone(sandbox.state());
    demandName(state, 'client-0');
    const { document } = roleOf(state, 'client-0').trust;
    const { region, requestHandler, profiles } = sandbox;
    const aws = connect({ credentials: profiles.management, region, requestHandler }, clock);
    const roleArn = `arn:aws:iam::${idOf(state, 'client-0')}:role/OrganizationAccountAccessRole`;
    const session = await aws.sts.assumeRole({ roleArn, sessionName: 'test', duration: 3_600 });
    await aws.iam(session).updateTrust('client-0-production', document);
  }
});

it('lists what was created through the sessions, and only that', async () => {
  const here = revocable(1);
  for (const person of ['kim', 'eve']) {
    const iam = iamWith(here, await assumedBy(here, 'client-0', person));
    await iam.send(new CreateUserCommand({ UserName: `backup-of-${person}` }));
    await iam.send(new CreateAccessKeyCommand({ UserName: `backup-of-${person}` }));
    const trust = { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' };
    await iam.send(
      new CreateRoleCommand({ RoleName: `of-${person}`, AssumeRolePolicyDocument: documentOf(trust) }),
    );
  }
  here.clock.advance(hour);
  const line = ['client', 'revoke', '--all', '--person', 'kim', '--yes'];
  const dry = await runCli(here, [...line, '--dry-run', '--json']);
  const things = ['access key of user backup-of-kim', 'role of-kim', 'user backup-of-kim'];
  const thingsOf = (result: CliResult) => jsonOf<Revoked>(result).created?.map(({ thing }) => thing);
  expect(thingsOf(dry)?.sort()).toEqual(things);
  const { stdout, code } = await runCli(here, line);
  expect(code).toBe(0);
  expect(stdout).toContain('user backup-of-kim (CreateUser by kim)');
  expect(stdout).not.toContain('backup-of-eve');
  const all = await runCli(here, ['client', 'revoke', 'client-0', '--dry-run', '--json']);
  expect(thingsOf(all)).toHaveLength(6);
});

it('lists what the person made and entered in Ops, which the lock does not end', async () => {
  const here = revocable(1, { bound: false });
  const { sandbox } = here;
  here.sandbox.edit((state) => {
    const ops = idOf(state, 'Ops');
    const trust = { Effect: 'Allow', Principal: { AWS: ops }, Action: 'sts:AssumeRole' };
    const role = addRole(state, ops, 'deployer', documentOf(trust));
    putInline(role, 'deploy', { Effect: 'Allow', Action: 'sts:*', Resource: '*' });
    const rights = { Effect: 'Allow', Action: ['sts:AssumeRole', 'iam:*'], Resource: '*' };
    putInline(userOf(here, 'kim'), 'rights', rights);
  });
  const RoleArn = `arn:aws:iam::${idOf(sandbox.state(), 'Ops')}:role/deployer`;
  const enter = async () => {
    const credentials = keyOf(here, 'kim');
    const sts = new STSClient({ ...iamSettings(here), credentials });
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'build' }));
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  };
  await enter();
  here.clock.advance(14 * hour);
  const keys = await enter();
  const iam = iamWith(here, keyOf(here, 'kim'));
  for (const UserName of ['backup', 'kim']) {
    if (UserName !== 'kim') await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new CreateAccessKeyCommand({ UserName }));
  }
  await assumedBy(here, 'client-0', 'kim');
  here.clock.advance(hour / 4);
  const line = ['client', 'revoke', '--all', '--person', 'kim', '--yes'];
  const dry = jsonOf<Revoked>(await runCli(here, [...line, '--dry-run', '--json']));
  expect(dry.created?.map(({ account, thing }) => `${account} ${thing}`).sort()).toEqual([
    'Ops access key of user backup',
    'Ops session of role deployer',
    'Ops user backup',
  ]);
  const { stdout } = await runCli(here, line);
  expect(stdout).toMatch(
    /Ops {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC {2}session of role deployer \(AssumeRole by kim\)/,
  );
  expect(stdout).toContain(
    'To end the sessions of these roles: IAM console, Roles, the role, Revoke sessions.',
  );
  here.clock.advance(120_000);
  // What it is for: the person is back through it.
  expect(await canBegin(here, 'client-0', { name: 'kim', keys })).toBe(true);
});

function iamSettings({ sandbox: { region, requestHandler } }: TestOrganization) {
  return { region, requestHandler };
}

function iamWith(here: TestOrganization, credentials: Keys): IAMClient {
  return new IAMClient({ ...iamSettings(here), credentials });
}

describe('refuses', () => {
  it.each([
    ['neither a client nor --all', []],
    ['both', ['client-0', '--all']],
    ['a name that IAM takes for no user', ['--all', '--person', 'kim/eve']],
    ['a time that the event history does not reach', ['--all', '--since', '91d']],
  ])('%s', async (_name, words) => {
    const here = revocable(1);
    const { code } = await runCli(here, ['client', 'revoke', ...words, '--yes']);
    expect(code).toBe(64);
    expect(here.sandbox.calls).toEqual([]);
  });

  it('a client whose account has no role', async () => {
    const here = revocable(2);
    here.sandbox.edit((state) => delete iamOf(state, 'client-1').roles['client-1-production']);
    const { code, stderr } = await revoke(here, 'client-1');
    expect(code).toBe(1);
    expect(stderr).toContain('has no role client-1-production');
    const all = await revoke(here, '--all');
    expect(all.code).toBe(0);
    expect(all.stderr).toContain('client client-1 has no role client-1-production');
  });

  it('a client that is not there', async () => {
    const { code, stderr } = await revoke(revocable(1), 'client-9');
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean client-0?');
  });
});

describe('the audit', () => {
  const auditOf = async (here: TestOrganization) => {
    const result = await runCli(here, ['org', 'audit', '--json']);
    const { findings } = jsonOf<{ findings: { id: string; severity: string; evidence: string[] }[] }>(result);
    const own = findings.filter(({ id }) => /^(revocation|user-locked|user-own-policy|role-policy)/.test(id));
    return {
      findings: own.map(({ id, severity }) => `${severity} ${id}`),
      evidence: own.flatMap((one) => one.evidence),
    };
  };

  it('knows what a revocation leaves, and org repair deletes it once it has no effect', async () => {
    const here = revocable(1);
    expect((await revoke(here, '--all', '--person', 'kim')).code).toBe(0);
    const live = await auditOf(here);
    expect(live.findings.sort()).toEqual([
      'low revocation:client-0/diverst-revoke-kim',
      'low user-locked:kim',
    ]);
    expect(live.evidence.join()).toMatch(/the last of these sessions expires at 2030-01-01T12:/);
    const only = ['org', 'repair', '--only', 'revocation', '--yes', '--json'];
    expect((await runCli(here, only)).code).not.toBe(0);
    here.clock.advance(13 * hour);
    const { code, stderr } = await runCli(here, only);
    expect(code, stderr).toBe(0);
    expect(policiesOf(here, 'client-0')).toEqual([]);
    expect((await auditOf(here)).findings).toEqual(['low user-locked:kim']);
  });

  it('a machine that is ahead deletes none that still has an effect', async () => {
    const here = revocable(1);
    expect((await revoke(here, 'client-0')).code).toBe(0);
    const { clock } = here;
    const ahead: Clock = {
      now: () => clock.now() + 13 * hour,
      sleep: (ms, signal) => clock.sleep(ms, signal),
    };
    const result = await runCli({ ...here, clock: ahead }, [
      'org',
      'repair',
      '--only',
      'revocation',
      '--yes',
    ]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('still ends sessions');
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke']);
  });
});

it('serves environments as well, with their own role', async () => {
  const here = revocable(1, { bound: false });
  environmentIn(here, 'staging');
  const folder = mkdtempSync(join(tmpdir(), 'diverst-revoke-'));
  const config = join(folder, 'test.yaml');
  writeFileSync(config, 'environment: { accounts: [staging] }\n');
  const argv = ['env', 'revoke', '--all', '--yes', '--json', '--no-look', '--config', config];
  const result = await runCli(here, argv);
  rmSync(folder, { recursive: true });
  expect(result.code, result.stderr).toBe(0);
  expect(jsonOf<{ accounts: unknown[] }>(result).accounts).toMatchObject([
    { environment: 'staging', ends: 'everybody' },
  ]);
  const { roles } = iamOf(here.sandbox.state(), 'staging');
  expect(Object.keys(roles['staging-environment']?.inline ?? {})).toEqual(['diverst-revoke']);
  expect(policiesOf(here, 'client-0')).toEqual([]);
});

describe('an account whose role is granted', () => {
  it('has no session left either where it was moved out of its OU or renamed', async () => {
    const here = revocable(3);
    const clients = ['client-0', 'client-1', 'client-2'];
    const sessions = await Promise.all(clients.map((client) => assumedBy(here, client, 'kim')));
    here.sandbox.edit((state) => {
      const [moved, renamed] = clients.map((client) => state.accounts[idOf(state, client)]);
      if (moved === undefined || renamed === undefined || state.organization == null) throw new Error();
      moved.parentId = state.organization.rootId;
      renamed.name = 'other';
    });
    const result = await revoke(here, '--all', '--person', 'kim');
    expect(result.code, result.stderr).toBe(0);
    expect(endsOf(result)).toEqual(['person', 'person', 'person']);
    expect(result.stderr).not.toContain('has no role');
    here.clock.advance(propagation);
    expect(await Promise.all(sessions.map((one) => works(here, one)))).toEqual([false, false, false]);
    expect(jsonOf<Revoked>(await revoke(here, '--all', '--lift')).changes).toHaveLength(3);
  });

  it('is not found where Ops cannot be read, which is said', async () => {
    const here = revocable(1, { bound: false });
    here.sandbox.edit((state) => delete iamOf(state, 'Ops').roles['organizationaccountaccessrole']);
    const { code, stderr } = await runCli(here, ['client', 'revoke', '--all', '--yes', '--no-look']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('accounts that were moved or renamed were not searched');
    expect(policiesOf(here, 'client-0')).toEqual(['diverst-revoke']);
  });
});
