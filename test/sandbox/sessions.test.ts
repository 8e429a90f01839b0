import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { emptyState } from '../../src/sandbox/base.ts';
import type { SessionFacts } from '../../src/sandbox/operation.ts';
import { issueSession, openSession, type SessionPrincipal } from '../../src/sandbox/sessions.ts';
import { failureOf, ground } from './ground.ts';

const state = emptyState({ now: 0, secret: 'ab'.repeat(32) });
const principal: SessionPrincipal = {
  kind: 'role',
  accountId: '111122223333',
  roleName: 'acme-production',
  roleId: 'AROAX',
  sessionName: 'ana',
};
const facts: SessionFacts = {
  issuedAt: 1_000,
  expiresAt: 5_000,
  mfa: true,
  sourceIdentity: 'ana',
  tags: { team: 'blue' },
  transitiveTagKeys: ['team'],
  policies: [],
};

test('a session comes back with what it was issued with, and nothing of it is stored', () => {
  const before = JSON.stringify(state);
  const { accessKeyId, secretAccessKey, sessionToken } = issueSession(state, principal, facts);
  expect(JSON.stringify(state)).toBe(before);
  expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(openSession(state, accessKeyId, sessionToken, 4_999)).toEqual({
    kind: 'session',
    principal,
    facts,
    secretAccessKey,
  });
});

test('two sessions of the same facts have credentials of their own', () => {
  const one = issueSession(state, principal, facts);
  const other = issueSession(state, principal, facts);
  expect(one.accessKeyId).not.toBe(other.accessKeyId);
  expect(one.secretAccessKey).not.toBe(other.secretAccessKey);
});

test('a session ends at its expiration', () => {
  const { accessKeyId, sessionToken } = issueSession(state, principal, facts);
  expect(openSession(state, accessKeyId, sessionToken, 5_000)).toEqual({
    kind: 'refused',
    code: 'ExpiredToken',
  });
});

test('a token that was changed, of another key, or of another sandbox is refused', () => {
  const { accessKeyId, sessionToken } = issueSession(state, principal, facts);
  const refused = { kind: 'refused', code: 'InvalidClientTokenId' };
  const [, mac] = sessionToken.split('.');
  const forged = Buffer.from(JSON.stringify({ principal, facts: { ...facts, expiresAt: 9e15 }, nonce: '' }));
  expect(openSession(state, accessKeyId, `${forged.toString('base64url')}.${mac}`, 0)).toEqual(refused);
  expect(openSession(state, 'ASIAAAAAAAAAAAAAAAAA', sessionToken, 0)).toEqual(refused);
  expect(openSession(state, accessKeyId, '', 0)).toEqual(refused);
  expect(openSession(emptyState({ now: 0 }), accessKeyId, sessionToken, 0)).toEqual(refused);
});

test('calls signed with a role’s session are that role’s, until the role is another one or the session expires', async () => {
  const { sandbox, sts, clock } = ground();
  const ops = Object.values(sandbox.state().accounts).find((account) => account.name === 'Ops');
  const accountId = ops?.id ?? '';
  const role = sandbox.state().iam[accountId]?.roles.organizationaccountaccessrole;
  const issue = (roleId: string) =>
    issueSession(
      sandbox.state(),
      { kind: 'role', accountId, roleName: role?.name ?? '', roleId, sessionName: 'ana' },
      { ...facts, issuedAt: clock.now(), expiresAt: clock.now() + 900_000 },
    );
  const session = issue(role?.id ?? '');
  expect(await sts(session).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: accountId,
    Arn: `arn:aws:sts::${accountId}:assumed-role/OrganizationAccountAccessRole/ana`,
    UserId: `${role?.id}:ana`,
  });

  const suspend = (state: 'ACTIVE' | 'SUSPENDED') =>
    sandbox.edit(({ accounts }) => {
      const account = accounts[accountId];
      if (account) account.state = state;
    });
  suspend('SUSPENDED');
  const suspended = await failureOf(sts(session).send(new GetCallerIdentityCommand({})));
  expect(suspended.name).toBe('InvalidClientTokenId');
  suspend('ACTIVE');

  const stale = await failureOf(sts(issue('AROAGONE')).send(new GetCallerIdentityCommand({})));
  expect(stale.name).toBe('InvalidClientTokenId');

  clock.advance(900_000);
  const expired = await failureOf(sts(session).send(new GetCallerIdentityCommand({})));
  // The SDK's class of that error goes by the shape's name; on the wire it is ExpiredToken.
  expect(['ExpiredToken', 'ExpiredTokenException']).toContain(expired.name);
});

test('calls signed with a user’s own session are the user’s', async () => {
  const { sandbox, sts, clock } = ground();
  const accountId = sandbox.state().managementAccountId;
  const session = issueSession(
    sandbox.state(),
    { kind: 'user', accountId, userName: 'management-admin' },
    { ...facts, expiresAt: clock.now() + 900_000 },
  );
  expect((await sts(session).send(new GetCallerIdentityCommand({}))).Arn).toBe(
    `arn:aws:iam::${accountId}:user/management-admin`,
  );
});
