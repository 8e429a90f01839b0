import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection, OpenConnection } from '../../src/cli/context.ts';
import { diagnoseNode } from '../../src/cli/doctor-local.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { addRole, documentOf, letIn, rootOf, use } from '../audit/edits.ts';
import {
  type CliOptions,
  type CliResult,
  jsonOf,
  mutations,
  runCli,
  testOrganization,
} from '../support/cli.ts';
import { actionsOf } from '../support/printed-policy.ts';
import { opsOf } from '../support/state.ts';
import { closeGroups, type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
/** Changes that were made before the doctor came. */
let before: readonly string[];

beforeEach(async () => {
  here = await twoClients();
  before = mutations(here.organization.sandbox);
});
afterEach(() => {
  chmodIfThere(0o700);
  here.remove();
});

function chmodIfThere(mode: number): void {
  if (existsSync(here.sessions)) chmodSync(here.sessions, mode);
}

interface Check {
  readonly id: string;
  readonly state: string;
  readonly what: string;
  readonly fix: readonly string[];
}
interface Diagnosis {
  readonly checks: readonly Check[];
  readonly ok: boolean;
}

const ids = [
  ...['node', 'configuration', 'credentials', 'region', 'identity', 'organization', 'root-access'],
  ...['group', 'mfa'],
  'attribution',
  ...['reachability', 'clock', 'session-cache'],
];

/** Runs it with `--json`. Whatever it finds, it has changed nothing, and `ok` and the exit code are as the checks. */
async function doctor(words: readonly string[] = [], options: CliOptions = {}) {
  const files = readdirSync(here.folder, { recursive: true }).sort();
  const result = await here.run(['doctor', '--json', ...words], options);
  expect(readdirSync(here.folder, { recursive: true }).sort()).toEqual(files);
  expect(mutations(here.organization.sandbox)).toEqual(before);
  return read(result);
}

function read(result: CliResult) {
  const { checks, ok } = jsonOf<Diagnosis>(result);
  expect(checks.map(({ id }) => id)).toEqual(ids);
  expect(ok).toBe(checks.every(({ state }) => state !== 'problem'));
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: ok ? 0 : 1, stderr: '' });
  const check = (id: string): Check => {
    const found = checks.find((one) => one.id === id);
    if (!found) throw new Error(`no check ${id}`);
    return found;
  };
  const states = Object.fromEntries(checks.map(({ id, state }) => [id, state]));
  return { ...result, checks, ok, check, states };
}

const fault = (rule: { service?: 'sts' | 'iam' | 'organizations'; operation?: string }, one: Fault) =>
  here.organization.sandbox.faults.add({ ...rule, fault: one, times: 10_000 });

const denied: Fault = {
  kind: 'error',
  code: 'AccessDenied',
  status: 403,
  message: 'User: someone is not authorized to perform: iam:ListMFADevices on resource: x',
};

/** A way to the sandbox that differs from the usual one. */
function connection(change: (usual: Connection) => Partial<Connection['transport']>): CliOptions {
  const openConnection: OpenConnection = async () => {
    const { sandbox } = here.organization;
    const { region, requestHandler, profiles } = sandbox;
    const usual: Connection = {
      profile: 'default',
      transport: { ...(profiles.ops ? { credentials: profiles.ops } : {}), region, requestHandler },
    };
    return { ...usual, transport: { ...usual.transport, ...change(usual) } };
  };
  return { openConnection };
}

