import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { connect } from '../../../src/aws/client/connect.ts';
import { canonicalJson } from '../../../src/model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../../../src/model/policy/grant.ts';
import type { SandboxState, UserState } from '../../../src/sandbox/state.ts';
import { delegate } from '../../audit/drifts/delegation.ts';
import { giveRoot, giveRootKey } from '../../audit/drifts/root-users.ts';
import { addUser } from '../../audit/edits.ts';
import { addFullUser } from '../../support/full-user.ts';
import { addClients } from '../../support/many-clients.ts';
import { everyone, setTrust } from '../../support/repair.ts';
import { accountOf, dropPolicies, groupOf, iamOf, idOf, roleOf } from '../../support/state.ts';
import type { Scenario } from './experiment.ts';
import type { Exited, ProcessOptions } from './process.ts';
import { type Start, World } from './world.ts';

/** One of two clients that are not new any more, whose account is closed. */
export async function clientClose(): Promise<Scenario> {
  return {
    name: 'client close',
    start: await oldClients(),
    argv: ['client', 'close', 'acme', '--confirm', 'acme', ...timeout, '--json'],
    done: succeeded,
    undisturbed: (world) => auditIsClean(world),
    each: (_exited, world) => {
      const { state, name } = accountOf(world.sandbox.state(), 'globex');
      expect({ state, name }).toEqual({ state: 'ACTIVE', name: 'globex' });
    },
  };
}

/** What `client close` does beside what every command of an admin reads. */
export const closingCalls =
  /(DescribeAccount|CloseAccount|TagsForResource|DelegatedAdministrators|AccountSummary|GroupPolicy)$|^cloudtrail:DescribeTrails|^s3:/;

/** A person in Ops who has one of everything, and whose end leaves nothing of it. */
export function userRemove(): Scenario {
  const world = new World();
  let isGone = false;
  return {
    name: 'user remove',
    start: changed(world, (state) => addFullUser(state, 'kim', world.clock.now())),
    argv: ['user', 'remove', 'kim', '--confirm', 'kim', ...timeout, '--json'],
    // A run after one that was cut short at its end finds nobody of that name any more, and says so.
    done: (ended) => succeeded(ended) || (isGone && ended.stderr.includes('there is no user kim in Ops')),
    each: (_exited, { sandbox }) => {
      const { kim } = iamOf(sandbox.state(), 'Ops').users;
      isGone = kim === undefined;
      const isLocked = kim?.inline['diverst-locked'] !== undefined;
      const hasAll = kim?.certificates?.length === 1 && kim.mfaDevices.length === 2;
      // Nothing is deleted of a person who can still work.
      expect(kim === undefined || isLocked || hasAll || isEmpty(kim)).toBe(true);
    },
    undisturbed: (world) => auditIsClean(world),
  };
}

/** The lock goes last, right before the user. */
function isEmpty({ inline, attached, mfaDevices, hasPassword }: UserState): boolean {
  return [Object.keys(inline), attached, mfaDevices].every((left) => left.length === 0) && !hasPassword;
}

/** What `user remove` and `user add` change. */
export const userCalls = /^iam:(?!Get|List)/;

/** A new person, in the groups and with a first password. */
export function userAdd(): Scenario {
  return {
    name: 'user add',
    start: 'base',
    argv: ['user', 'add', 'kim', '--group', 'production', ...plain],
    done: succeeded,
    // Nobody knows whose password it is that an attempt without an answer may have set.
    mayAlso: (effect) => effect.startsWith('UpdateLoginProfile '),
  };
}

/** Short, so that a fault which lasts as long as the run makes no long run. */
const timeout = ['--timeout', '2m'];
export const plain = [...timeout, '--yes', '--json'];

export const succeeded = ({ code }: Exited) => code === 0;

/** A new client in an organization that is as it should be. */
export function clientInit(): Scenario {
  return {
    name: 'client init',
    start: 'base',
    argv: ['client', 'init', 'acme', ...plain],
    done: succeeded,
    undisturbed: (world) => auditIsClean(world),
  };
}

/** The same, audited after every disturbed run too. */
export function auditedClientInit(): Scenario {
  return { ...clientInit(), last: (world) => auditIsClean(world) };
}

