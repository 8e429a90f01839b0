import { ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import {
  type AssumeRoleCommandInput,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts';
import { type Caller, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase, type Kind, plainCase } from '../support/case.ts';
import { account, allow, deny, policy, type Statement, trust } from '../support/documents.ts';
import { assume, type Made, makeOpsUser, makePolicy, makeRole, openSession } from '../support/make.ts';
import { allowed, outcome, refused } from '../support/outcome.ts';
import { iamGuide, stsApi } from '../support/pages.ts';
import { aDate, anything, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const page = stsApi('AssumeRole');
const chaining = iamGuide('id_roles.html#iam-term-role-chaining');
const all = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
const opened = { Credentials: { SessionToken: anything } };

interface Ground {
  readonly person: Caller;
  readonly role: Made;
}

/** A user of the member account who may assume a role of it, which can be assumed by now. */
async function ground(
  stage: Stage,
  parts: {
    readonly statement?: Statement;
    readonly trust?: Statement;
    readonly hours?: number;
  } = {},
): Promise<Ground> {
  const member = await stage.member();
  const role = await makeRole(
    stage,
    member,
    'role',
    trust(account(stage.memberId), { Action: all, ...parts.trust }),
    parts.hours === undefined ? {} : { MaxSessionDuration: parts.hours * 3600 },
  );
  const person = await makeOpsUser(stage, [policy(parts.statement ?? allow(all, role.arn))]);
  await openSession(stage, person.caller, role.arn);
  return { person: person.caller, role };
}

function assuming(
  stem: string,
  rule: ContractCase['rule'],
  input: Partial<AssumeRoleCommandInput>,
  expected: Shape,
  parts: { readonly page?: string; readonly hours?: number } = {},
): ContractCase {
  return contractCase({
    id: `sts/assume/${stem}`,
    rule,
    page: parts.page ?? page,
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => ground(stage, parts.hours === undefined ? {} : { hours: parts.hours }),
    calls: (_, { person, role }) => person.sts.send(assume(role.arn, input)),
    expected,
  });
}

/** A session of the role, and what it may assume again. */
function chained(
  stem: string,
  rule: ContractCase['rule'],
  subject: string,
  first: Partial<AssumeRoleCommandInput>,
  second: Partial<AssumeRoleCommandInput>,
  expected: Shape,
): ContractCase {
  return contractCase({
    id: `sts/chain/${stem}`,
    rule,
    page: subject,
    kind: 'reversible',
    signs: 'ops',
    prepare: async (stage) => {
      const made = await ground(stage);
      const member = await stage.member();
      const next = await makeRole(stage, member, 'next', trust({ AWS: made.role.arn }, { Action: all }), {
        MaxSessionDuration: 7200,
      });
      const session = await openSession(stage, made.person, made.role.arn, first);
      await openSession(stage, session, next.arn);
      return { session, next };
    },
    calls: (_, { session, next }) => session.sts.send(assume(next.arn, second)),
    expected,
  });
}

function mfa(
  stem: string,
  kind: Kind,
  calls: (stage: Stage) => Promise<unknown>,
  expected: Shape,
): ContractCase {
  return plainCase({
    id: `sts/mfa/${stem}`,
    rule: 'mfa',
    page: iamGuide('id_credentials_mfa_configure-api-require.html'),
    kind,
    signs: 'ops',
    // A device cannot be registered without its seed and two codes in a row.
    setUp: {
      edit: (state) => {
        const user = state.iam[opsOf(state)]?.users['ops-user'];
        if (user === undefined) throw new Error('The base structure has a user in the Ops account.');
        user.mfaDevices.push(deviceOf(opsOf(state)));
        user.inline['own'] = { document: policy(allow(all)), effectiveAt: 0 };
        const key = Object.values(state.accessKeys).find(({ userName }) => userName === 'ops-user');
        if (key === undefined) throw new Error('The user has a key.');
        state.accessKeys[fixedKey.accessKeyId] = {
          ...key,
          id: fixedKey.accessKeyId,
          secretAccessKey: fixedKey.secretAccessKey,
        };
      },
    },
    calls,
    expected,
  });
}

const fixedKey = { accessKeyId: 'AKIACONTRACTCONTRACT', secretAccessKey: 'of the user with a device' };
const deviceOf = (accountId: string) => `arn:aws:iam::${accountId}:mfa/ops-user`;
const code = '123456';

function opsOf({ accounts }: { accounts: Readonly<Record<string, { name: string; id: string }>> }): string {
  return Object.values(accounts).find(({ name }) => name === 'Ops')?.id ?? '';
}

/** A role that asks for MFA. */
async function guarded(stage: Stage, condition: Statement): Promise<Made> {
  const member = await stage.member();
  const document = trust(account(stage.memberId), { Action: all, Condition: condition });
  return await makeRole(stage, member, 'guarded', document);
}

const present = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/** Sessions, of roles and of users. */
export const stsCases: readonly ContractCase[] = [
  plainCase({
    id: 'sts/identity/of-the-administrator',
    rule: 'caller-identity',
    page: stsApi('GetCallerIdentity'),
    kind: 'reading',
    calls: ({ management }) => management.sts.send(new GetCallerIdentityCommand({})),
    expected: ({ organization: { managementId } }) => ({
      Account: managementId,
      Arn: new RegExp(`^arn:aws:(iam|sts)::${managementId}:(user|assumed-role)/`),
      UserId: /^A(IDA|ROA)[A-Z0-9]+/,
    }),
  }),
  plainCase({
    id: 'sts/identity/of-a-session',
    rule: 'caller-identity',
    page: stsApi('GetCallerIdentity'),
    kind: 'reading',
    signs: 'member',
    calls: async (stage) => (await stage.member()).sts.send(new GetCallerIdentityCommand({})),
    expected: ({ memberId }) => ({
      Account: memberId,
      Arn: `arn:aws:sts::${memberId}:assumed-role/OrganizationAccountAccessRole/contract`,
      UserId: /^AROA[A-Z0-9]{17}:contract$/,
    }),
  }),
  contractCase({
    id: 'sts/identity/in-spite-of-a-deny',
    rule: 'caller-identity',
    page: stsApi('GetCallerIdentity'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => makeOpsUser(stage, [policy(allow('iam:ListUsers'), deny('sts:*'))]),
    calls: async (_, { caller }) => ({
      users: await outcome(caller.iam.send(new ListUsersCommand({ MaxItems: 1 }))),
      identity: await outcome(caller.sts.send(new GetCallerIdentityCommand({}))),
    }),
    expected: (_, { arn, id }) => ({ users: allowed, identity: { Arn: arn, UserId: id } }),
  }),

  assuming(
    'shape',
    'assuming',
    {},
    {
      Credentials: {
        AccessKeyId: /^ASIA[A-Z0-9]{16}$/,
        SecretAccessKey: /./,
        SessionToken: /./,
        Expiration: aDate,
      },
      AssumedRoleUser: {
        AssumedRoleId: /^AROA[A-Z0-9]{17}:contract$/,
        Arn: /^arn:aws:sts::\d{12}:assumed-role\/contract-[^/]+\/contract$/,
      },
      SourceIdentity: undefined,
    },
  ),
  contractCase({
    id: 'sts/assume/role-that-does-not-exist',
    rule: 'assuming',
    page: iamGuide('troubleshoot_roles.html'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => makeOpsUser(stage, [policy(allow('sts:AssumeRole'))]),
    calls: (stage, { caller }) =>
      caller.sts.send(assume(`arn:aws:iam::${stage.memberId}:role/${stage.name('none')}`)),
    expected: (stage, { arn }) =>
      refused('AccessDenied', {
        status: 403,
        message: new RegExp(
          `^User: ${arn} is not authorized to perform: sts:AssumeRole on resource: ` +
            `arn:aws:iam::${stage.memberId}:role/${stage.name('none')}$`,
        ),
      }),
  }),
  contractCase({
    id: 'sts/assume/account-that-does-not-exist',
    rule: 'assuming',
    page: iamGuide('troubleshoot_roles.html'),
    kind: 'reading',
    prepare: async () => undefined,
    calls: ({ management }) => management.sts.send(assume('arn:aws:iam::000000000000:role/contract')),
    expected: refused('AccessDenied'),
  }),
  contractCase({
    id: 'sts/assume/without-the-permission',
    rule: 'assuming',
    page,
    kind: 'reversible',
    signs: 'ops',
    prepare: async (stage) => {
      const { role } = await ground(stage);
      return { role, other: await makeOpsUser(stage, [], 'other') };
    },
    calls: (_, { role, other }) => other.caller.sts.send(assume(role.arn)),
    expected: refused('AccessDenied', { message: /not authorized to perform: sts:AssumeRole/ }),
  }),
  contractCase({
    id: 'sts/assume/without-trust',
    rule: 'assuming',
    page,
    kind: 'reversible',
    signs: 'ops',
    prepare: async (stage) => {
      const { person } = await ground(stage, { statement: allow('sts:AssumeRole') });
      const member = await stage.member();
      const document = trust({ Service: 'ec2.amazonaws.com' });
      return { person, closed: await makeRole(stage, member, 'closed', document) };
    },
    calls: (_, { person, closed }) => person.sts.send(assume(closed.arn)),
    expected: refused('AccessDenied'),
  }),
  contractCase({
    id: 'sts/assume/name-in-another-case',
    rule: 'role-case',
    page: iamGuide('reference_identifiers.html#identifiers-arns'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => ground(stage, { statement: allow('sts:AssumeRole') }),
    calls: (_, { person, role }) =>
      person.sts.send(assume(role.arn.replace(role.name, role.name.toUpperCase()))),
    expected: refused('AccessDenied'),
  }),
  contractCase({
    id: 'sts/assume/without-its-path',
    rule: 'role-case',
    page: iamGuide('reference_identifiers.html#identifiers-arns'),
    kind: 'reversible',
    prepare: async (stage) => {
      const member = await stage.member();
      const document = trust(account(stage.organization.managementId));
      const role = await makeRole(stage, member, 'role', document, { Path: '/team/' });
      await openSession(stage, stage.management, role.arn);
      return role;
    },
    calls: ({ management }, { arn }) => management.sts.send(assume(arn.replace('/team/', '/'))),
    expected: refused('AccessDenied'),
  }),
  plainCase({
    id: 'sts/assume/as-the-root-user',
    rule: 'root-user',
    page,
    kind: 'special',
    setUp: {
      edit: (state) => {
        state.accessKeys[fixedKey.accessKeyId] = {
          id: fixedKey.accessKeyId,
          secretAccessKey: fixedKey.secretAccessKey,
          accountId: state.managementAccountId,
          createdAt: 0,
          status: 'Active',
        };
      },
    },
    calls: (stage) =>
      stage
        .as(fixedKey)
        .sts.send(assume(`arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`)),
    expected: refused('AccessDenied', { message: /Roles may not be assumed by root accounts/ }),
  }),

  assuming('session-name-of-one-character', 'assuming', { RoleSessionName: 'a' }, refused('ValidationError')),
  assuming(
    'session-name-with-a-blank',
    'assuming',
    { RoleSessionName: 'two words' },
    refused('ValidationError'),
  ),
  assuming('899-seconds', 'durations', { DurationSeconds: 899 }, refused('ValidationError')),
  assuming('900-seconds', 'durations', { DurationSeconds: 900 }, opened),
  assuming(
    'longer-than-the-role-allows',
    'durations',
    { DurationSeconds: 3601 },
    refused('ValidationError', { message: /exceeds the MaxSessionDuration set for this role/ }),
  ),
  assuming('two-hours', 'durations', { DurationSeconds: 7200 }, opened, { hours: 2 }),
  chained(
    'more-than-an-hour',
    'durations',
    chaining,
    {},
    { DurationSeconds: 3601 },
    refused('ValidationError', { message: /1 hour session limit for roles assumed by role chaining/ }),
  ),
  chained('an-hour', 'durations', chaining, {}, { DurationSeconds: 3600 }, opened),
  plainCase({
    id: 'sts/assume/session-expires',
    rule: 'durations',
    page,
    kind: 'special',
    calls: async (stage) => {
      const arn = `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`;
      const session = await openSession(stage, stage.management, arn, { DurationSeconds: 900 });
      const last = async () => outcome(session.sts.send(new GetCallerIdentityCommand({})));
      await stage.sleep(899_000);
      const before = await last();
      await stage.sleep(1_000);
      return {
        before,
        after: await last(),
        organizations: await outcome(session.organizations.send(new DescribeOrganizationCommand({}))),
      };
    },
    expected: {
      before: { Arn: /contract$/ },
      // Its code is ExpiredToken; the SDK may give it the name of STS's own error.
      after: refused(/^ExpiredToken(Exception)?$/, { status: 403 }),
      organizations: refused('ExpiredTokenException', { status: 400 }),
    },
  }),

  assuming(
    'source-identity',
    'source-identity',
    { SourceIdentity: 'ana' },
    { ...opened, SourceIdentity: 'ana' },
  ),
  contractCase({
    id: 'sts/assume/source-identity-without-the-permission',
    rule: 'source-identity',
    page: iamGuide('id_credentials_temp_control-access_monitor.html'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => ground(stage, { statement: allow('sts:AssumeRole') }),
    calls: (_, { person, role }) => person.sts.send(assume(role.arn, { SourceIdentity: 'ana' })),
    expected: refused('AccessDenied', { message: /not authorized to perform: sts:SetSourceIdentity/ }),
  }),
  contractCase({
    id: 'sts/assume/source-identity-without-trust',
    rule: 'source-identity',
    page: iamGuide('id_credentials_temp_control-access_monitor.html'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => ground(stage, { trust: { Action: 'sts:AssumeRole' } }),
    calls: (_, { person, role }) => person.sts.send(assume(role.arn, { SourceIdentity: 'ana' })),
    expected: refused('AccessDenied', { message: /not authorized to perform: sts:SetSourceIdentity/ }),
  }),
  chained(
    'source-identity-stays',
    'source-identity',
    iamGuide('id_credentials_temp_control-access_monitor.html'),
    { SourceIdentity: 'ana' },
    {},
    { ...opened, SourceIdentity: 'ana' },
  ),
  chained(
    'source-identity-cannot-be-changed',
    'source-identity',
    iamGuide('id_credentials_temp_control-access_monitor.html'),
    { SourceIdentity: 'ana' },
    { SourceIdentity: 'bea' },
    refused('AccessDenied', { message: /sts:SetSourceIdentity/ }),
  ),
  assuming('tags', 'source-identity', { Tags: [{ Key: 'team', Value: 'one' }] }, opened, {
    page: iamGuide('id_session-tags.html'),
  }),
  contractCase({
    id: 'sts/assume/tags-without-the-permission',
    rule: 'source-identity',
    page: iamGuide('id_session-tags.html#id_session-tags_permissions-required'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => ground(stage, { statement: allow('sts:AssumeRole') }),
    calls: (_, { person, role }) =>
      person.sts.send(assume(role.arn, { Tags: [{ Key: 'team', Value: 'one' }] })),
    expected: refused('AccessDenied', { message: /not authorized to perform: sts:TagSession/ }),
  }),
  chained(
    'transitive-tag-cannot-be-set-again',
    'source-identity',
    iamGuide('id_session-tags.html#id_session-tags_role-chaining'),
    { Tags: [{ Key: 'team', Value: 'one' }], TransitiveTagKeys: ['team'] },
    { Tags: [{ Key: 'Team', Value: 'two' }] },
    refused('InvalidParameterValue', { message: /conflicts with a transitive tag key/ }),
  ),
  chained(
    'other-tags-do-not-go-on',
    'source-identity',
    iamGuide('id_session-tags.html#id_session-tags_role-chaining'),
    { Tags: [{ Key: 'team', Value: 'one' }] },
    { Tags: [{ Key: 'team', Value: 'two' }] },
    opened,
  ),
  assuming(
    'transitive-key-without-a-tag',
    'source-identity',
    { TransitiveTagKeys: ['team'] },
    refused('InvalidParameterValue', { message: /must be included in the requested tags/ }),
    { page: iamGuide('id_session-tags.html') },
  ),

  contractCase({
    id: 'sts/session-policy/limits-the-session',
    rule: 'session-policies',
    page: iamGuide('access_policies.html#policies_session'),
    kind: 'reversible',
    prepare: (stage) =>
      openSession(
        stage,
        stage.management,
        `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`,
        { Policy: policy(allow('sts:GetAccessKeyInfo')) },
      ),
    calls: (_, session) => session.iam.send(new ListUsersCommand({})),
    expected: refused('AccessDenied', { message: /no session policy allows the iam:ListUsers action/ }),
  }),
  contractCase({
    id: 'sts/session-policy/by-arn',
    rule: 'session-policies',
    page: iamGuide('access_policies.html#policies_session'),
    kind: 'reversible',
    signs: 'member',
    prepare: async (stage) => {
      const arn = await makePolicy(stage, await stage.member(), 'policy', policy(allow('iam:ListUsers')));
      return openSession(
        stage,
        stage.management,
        `arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`,
        { PolicyArns: [{ arn }] },
      );
    },
    calls: async (_, session) => ({
      named: await outcome(session.iam.send(new ListUsersCommand({ MaxItems: 1 }))),
      other: await outcome(
        session.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
      ),
    }),
    expected: { named: { IsTruncated: anything }, other: refused('AccessDenied') },
  }),
  contractCase({
    id: 'sts/session-policy/eleven',
    rule: 'session-policies',
    page,
    kind: 'reading',
    prepare: async () => undefined,
    calls: (stage) =>
      stage.management.sts.send(
        assume(`arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`, {
          PolicyArns: Array.from({ length: 11 }, () => ({ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' })),
        }),
      ),
    expected: refused('ValidationError'),
  }),
  contractCase({
    id: 'sts/session-policy/malformed',
    rule: 'session-policies',
    page,
    kind: 'reading',
    prepare: async () => undefined,
    calls: (stage) =>
      stage.management.sts.send(
        assume(`arn:aws:iam::${stage.memberId}:role/OrganizationAccountAccessRole`, { Policy: '{}' }),
      ),
    expected: refused('MalformedPolicyDocumentException'),
  }),

  contractCase({
    id: 'sts/session-token/needs-no-permission',
    rule: 'session-token',
    page: stsApi('GetSessionToken'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => makeOpsUser(stage),
    calls: async (stage, { caller }) => {
      const { Credentials } = await caller.sts.send(new GetSessionTokenCommand({}));
      const session = stage.as(keysOf(Credentials));
      return {
        credentials: Credentials,
        identity: await outcome(session.sts.send(new GetCallerIdentityCommand({}))),
        again: await outcome(session.sts.send(new GetSessionTokenCommand({}))),
      };
    },
    expected: (_, { arn }) => ({
      credentials: { AccessKeyId: /^ASIA/, SessionToken: anything, Expiration: aDate },
      identity: { Arn: arn },
      again: refused('AccessDenied', { message: /Cannot call GetSessionToken with session credentials/ }),
    }),
  }),
  contractCase({
    id: 'sts/session-token/of-a-role',
    rule: 'session-token',
    page: stsApi('GetSessionToken'),
    kind: 'reading',
    signs: 'member',
    prepare: (stage) => stage.member(),
    calls: (_, { sts }) => sts.send(new GetSessionTokenCommand({})),
    expected: refused('AccessDenied', { message: /Cannot call GetSessionToken with session credentials/ }),
  }),
  ...([899, 129_601] as const).map((DurationSeconds) =>
    contractCase({
      id: `sts/session-token/${DurationSeconds}-seconds`,
      rule: 'session-token',
      page: stsApi('GetSessionToken'),
      kind: 'reversible',
      signs: 'ops',
      prepare: (stage) => makeOpsUser(stage),
      calls: (_, { caller }) => caller.sts.send(new GetSessionTokenCommand({ DurationSeconds })),
      expected: refused('ValidationError'),
    }),
  ),
  contractCase({
    id: 'sts/session-token/of-sts-little-else',
    rule: 'session-token',
    page: stsApi('GetSessionToken'),
    kind: 'reversible',
    signs: 'ops',
    known: 'observed',
    prepare: async (stage) => {
      const { caller, keys } = await makeOpsUser(stage, [policy(allow('sts:*'))]);
      const { Credentials } = await caller.sts.send(new GetSessionTokenCommand({}));
      return { session: stage.as(keysOf(Credentials)), keys };
    },
    calls: (_, { session, keys }) =>
      session.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId })),
    expected: refused('AccessDenied'),
  }),
  contractCase({
    id: 'sts/session-token/longer-than-an-hour-onwards',
    rule: 'durations',
    page: chaining,
    kind: 'reversible',
    signs: 'ops',
    known: 'observed',
    prepare: async (stage) => {
      const { person, role } = await ground(stage, { hours: 2 });
      const { Credentials } = await person.sts.send(new GetSessionTokenCommand({}));
      return { session: stage.as(keysOf(Credentials)), role };
    },
    calls: (_, { session, role }) => session.sts.send(assume(role.arn, { DurationSeconds: 7200 })),
    expected: refused('ValidationError'),
  }),
  contractCase({
    id: 'sts/key-info',
    rule: null,
    page: stsApi('GetAccessKeyInfo'),
    kind: 'reversible',
    signs: 'ops',
    prepare: (stage) => makeOpsUser(stage),
    calls: ({ management }, { keys }) =>
      management.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId })),
    expected: ({ memberId }) => ({ Account: memberId }),
  }),
  plainCase({
    id: 'sts/key-info/of-a-key-that-does-not-exist',
    rule: 'key-info',
    page: stsApi('GetAccessKeyInfo'),
    kind: 'reading',
    known: 'unconfirmed',
    calls: ({ management }) =>
      management.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })),
    expected: { Account: /^\d{12}$/ },
  }),

  mfa(
    'with-and-without-a-code',
    'special',
    async (stage) => {
      const { sts } = stage.as(fixedKey);
      const { arn } = await guarded(stage, present);
      const device = { SerialNumber: deviceOf(stage.memberId), TokenCode: code };
      return {
        without: await outcome(sts.send(assume(arn))),
        with: await outcome(sts.send(assume(arn, device))),
        otherDevice: await outcome(
          sts.send(assume(arn, { ...device, SerialNumber: deviceOf('000000000000') })),
        ),
        noCode: await outcome(sts.send(assume(arn, { SerialNumber: device.SerialNumber }))),
      };
    },
    {
      without: refused('AccessDenied'),
      with: opened,
      otherDevice: refused('AccessDenied', { message: /MultiFactorAuthentication failed/ }),
      noCode: refused('AccessDenied', { message: /MultiFactorAuthentication failed/ }),
    },
  ),
  mfa(
    'of-a-user-session-goes-on',
    'special',
    async (stage) => {
      const { sts } = stage.as(fixedKey);
      const { arn } = await guarded(stage, present);
      const device = { SerialNumber: deviceOf(stage.memberId), TokenCode: code };
      const { Credentials } = await sts.send(new GetSessionTokenCommand(device));
      const { Credentials: plain } = await sts.send(new GetSessionTokenCommand({}));
      return {
        proven: await outcome(stage.as(keysOf(Credentials)).sts.send(assume(arn))),
        plain: await outcome(stage.as(keysOf(plain)).sts.send(assume(arn))),
      };
    },
    { proven: opened, plain: refused('AccessDenied') },
  ),
  mfa(
    'of-a-role-session-does-not-go-on',
    'special',
    async (stage) => {
      const { sts } = stage.as(fixedKey);
      const member = await stage.member();
      const first = await guarded(stage, present);
      const second = await makeRole(stage, member, 'second', trust({ AWS: first.arn }));
      const third = await makeRole(
        stage,
        member,
        'third',
        trust({ AWS: second.arn }, { Condition: present }),
      );
      const device = { SerialNumber: deviceOf(stage.memberId), TokenCode: code };
      const proven = stage.as(keysOf((await sts.send(assume(first.arn, device))).Credentials));
      const onwards = stage.as(keysOf((await proven.sts.send(assume(second.arn))).Credentials));
      return await outcome(onwards.sts.send(assume(third.arn)));
    },
    refused('AccessDenied'),
  ),
  mfa(
    'absent-key-satisfies-if-exists',
    'special',
    async (stage) => {
      const { arn } = await guarded(stage, { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } });
      return await outcome(stage.as(fixedKey).sts.send(assume(arn)));
    },
    opened,
  ),
];