describe('an ops user', () => {
  it('is told who that is, which groups, and how many clients', async () => {
    const { check, states } = await doctor();
    expect(check('identity').what).toMatch(/:user\/ops-user, in account \d{12}$/);
    expect(check('group')).toMatchObject({ state: 'ok', what: 'in production; 2 clients granted' });
    expect(check('credentials').what).toContain('ops (sandbox)');
    expect(check('region').what).toContain('us-east-1');
    expect(check('reachability').what).toMatch(
      /^STS answered in \d+ ms; Organizations and IAM also answered$/,
    );
    expect(states).toMatchObject({
      organization: 'skipped',
      clock: 'skipped',
      configuration: 'ok',
      mfa: 'ok',
    });
    expect(states['session-cache']).toBe('ok');
  });

  it('reads side by side what does not depend on each other, each thing once', async () => {
    await doctor();
    const calls = here.calls();
    expect(calls.filter((one) => one === 'GetCallerIdentity')).toHaveLength(1);
    expect(calls.indexOf('ListMFADevices')).toBeLessThan(calls.indexOf('ListGroupsForUser'));
  });

  it('reads many policies at the same time without a warning of Node', async () => {
    here.organization.sandbox.edit((state) => {
      const { group } = opsOf(state);
      for (let number = 0; number < 12; number += 1)
        group.inline[`further-${number}`] = allow('iam:GetUser').all;
    });
    const warnings: string[] = [];
    const onWarning = ({ message }: Error) => void warnings.push(message);
    process.on('warning', onWarning);
    try {
      await doctor();
      // Warnings are emitted after the code that causes them.
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('warning', onWarning);
    }
    expect(warnings).toEqual([]);
  });

  it('outside of the group is told how to get in', async () => {
    here.organization.sandbox.edit((state) => {
      const { group, user } = opsOf(state);
      group.members = [];
      user.inline = allow('iam:*');
    });
    const { check, code } = await doctor();
    expect(check('group')).toMatchObject({
      state: 'problem',
      what: 'in no group, not in production; no clients granted',
    });
    expect(check('group').fix[0]).toMatch(
      /^if account \d{12} is Ops, ask .*: aws iam add-user-to-group --user-name ops-user --group-name production$/,
    );
    expect(check('group').fix[1]).toContain(
      'if it is another account, use the profile of your IAM user in Ops',
    );
    expect(code).toBe(1);
  });

  it('for whom the configuration names roles needs no group', async () => {
    here.organization.sandbox.edit((state) => {
      const { group, user } = opsOf(state);
      group.members = [];
      user.inline = allow('iam:*');
    });
    const file = here.config(
      'client:\n  roleArns:\n    acme: arn:aws:iam::111122223333:role/acme-production\n',
    );
    const { check } = await doctor(['--config', file]);
    expect(check('group')).toMatchObject({ state: 'warning' });
    expect(check('group').what).toContain('client.roleArns names acme');
  });

  it('who may not read the own groups gets a warning that names the action', async () => {
    closeGroups(here.organization);
    const { check, states, ok } = await doctor();
    expect(check('group')).toMatchObject({ state: 'warning' });
    expect(check('group').what).toContain('AWS denied iam:ListGroupsForUser');
    expect(check('group').fix.join()).toContain('client.roleArns');
    expect({ ok, identity: states.identity }).toEqual({ ok: true, identity: 'ok' });
  });

  it('who may read the names of the groups, but not what they hold', async () => {
    fault({ operation: 'ListGroupPolicies' }, denied);
    const { check } = await doctor();
    expect(check('group').state).toBe('warning');
    expect(check('group').what).toContain('in production; diverst could not read what they grant');
  });
});

function allow(action: string) {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
  return { all: { document, effectiveAt: 0 } };
}

describe('an admin of the management account', () => {
  it('is told so, and that the organization may be read', async () => {
    const { check } = await doctor(['--profile', 'management']);
    expect(check('organization')).toMatchObject({ state: 'ok' });
    expect(check('organization').what).toContain('is the management account of o-');
    expect(check('group').what).toBe('you can read the organization; OU Production has 2 clients');
  });

  it('who may not read the organization', async () => {
    fault({ operation: 'ListRoots' }, { ...denied, code: 'AccessDeniedException' } as Fault);
    const { check, ok } = await doctor(['--profile', 'management']);
    expect(check('group').state).toBe('warning');
    expect(ok).toBe(true);
  });

  it('is not asked for an MFA device, which clients’ roles demand of people in Ops', async () => {
    const file = here.config('client:\n  role:\n    requireMfa: true\n');
    expect((await doctor(['--profile', 'management', '--config', file])).states.mfa).toBe('ok');
    expect((await doctor(['--config', file])).states.mfa).toBe('problem');
  });
});