/** A new environment, beside whatever clients there are. */
export function envInit(): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'diverst.config.yaml'), 'environment: {accounts: [staging]}\n');
  const options = { cwd: folder };
  return {
    name: 'env init',
    start: 'base',
    argv: ['env', 'init', 'staging', ...plain],
    options: () => options,
    done: succeeded,
    undisturbed: (world) => auditIsClean(world, options),
  };
}

/** A client that lacks its grant only, where that goes to a policy which holds others' grants. */
export async function packedGrantInit(): Promise<Scenario> {
  return {
    name: 'client init, a grant beside others',
    start: await withoutGrants((state) => {
      for (const { versions } of Object.values(iamOf(state, 'Ops').policies)) {
        for (const version of versions) {
          const others = readGrant(version.document)?.filter((arn) => !arn.endsWith('/acme-production'));
          Object.assign(version, { document: canonicalJson(packedGrant(others ?? [])) });
        }
      }
    }),
    argv: ['client', 'init', 'acme', ...plain],
    done: succeeded,
    mayAlso: isOwnProposal,
  };
}

/** The same where there is no such policy yet. */
export async function firstPackedInit(): Promise<Scenario> {
  return {
    name: 'client init, a first policy for grants',
    start: await withoutGrants((state) => {
      iamOf(state, 'Ops').policies = {};
      groupOf(state).attached = [];
    }),
    argv: ['client', 'init', 'acme', ...plain],
    done: succeeded,
    mayAlso: isOwnProposal,
  };
}

/** An account that belongs to no organization. Trail and guardrails have scenarios of their own, of fewer calls. */
export function orgInit(): Scenario {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'diverst.config.yaml'), 'trail: false\nguardrails: false\n');
  const options = { cwd: folder };
  return {
    name: 'org init',
    start: 'empty',
    argv: ['org', 'init', '--ops-email', 'aws+ops@example.com', ...plain],
    options: () => options,
    done: succeeded,
    undisturbed: (world) => auditIsClean(world, options),
  };
}

/** What `trailInit` does beside what every `org init` does. */
export const trailCalls = /^(cloudtrail|s3):|ServiceAccess/;

/** An organization that lacks nothing but a trail, and all that a trail rests on. */
export function trailInit(): Scenario {
  return {
    name: 'org init, the trail',
    start: changed(new World(), (state) => {
      delete state.trails;
      delete state.buckets;
      delete state.organization?.trustedServices?.['cloudtrail.amazonaws.com'];
    }),
    argv: ['org', 'init', ...plain],
    done: succeeded,
    undisturbed: (world) => auditIsClean(world),
  };
}

/** What the scenarios of guardrails do beside what every command does. */
export const guardrailCalls = /^organizations:\w*Polic\w*$/;

/** An organization that nobody works in yet, and that lacks nothing but its guardrails. */
export function guardrailsInit(): Scenario {
  return {
    name: 'org init, the guardrails',
    start: changed(new World(), (state) => {
      dropPolicies(state);
      iamOf(state, 'Ops').users = {};
      groupOf(state).members = [];
    }),
    argv: ['org', 'init', ...plain],
    done: succeeded,
    undisturbed: (world) => auditIsClean(world),
  };
}

/** Guardrails that somebody changed: one statement less, a policy that is detached, and one that is gone. */
export async function guardrailsRepair(): Promise<Scenario> {
  return {
    name: 'org repair, the guardrails',
    start: await withClients(({ organization }) => {
      const policies = Object.values(organization?.policies ?? {});
      for (const { id, type, name, content } of policies) {
        const isOps = name.endsWith('-ops');
        if (isOps && type === 'RESOURCE_CONTROL_POLICY') delete organization?.policies?.[id];
        if (isOps || type === 'RESOURCE_CONTROL_POLICY')
          for (const of of Object.values(organization?.attachments ?? {})) delete of[id];
        else {
          const { Statement, ...rest }: { readonly Statement: readonly { readonly Sid: string }[] } =
            JSON.parse(content.document);
          const left = Statement.filter(({ Sid }) => Sid !== 'DiverstLeave');
          Object.assign(content, { document: JSON.stringify({ ...rest, Statement: left }) });
        }
      }
    }),
    argv: ['org', 'repair', ...plain],
    done: succeeded,
    reported: ({ code, stdout }) => code === 3 && notAuditedIn(stdout).length > 0,
    undisturbed: (world) => auditIsClean(world),
  };
}