describe('without a profile for daily work', () => {
  /** The way of the administrator's profile, outside of the sandbox; any other profile fails. */
  async function asAdmin(text: string, usable: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const tried: string[] = [];
    const openConnection: OpenConnection = async (_context, kind) => {
      tried.push(kind);
      if (!usable.includes(kind))
        throw new Failure('usage', { what: `no profile for ${kind}`, fix: ['add it'] });
      const { region, requestHandler, profiles } = here.organization.sandbox;
      const credentials = kind === 'ops' ? profiles.ops : profiles.management;
      return {
        profile: kind,
        transport: { ...(credentials ? { credentials } : {}), region, requestHandler },
      };
    };
    const words = ['doctor', '--json', '--config', here.config(text)];
    const result = await here.run(words, {
      env: { DIVERST_SANDBOX: '', HOME: here.folder, ...env },
      openConnection,
    });
    return { ...read({ ...result, stderr: '' }), tried };
  }

  it('uses the configured one of the management account, and warns', async () => {
    const { check, code, tried } = await asAdmin('profiles: { management: root, ops: ops }\n', [
      'management',
    ]);
    expect(tried).toEqual(['ops', 'management']);
    expect(code).toBe(0);
    expect(check('credentials')).toMatchObject({
      state: 'warning',
      what: 'found; profile: management, because there is none for daily work (no profile for ops)',
      fix: ['if you have no user in Ops yet, add one: diverst user add NAME', 'add it'],
    });
    expect(check('group').what).toBe('you can read the organization; OU Production has 2 clients');
  });

  it('does not try the default one if only the other is configured', async () => {
    const only = 'profiles: { management: root }\n';
    expect((await asAdmin(only, ['management', 'ops'])).tried).toEqual(['management']);
    expect((await asAdmin(only, ['management', 'ops'], { AWS_PROFILE: 'me' })).tried).toEqual(['ops']);
  });

  it('reports the one for daily work if no other works', async () => {
    const { check, code } = await asAdmin('profiles: { management: root, ops: ops }\n', []);
    expect(code).toBe(1);
    expect(check('credentials')).toMatchObject({
      state: 'problem',
      what: 'no profile for ops',
      fix: ['add it'],
    });
    expect((await asAdmin('{}', ['management'])).check('credentials').state).toBe('problem');
  });
});

describe('the next command', () => {
  const next = async (words: readonly string[], organization = here.organization) => {
    const result = await runCli(organization, ['doctor', '--json', ...words], { cwd: here.folder });
    const { next: command, place } = jsonOf<{ next: string | null; place: string | null }>(result);
    return [place, command];
  };

  it('fits the account that you work in', async () => {
    expect(await next([])).toEqual(['member', 'diverst client list']);
    expect(await next(['--profile', 'management'])).toEqual([
      'management',
      'diverst org audit --profile management',
    ]);
    expect(await next([], testOrganization({ start: 'empty' }))).toEqual([
      'no organization',
      'diverst org init',
    ]);
  });

  it('is none while there is a problem', async () => {
    const file = here.config('region: 1\n');
    expect((await next(['--config', file]))[1]).toBeNull();
  });
});

describe('central management of root credentials', () => {
  const features = (rootFeatures: ('RootCredentialsManagement' | 'RootSessions')[]) =>
    here.organization.sandbox.edit(({ organization }) => {
      if (organization) organization.rootFeatures = rootFeatures;
    });
  const ofAdmin = async (...words: readonly string[]) =>
    (await doctor(['--profile', 'management', ...words])).check('root-access');

  it('is told where it is on, to an admin of the management account alone', async () => {
    features(['RootCredentialsManagement']);
    expect(await ofAdmin()).toMatchObject({ state: 'ok', fix: [] });
    expect((await doctor()).check('root-access')).toMatchObject({ state: 'skipped' });
  });

  it('is warned of where it is off, with what enables it', async () => {
    features(['RootSessions']);
    const { state, what, fix } = await ofAdmin();
    expect([state, fix[0]]).toEqual(['warning', 'enable it: diverst org repair --only root-management']);
    expect(what).toContain('IAM does not manage the root credentials of member accounts centrally');
    const file = here.config('organization: {centralRootAccess: false}\n');
    expect(await ofAdmin('--config', file)).toMatchObject({ state: 'ok', fix: [] });
  });

  it('that may not be read is not known', async () => {
    features(['RootCredentialsManagement']);
    fault({ operation: 'ListOrganizationsFeatures' }, denied);
    const { state, what, fix } = await ofAdmin();
    expect([state, fix[0]]).toEqual(['warning', 'allow your identity to call iam:ListOrganizationsFeatures']);
    expect(what).toContain('diverst could not check');
  });
});

describe('an empty sandbox', () => {
  const organization = () => testOrganization({ start: 'empty' });

  it('speaks to its admin before the organization is set up, and is well', async () => {
    const result = await runCli(organization(), ['doctor', '--json'], { cwd: here.folder });
    const { check, states } = read(result);
    expect(result.code).toBe(0);
    expect(check('organization').what).toContain('is not part of an organization yet');
    expect(check('organization').fix[0]).toBe('create an organization: diverst org init');
    expect(states.group).toBe('skipped');
    expect(result.stdout).not.toContain('add-user-to-group');
  });

  it('has no Ops to be in', async () => {
    const argv = ['doctor', '--json', '--profile', 'ops'];
    const { check, states } = read(await runCli(organization(), argv, { cwd: here.folder }));
    expect(check('credentials')).toMatchObject({ state: 'problem' });
    expect(check('credentials').fix[0]).toBe('set up what is missing: diverst --sandbox org init');
    for (const id of ['identity', 'group', 'mfa', 'reachability', 'clock', 'region'])
      expect(states[id]).toBe('skipped');
  });

  it('is no organization yet, which org init makes', async () => {
    const argv = ['doctor', '--json', '--profile', 'management'];
    const { check } = read(await runCli(organization(), argv, { cwd: here.folder }));
    expect(check('organization').state).toBe('warning');
    expect(check('organization').fix.join()).toContain('diverst org init');
  });
});