/** What `rootRepair` does beside what every repair does; of the calls that only read, one kind. */
export const rootCalls = /AssumeRoot$|LoginProfile$|Delete(AccessKey|SigningCertificate)|DeactivateMFADevice/;

/** A client whose root user has everything, all of which is deleted. */
export async function rootRepair(): Promise<Scenario> {
  return {
    name: 'org repair, root credentials',
    start: await withClients((state) => {
      const signingCertificates = [{ id: 'CERTIFICATEOFTHEROOTUSER', uploadedAt: 0 }];
      const mfaDevices = ['arn:aws:iam::aws:mfa/root'];
      giveRoot(state, idOf(state, 'acme'), { hasPassword: true, mfaDevices, signingCertificates });
      giveRootKey(state, idOf(state, 'acme'));
    }),
    argv: ['org', 'repair', '--only', 'root-credentials:acme', ...plain],
    // A run after one that was cut short at its end finds nothing of that name any more, and says so.
    done: (ended) => succeeded(ended) || ended.stderr.includes('matches no finding'),
    // What it could not look at it names: nothing is deleted there.
    reported: ({ code, stdout }) => code === 3 && notAuditedIn(stdout).length > 0,
    undisturbed: (world) => auditIsClean(world),
  };
}

/** What `clientRevoke` does beside what every command does. */
export const revokeCalls =
  /^iam:(GetUser|PutUserPolicy|UpdateAccessKey|DeleteLoginProfile|GetRole|PutRolePolicy)$/;

/** A person with a key and a password leaves, who works in two clients. */
export async function clientRevoke(): Promise<Scenario> {
  return {
    name: 'client revoke',
    start: await withClients((state) => {
      addUser(state, idOf(state, 'Ops'), 'kim', { key: 'Active', groups: ['production'] });
    }),
    argv: ['client', 'revoke', '--all', '--person', 'kim', '--no-look', ...plain],
    done: succeeded,
    each: (_exited, { sandbox }) => {
      const state = sandbox.state();
      const ended = ['acme', 'globex'].filter((client) => 'diverst-revoke' in roleOf(state, client).inline);
      if (ended.length === 0) return;
      // Nothing is ended before the person can begin nothing anew.
      const kim = iamOf(state, 'Ops').users['kim'];
      const keys = Object.values(state.accessKeys).filter(({ userName }) => userName === 'kim');
      expect(kim?.inline).toHaveProperty('diverst-locked');
      expect({ hasPassword: kim?.hasPassword, keys: keys.map(({ status }) => status) }).toEqual({
        hasPassword: false,
        keys: ['Inactive'],
      });
    },
  };
}

/** Damage of many kinds, all of which is fixed without being named. */
export async function orgRepair(): Promise<Scenario> {
  return {
    name: 'org repair',
    start: await withDamage(),
    argv: ['org', 'repair', ...plain],
    done: succeeded,
    // What it could not look at it names: nothing is repaired there.
    reported: ({ code, stdout }) => code === 3 && notAuditedIn(stdout).length > 0,
    undisturbed: (world) => auditIsClean(world),
    each: ({ stdout }) => {
      if (stdout === '') return;
      const result: RepairJson | { readonly error: unknown } = JSON.parse(stdout);
      if ('error' in result) return;
      const { changes, repaired } = result;
      const open = changes.filter(({ status }) => status === 'not-applied' || status === 'in-doubt');
      const fixedBy = new Set(open.flatMap(({ fixes }) => fixes));
      expect(repaired.filter((id) => fixedBy.has(id))).toEqual([]);
    },
  };
}

interface RepairJson {
  readonly changes: readonly { readonly status: string; readonly fixes: readonly string[] }[];
  readonly repaired: readonly string[];
}