describe('credentials', () => {
  it('that are not found are reported in the SDK’s words', async () => {
    const credentials = async () => {
      const error = new Error('Could not load credentials from any providers');
      throw Object.assign(error, { name: 'CredentialsProviderError' });
    };
    const { check, states } = await doctor(
      [],
      connection(() => ({ credentials })),
    );
    expect(check('credentials').state).toBe('problem');
    expect(check('credentials').what).toContain('Could not load credentials from any providers');
    expect(check('credentials').fix.join()).toContain('--profile NAME');
    expect(states.identity).toBe('skipped');
    expect(here.calls()).toEqual([]);
  });

  it('that never come are not waited for', async () => {
    const begun = here.organization.clock.now();
    const { check } = await doctor(
      [],
      connection(() => ({ credentials: () => new Promise<never>(() => {}) })),
    );
    expect(check('credentials').state).toBe('problem');
    expect(check('credentials').what).toContain('no answer within 8 seconds');
    expect(here.organization.clock.now() - begun).toBeLessThan(10_000);
  });

  it('that a person is asked a code for are waited for', async () => {
    const { clock, sandbox } = here.organization;
    const mfaCode = async () => {
      await clock.sleep(60_000);
      return '123456';
    };
    const openConnection: OpenConnection = async ({ terminal, signal }) => {
      const credentials = async () => {
        await terminal.askMfaCode('arn:aws:iam::111122223333:mfa/phone', signal);
        return sandbox.profiles.ops ?? sandbox.profiles.management;
      };
      const { region, requestHandler } = sandbox;
      return { profile: 'default', transport: { credentials, region, requestHandler } };
    };
    const { states } = await doctor([], { openConnection, mfaCode });
    expect(states).toMatchObject({ credentials: 'ok', identity: 'ok', group: 'ok' });
  });

  it('of a key that AWS does not know', async () => {
    const credentials = { accessKeyId: 'AKIAUNKNOWNUNKNOWN00', secretAccessKey: 'UNKNOWNSECRET' };
    const { check, states, stdout } = await doctor(
      [],
      connection(() => ({ credentials })),
    );
    expect(check('identity').state).toBe('problem');
    expect(check('identity').what).toContain('AWS does not know the access key');
    expect(states).toMatchObject({ credentials: 'ok', reachability: 'ok', group: 'skipped', mfa: 'skipped' });
    expect(stdout).not.toContain('UNKNOWNSECRET');
  });

  it('that have expired', async () => {
    const message = 'The security token included in the request is expired';
    fault({ operation: 'GetCallerIdentity' }, { kind: 'error', code: 'ExpiredToken', status: 403, message });
    const { check } = await doctor();
    expect(check('identity').what).toContain('the credentials have expired: AWS says');
    expect(check('identity').fix.join()).toContain('aws sso login');
  });

  it('of a client are no way to another', async () => {
    const { profiles } = here.organization.sandbox;
    const assumed = await here.run(['client', 'assume', 'acme', '--format', 'json', '--no-cache']);
    const { accessKeyId, secretAccessKey, sessionToken } = jsonOf<Record<string, string>>(assumed);
    expect(profiles.ops?.accessKeyId).not.toBe(accessKeyId);
    before = mutations(here.organization.sandbox);
    const credentials = {
      accessKeyId: accessKeyId ?? '',
      secretAccessKey: secretAccessKey ?? '',
      sessionToken: sessionToken ?? '',
    };
    const { check, states } = await doctor(
      [],
      connection(() => ({ credentials })),
    );
    expect(check('identity').state).toBe('problem');
    expect(check('identity').what).toContain(
      'you cannot work in another account: your credentials belong to client acme',
    );
    expect(states).toMatchObject({ group: 'skipped', mfa: 'skipped' });
  });
});

describe('the name of the person', () => {
  const required = () => here.config('client:\n  role:\n    requireSourceIdentity: true\n');
  const demanded =
    'roles of clients require your IAM user name as source identity (client.role.requireSourceIdentity)';

  it('that nothing demands', async () => {
    expect((await doctor()).check('attribution')).toMatchObject({ state: 'ok', fix: [] });
  });

  it('that roles demand, of a user', async () => {
    const { state, what } = (await doctor(['--config', required()])).check('attribution');
    expect({ state, what }).toMatchObject({ state: 'ok', what: expect.stringContaining(demanded) });
    expect(what).toContain('diverst sends ops-user');
  });

  it('that roles demand, of an admin', async () => {
    const { check } = await doctor(['--profile', 'management', '--config', required()]);
    expect(check('attribution')).toMatchObject({
      state: 'ok',
      what: `${demanded}, but not from admins`,
    });
  });

  it('that roles demand, of a user whose name is too short', async () => {
    const { ops } = here.organization.sandbox.profiles;
    here.organization.sandbox.edit((state) => {
      const { iam, user } = opsOf(state);
      iam.users.k = { ...user, name: 'k' };
      for (const key of Object.values(state.accessKeys))
        if (key.userName === 'ops-user') Object.assign(key, { userName: 'k' });
    });
    const credentials = { accessKeyId: ops?.accessKeyId ?? '', secretAccessKey: ops?.secretAccessKey ?? '' };
    const options = connection(() => ({ credentials }));
    const { check } = await doctor(['--config', required()], options);
    expect(check('attribution').state).toBe('problem');
    expect(check('attribution').what).toContain('AWS does not accept a source identity of one character (k)');
  });

  it('that roles demand, of a role', async () => {
    here.organization.sandbox.edit((state) => {
      const { id } = opsOf(state).ops;
      addRole(state, id, 'deploy', documentOf(letIn(rootOf(id))));
      const document = documentOf(use(`arn:aws:iam::${id}:role/deploy`));
      opsOf(state).user.inline.deploy = { document, effectiveAt: 0 };
    });
    const { region, requestHandler, profiles, state } = here.organization.sandbox;
    const RoleArn = `arn:aws:iam::${opsOf(state()).ops.id}:role/deploy`;
    const sts = new STSClient({
      region,
      requestHandler,
      ...(profiles.ops ? { credentials: profiles.ops } : {}),
    });
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'pipeline' }),
    );
    const credentials = {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    };
    const options = connection(() => ({ credentials }));
    const { check } = await doctor(['--config', required()], options);
    expect(check('attribution')).toMatchObject({ state: 'problem' });
    expect(check('attribution').what).toContain('your identity is not an IAM user');
    expect(check('attribution').fix.join()).toContain('sign in as your IAM user in Ops');
  });
});