/** Two clients, and what is wrong with them and around them. */
export function withDamage(): Promise<Start> {
  return withClients((state) => {
    setTrust(state, 'acme', everyone);
    Object.assign(roleOf(state, 'globex'), { maxSessionDuration: 7_200, tags: {} });
    delete groupOf(state).inline['assume-globex-production'];
    const gone = canonicalJson(inlineGrant('arn:aws:iam::999999999999:role/gone-production'));
    groupOf(state).inline['assume-gone-production'] = { document: gone, effectiveAt: 0 };
    const globex = state.accounts[idOf(state, 'globex')];
    if (globex) globex.parentId = state.organization?.rootId ?? '';
    if (state.organization) state.organization.rootFeatures = [];
    for (const trail of Object.values(state.trails ?? {}))
      Object.assign(trail, { validation: false, logging: false, stoppedAt: trail.createdAt });
  });
}

/** A door that is open, which every audit is to report. */
export async function orgAudit(): Promise<Scenario> {
  const door = 'trust-everyone:acme';
  return {
    name: 'org audit',
    start: await withClients((state) => {
      setTrust(state, 'acme', everyone);
      // So that it is asked which services it administers.
      delegate(state, idOf(state, 'Ops'), 'guardduty.amazonaws.com');
    }),
    argv: ['org', 'audit', '--json'],
    done: ({ code, stdout }) => code === 2 && idsOf(stdout).includes(door),
    // Whom it could not look at it names, and that is no audit.
    reported: ({ code, stdout }) =>
      code === 3 &&
      (idsOf(stdout).includes(door) || idsOf(stdout).some((id) => id.startsWith('not-audited:'))),
    each: ({ code }) => expect(code).not.toBe(0),
  };
}

/** Credentials for a person in Ops, kept for the next call. */
export async function clientAssume(): Promise<Scenario> {
  const base = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(base, { recursive: true, force: true }));
  return {
    name: 'client assume',
    start: await withClients(() => undefined),
    argv: ['client', 'assume', 'acme', '--format', 'credential-process'],
    done: succeeded,
    // 25 s for AWS, and what its last attempt takes.
    within: 35_000,
    options: () => {
      const folder = mkdtempSync(join(base, 'run-'));
      return { env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') }, cwd: folder };
    },
    died: ({ cwd = '' }) => removeLocks(join(cwd, 'state.json.sessions')),
    each: async ({ code, stdout }, world) => {
      if (code === 0) expect(await whoHas(stdout, world)).toMatch(/:assumed-role\/acme-production\//);
      else expect(stdout).toBe('');
    },
  };
}

/** A shell in the account of a client: whether AWS accepts its keys is known only from an answer. */
export async function clientStatus(): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), 'diverst-faults-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const world = new World(await withClients(() => undefined));
  const options = { env: { DIVERST_SANDBOX_STATE: join(folder, 'state.json') }, cwd: folder };
  const entered = await world.run(['client', 'assume', 'acme', '--format', 'dotenv'], options);
  if (entered.kind !== 'exit' || entered.code !== 0) throw new Error(JSON.stringify(entered));
  const inside = Object.fromEntries(
    [...entered.stdout.matchAll(/^(\w+)='?(.*?)'?$/gm)].map(([, name, value]) => [name, value]),
  );
  return {
    name: 'client status --check',
    start: world.save(),
    argv: ['client', 'status', '--check'],
    done: succeeded,
    within: 35_000,
    options: () => ({ ...options, env: { ...options.env, ...inside } }),
    each: ({ code, stdout }) => {
      if (code === 0) expect(stdout).toMatch(/^AWS says {2}arn:.*:assumed-role\/acme-production\//m);
      else expect(stdout).toBe('');
    },
  };
}