describe('the region', () => {
  it('that is none is warned of', async () => {
    const { check } = await doctor(['--region', 'mars']);
    expect(check('region')).toMatchObject({
      state: 'warning',
      fix: ['give a region such as eu-central-1: add --region REGION, or set region in diverst.config.yaml'],
    });
  });

  it('that nothing names is a problem, and nothing is asked', async () => {
    const env = { ...process.env };
    const none = join(here.folder, 'none');
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) delete process.env[name];
    Object.assign(process.env, { AWS_CONFIG_FILE: none, AWS_SHARED_CREDENTIALS_FILE: none });
    try {
      const { check, states } = await doctor(
        [],
        connection(() => ({ region: '' })),
      );
      expect(check('region').state).toBe('problem');
      expect(check('region').fix.join()).toContain('--region us-east-1');
      expect(states.identity).toBe('skipped');
      expect(here.calls()).toEqual([]);
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
      Object.assign(process.env, env);
    }
  });
});

describe('the configuration', () => {
  it('in use is named', async () => {
    const file = here.config('region: eu-central-1\n');
    expect((await doctor(['--config', file])).check('configuration')).toMatchObject({
      state: 'ok',
      what: file,
    });
  });

  it('that is invalid is reported in its own words, and the other checks are made all the same', async () => {
    const file = here.config('client:\n  role:\n    maxSession: soon\n');
    const { check, states } = await doctor(['--config', file]);
    expect(check('configuration').state).toBe('problem');
    expect(check('configuration').what).toContain(`${file}:3`);
    expect(check('configuration').what).toContain('client.role.maxSession');
    expect(states).toMatchObject({ identity: 'ok', group: 'ok' });
  });
});

describe('MFA', () => {
  const required = () => here.config('client:\n  role:\n    requireMfa: true\n');
  const devices = (...ends: readonly string[]) =>
    here.organization.sandbox.edit((state) => {
      const { ops, user } = opsOf(state);
      user.mfaDevices = ends.map((end) => `arn:aws:iam::${ops.id}:${end}`);
    });

  it.each([
    [[], 'problem', 'register one in the IAM console'],
    [['u2f/user/ops-user/key-ABC'], 'problem', 'register an authenticator app, too'],
    [['mfa/phone'], 'ok', ''],
    [['u2f/user/ops-user/key-ABC', 'mfa/phone'], 'ok', ''],
  ])('that is demanded, with %j: %s', async (ends, state, fix) => {
    devices(...ends);
    const { check } = await doctor(['--config', required()]);
    expect(check('mfa').state).toBe(state);
    expect(check('mfa').fix.join()).toContain(fix);
    expect(check('mfa').what).toContain('client.role.requireMfa');
  });

  it('of which the devices may not be read', async () => {
    fault({ operation: 'ListMFADevices' }, denied);
    const { check } = await doctor(['--config', required()]);
    expect(check('mfa').state).toBe('warning');
    expect(check('mfa').fix[0]).toContain('mfa_serial');
    expect(check('mfa').what).toContain('iam:ListMFADevices');
    expect((await doctor()).states.mfa).toBe('skipped');
  });

  it('whose device the profile names', async () => {
    const usual = connection(() => ({}));
    const openConnection: OpenConnection = async (...args) => {
      const made = await (usual.openConnection as OpenConnection)(...args);
      return { ...made, signing: { name: 'default', mfaSerial: async () => 'arn:aws:iam::1:mfa/named' } };
    };
    const { check } = await doctor(['--config', required()], { openConnection });
    expect(check('mfa')).toMatchObject({ state: 'ok' });
    expect(check('mfa').what).toContain('mfa/named');
  });
});

describe('the network', () => {
  it.each([
    ['reset', { kind: 'reset', when: 'before' }],
    ['no reply', { kind: 'noReply', when: 'before' }],
  ] as const)('that does not reach STS: %s', async (_name, one) => {
    fault({}, one);
    const begun = here.organization.clock.now();
    const { check, states } = await doctor();
    expect(check('reachability').state).toBe('problem');
    expect(check('reachability').what).toContain('STS did not answer');
    expect(check('reachability').fix[0]).toBe(
      'check the network, the proxy, and AWS_ENDPOINT_URL if it is set',
    );
    expect(states).toMatchObject({ identity: 'skipped', group: 'skipped', mfa: 'skipped', clock: 'skipped' });
    expect(here.organization.clock.now() - begun).toBeLessThan(26_000);
  });

  it('that reaches STS, but not IAM or Organizations', async () => {
    fault({ service: 'iam' }, { kind: 'noReply', when: 'before' });
    fault({ service: 'organizations' }, { kind: 'noReply', when: 'before' });
    const begun = here.organization.clock.now();
    const { check, states } = await doctor();
    expect(check('reachability').what).toContain('Organizations did not answer');
    expect(states).toMatchObject({
      identity: 'ok',
      organization: 'skipped',
      group: 'skipped',
      mfa: 'skipped',
    });
    expect(here.organization.clock.now() - begun).toBeLessThan(26_000);
  });

  it('is slow, and the time is shown', async () => {
    fault({ operation: 'GetCallerIdentity' }, { kind: 'delay', milliseconds: 3_000 });
    expect((await doctor()).check('reachability').what).toContain('STS answered in 30');
  });
});

describe('the clock', () => {
  /** Answers carry the date of a clock that differs by so many milliseconds from this one. */
  const dated = (offset: number, more: Record<string, string> = {}) =>
    connection(() => {
      const { requestHandler } = here.organization.sandbox;
      const handle: typeof requestHandler.handle = async (request, options) => {
        const { response } = await requestHandler.handle(request, options);
        const date = new Date(here.organization.clock.now() + offset).toUTCString();
        return { response: { ...response, headers: { ...response.headers, date, ...more } } };
      };
      return { requestHandler: Object.assign(Object.create(requestHandler), { handle }) };
    });

  it.each([
    [0, 'ok', 'correct'],
    [-50_000, 'ok', 'correct'],
    [90_000, 'warning', 'this clock is 90 seconds behind AWS'],
    [-240_000, 'warning', 'this clock is 4 minutes ahead of AWS'],
    [360_000, 'problem', 'this clock is 6 minutes behind AWS'],
    [-36_000_000, 'problem', 'this clock is 10 hours ahead of AWS'],
  ])('that AWS’s differs from by %d ms: %s', async (offset, state, what) => {
    const { check } = await doctor([], dated(offset));
    expect(check('clock').state).toBe(state);
    expect(check('clock').what).toContain(what);
    expect(check('clock').fix.join()).toContain(state === 'ok' ? '' : 'set the clock automatically');
  });

  it('is not judged by an answer out of a cache', async () => {
    expect((await doctor([], dated(360_000, { age: '360' }))).states.clock).toBe('skipped');
  });

  it('is judged by the date of a refusal too', async () => {
    const date = new Date(here.organization.clock.now() + 1_200_000).toUTCString();
    const refusal = { kind: 'error', code: 'ExpiredToken', status: 403, headers: { date } } as const;
    fault({ operation: 'GetCallerIdentity' }, refusal);
    expect((await doctor()).check('clock').what).toContain('20 minutes behind');
  });

  it('is known to be wrong where AWS says so without a date', async () => {
    const message = 'Signature expired: 20300101T000000Z is now earlier than 20300101T001000Z';
    fault(
      { operation: 'GetCallerIdentity' },
      { kind: 'error', code: 'SignatureDoesNotMatch', status: 403, message },
    );
    const { check } = await doctor();
    expect(check('clock').state).toBe('problem');
    expect(check('clock').fix.join()).toContain('set the clock automatically');
  });
});