/** Sixty events of a person in two regions, read by an admin: none may be missing without a word. */
export async function clientHistory(): Promise<Scenario> {
  const start = await withClients(() => undefined);
  if (typeof start === 'string') throw new Error('the clients are in no state');
  const accountId = idOf(start.state, 'acme');
  const began = new Date(start.now - 600_000).toISOString();
  const issuer = {
    type: 'Role',
    principalId: 'AROAEXAMPLEEXAMPLE12',
    accountId,
    userName: 'acme-production',
  };
  const arn = `arn:aws:iam::${accountId}:role/acme-production`;
  const userIdentity = {
    type: 'AssumedRole',
    arn: `arn:aws:sts::${accountId}:assumed-role/acme-production/alice`,
    accountId,
    accessKeyId: 'ASIAEXAMPLE',
    sessionContext: {
      sessionIssuer: { ...issuer, arn },
      attributes: { creationDate: began, mfaAuthenticated: 'false' as const },
      sourceIdentity: 'alice',
    },
  };
  const events = Array.from({ length: 60 }, (_, index) => ({
    userIdentity,
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    eventTime: new Date(start.now - index * 1_000).toISOString(),
    awsRegion: index % 6 === 0 ? 'eu-west-1' : 'us-east-1',
  }));
  return {
    name: 'client history',
    start: { ...start, events: { accountId, events } },
    argv: [
      ...['client', 'history', 'acme', '--format', 'csv', '--profile', 'management'],
      ...['--regions', 'us-east-1', 'eu-west-1'],
    ],
    done: succeeded,
    each: ({ code, stdout, stderr }) => {
      const [, ...rows] = stdout.split('\r\n').filter((line) => line !== '');
      for (const row of rows) expect(row).toContain(',alice,person,said,');
      const missed = Number(stderr.includes('us-east-1 was not read')) * 50;
      const others = Number(stderr.includes('eu-west-1 was not read')) * 10;
      if (code === 0) expect(rows).toHaveLength(60 - missed - others);
    },
  };
}

/** An organization with the clients acme and globex, changed behind the program's back. */
async function withClients(change: (state: SandboxState) => void): Promise<Start> {
  const world = new World();
  for (const client of ['acme', 'globex']) await succeeds(world, ['client', 'init', client, '--yes']);
  return changed(world, change);
}

/** The same a day later: neither is new any more. */
export async function oldClients(change: (state: SandboxState) => void = () => {}): Promise<Start> {
  const start = await withClients(change);
  return typeof start === 'string' ? start : { ...start, now: start.now + 24 * 60 * 60_000 };
}

/** Group production without room for another inline policy, and acme without its grant. */
async function withoutGrants(change: (state: SandboxState) => void): Promise<Start> {
  const world = new World();
  world.sandbox.edit((state) => addClients(state, 36));
  await succeeds(world, ['client', 'init', 'acme', '--yes']);
  return changed(world, change);
}

export function changed(world: World, change: (state: SandboxState) => void): Start {
  world.clock.advance(120_000);
  world.sandbox.edit(change);
  return world.save();
}

export async function succeeds(
  world: World,
  argv: readonly string[],
  options?: ProcessOptions,
): Promise<void> {
  const ended = await world.run(argv, options);
  if (ended.kind !== 'exit' || ended.code !== 0)
    throw new Error(`${argv.join(' ')}: ${JSON.stringify(ended)}`);
}

export async function auditIsClean(world: World, options?: ProcessOptions): Promise<void> {
  const ended = await world.run(['org', 'audit', '--json'], options);
  if (ended.kind !== 'exit') throw new Error(`the audit ended as ${ended.kind}`);
  expect(ended.code, ended.stdout + ended.stderr).toBe(0);
}

/** A version that never counted, taken back or proposed anew. */
export function isOwnProposal(effect: string): boolean {
  return /^(DeletePolicyVersion|CreatePolicyVersion) /.test(effect);
}

function idsOf(stdout: string): readonly string[] {
  const report: { readonly findings: readonly { readonly id: string }[] } = JSON.parse(stdout);
  return report.findings.map(({ id }) => id);
}

export function notAuditedIn(stdout: string): readonly string[] {
  const result: { readonly notAudited: readonly string[] } = JSON.parse(stdout);
  return result.notAudited;
}

/** Locks of a process that is gone count for nothing, which only other processes can see. */
export function removeLocks(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => one.includes('.lock')))
    rmSync(join(folder, name), { force: true });
}

/** ARN of the principal that printed credentials are of. */
async function whoHas(stdout: string, { sandbox, clock }: World): Promise<string> {
  const printed: Record<'AccessKeyId' | 'SecretAccessKey' | 'SessionToken', string> = JSON.parse(stdout);
  const credentials = {
    accessKeyId: printed.AccessKeyId,
    secretAccessKey: printed.SecretAccessKey,
    sessionToken: printed.SessionToken,
  };
  const { region } = sandbox;
  const aws = connect({ credentials, region, requestHandler: sandbox.requestHandler }, clock);
  return (await aws.sts.getCallerIdentity()).arn;
}