describe('the folder of sessions', () => {
  it('that is open to others is only reported', async () => {
    mkdirSync(here.sessions, { recursive: true });
    chmodSync(here.sessions, 0o755);
    const { check } = await doctor();
    expect(check('session-cache').state).toBe('warning');
    expect(check('session-cache').fix[0]).toContain(`chmod 700 ${here.sessions}`);
    const again = await doctor();
    expect(again.states['session-cache']).toBe('warning');
  });

  it('that is a file or a link is a problem', async () => {
    writeFileSync(here.sessions, '');
    expect((await doctor()).check('session-cache').what).toContain('is not a folder');
    rmSync(here.sessions);
    symlinkSync(here.folder, here.sessions);
    expect((await doctor()).states['session-cache']).toBe('problem');
  });

  it('that may not be written to', async ({ skip }) => {
    if (process.geteuid?.() === 0) skip('root may write anywhere');
    mkdirSync(here.sessions);
    chmodSync(here.sessions, 0o500);
    expect((await doctor()).check('session-cache').what).toContain('may not be written to');
  });

  it('is yours alone where it is private', async () => {
    mkdirSync(here.sessions, { mode: 0o700 });
    expect((await doctor()).check('session-cache')).toMatchObject({
      state: 'ok',
      what: `${here.sessions}, private to you`,
    });
  });
});

describe('Node', () => {
  it.each([
    ['18.20.0', 'problem'],
    ['20.18.3', 'problem'],
    ['20.19.0', 'warning'],
    ['21.7.0', 'warning'],
    ['22.0.0', 'ok'],
    ['26.1.0', 'ok'],
  ])('%s: %s', (version, state) => {
    const check = diagnoseNode(version, '>=20.19');
    expect(check.state).toBe(state);
    expect(check.what).toContain(version);
    expect(check.fix.length).toBe(state === 'ok' ? 0 : 1);
  });
});

describe('the command', () => {
  it('prints a line for each check without --json', async () => {
    const { code, stdout } = await here.run(['doctor']);
    expect(code).toBe(0);
    for (const id of ids) expect(stdout).toMatch(new RegExp(`^(ok|warning|skipped) +${id} `, 'm'));
  });

  it('takes no words of its own', async () => {
    expect((await here.run(['doctor', 'acme'])).code).toBe(64);
    expect((await here.run(['doctor', '--fix'])).code).toBe(64);
  });

  it('ends when it is interrupted', async () => {
    const stop = new AbortController();
    const interrupted = new Failure('interrupted', { what: 'interrupted' });
    fault({ operation: 'GetCallerIdentity' }, { kind: 'hook', before: () => stop.abort(interrupted) });
    const { code, stdout } = await here.run(['doctor'], { signal: stop.signal });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  it('prints what it reads in each account', async () => {
    const { code, stdout } = await here.run(['doctor', '--print-policy']);
    expect({ code, actions: actionsOf(JSON.parse(stdout)) }).toEqual({
      code: 0,
      actions: [
        'iam:ListGroupsForUser',
        'iam:ListMFADevices',
        'iam:GetGroupPolicy',
        'iam:ListAttachedGroupPolicies',
        'iam:ListGroupPolicies',
        'iam:GetPolicy',
        'iam:GetPolicyVersion',
        'organizations:DescribeOrganization',
      ],
    });
    const management = await here.run(['doctor', '--print-policy', 'management']);
    expect(actionsOf(JSON.parse(management.stdout))).toContain('organizations:ListAccounts');
  });
});
