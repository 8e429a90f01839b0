import { describe, expect, it } from 'vitest';
import {
  type Attribution,
  type Beginning,
  type Knowledge,
  whoEntered,
  whoOf,
  whoRefused,
} from '../../src/history/who.ts';
import { acme, assumeRole, event, fromOps, management, ops, session } from './records.ts';

const place = {
  accountId: acme,
  roleArn: `arn:aws:iam::${acme}:role/acme-production`,
  accessRole: 'OrganizationAccountAccessRole',
  opsAccountId: ops,
  managementAccountId: management,
};
const demanded: Attribution = { demanded: true, unsettled: [] };

function knowledge(beginnings: Readonly<Record<string, Beginning>>, attribution = demanded): Knowledge {
  return { place, attribution, beginningOf: ({ accessKeyId }) => beginnings[accessKeyId ?? ''] ?? null };
}

/** Where a session began, by the record of it. */
function began(userIdentity: object, asked: object = {}, more: object = {}): Beginning {
  const { start, time, actor } = event(
    assumeRole({ ...userIdentity }, { ...asked }, { eventTime: '2026-11-24T13:00:00Z', ...more }),
  );
  if (start === null) throw new Error('it begins nothing');
  return { start, time, caller: actor };
}

const alice = session('acme-production', 'alice', { sourceIdentity: 'alice' });
const properly = { ASIASESSION: began(fromOps) };
const doing = (userIdentity: object) => event({ userIdentity });

describe('a person', () => {
  it('is proven where a user of Ops began the session through a trust policy that demands the name', () => {
    expect(whoOf(doing(alice), knowledge(properly))).toEqual({
      kind: 'person',
      name: 'alice',
      proof: 'proven',
      doubt: null,
      role: 'acme-production',
      session: 'alice',
      mfa: true,
      chain: [],
    });
  });

  it('is named by source identity, whatever the session is called', () => {
    const disguised = session('acme-production', 'kim', { sourceIdentity: 'alice' });
    const known = { ASIASESSION: began(fromOps, { roleSessionName: 'kim' }) };
    expect(whoOf(doing(disguised), knowledge(known))).toMatchObject({ name: 'alice', proof: 'proven' });
  });

  const unsettledUntil = (minutes: number) => ({
    demanded: true,
    unsettled: [Date.UTC(2026, 10, 24, 13, minutes)],
  });
  it.each<[string, object, Readonly<Record<string, Beginning>>, Attribution, string | null]>([
    ['has no source identity', session('acme-production', 'alice'), properly, demanded, 'no-source-identity'],
    ['the trust does not demand it', alice, properly, { demanded: false, unsettled: null }, 'no-demand'],
    ['the trust could not be read', alice, properly, { demanded: null, unsettled: null }, 'trust-unread'],
    [
      'changes of the trust could not be read',
      alice,
      properly,
      { demanded: true, unsettled: null },
      'trust-unread',
    ],
    ['another trust may have let it in', alice, properly, unsettledUntil(1), 'trust-changed'],
    ['another trust was there long before', alice, properly, unsettledUntil(-1), null],
    ['its beginning was not found', alice, {}, demanded, 'start-not-found'],
    [
      'another key began',
      session('acme-production', 'alice', { sourceIdentity: 'alice', accessKeyId: 'ASIAOTHER' }),
      properly,
      demanded,
      'start-not-found',
    ],
    [
      'another account began it',
      alice,
      { ASIASESSION: began({ type: 'AWSAccount', accountId: management }) },
      demanded,
      'not-from-ops',
    ],
    [
      'a user inside began it',
      alice,
      { ASIASESSION: began({ type: 'IAMUser', accountId: acme, userName: 'x' }) },
      demanded,
      'not-from-ops',
    ],
    [
      'it began under another name',
      alice,
      {
        ASIASESSION: began(
          fromOps,
          { sourceIdentity: 'kim' },
          { responseElements: { credentials: { accessKeyId: 'ASIASESSION' }, sourceIdentity: 'kim' } },
        ),
      },
      demanded,
      'not-from-ops',
    ],
    [
      'it is of another role',
      session('deploy', 'alice', { sourceIdentity: 'alice' }),
      properly,
      demanded,
      'other-role',
    ],
    [
      'it is of a role of that name elsewhere',
      {
        ...alice,
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${ops}:role/acme-production` },
          sourceIdentity: 'alice',
        },
      },
      properly,
      demanded,
      'other-role',
    ],
  ])('is said where %s', (_why, identity, beginnings, attribution, doubt) => {
    const who = whoOf(doing(identity), knowledge(beginnings, attribution));
    expect(who).toMatchObject({
      kind: 'person',
      name: 'alice',
      doubt,
      proof: doubt === null ? 'proven' : 'said',
    });
  });

  it('is said with the chain of who began the session inside', () => {
    const beginnings = {
      ASIATHIRD: began(session('deploy', 'kim', { accessKeyId: 'ASIASECOND' })),
      ASIASECOND: began({ type: 'IAMUser', accountId: acme, userName: 'backup' }),
    };
    const third = session('build', 'alice', { sourceIdentity: 'alice', accessKeyId: 'ASIATHIRD' });
    expect(whoOf(doing(third), knowledge(beginnings))).toMatchObject({
      name: 'alice',
      proof: 'said',
      chain: ['session kim of role deploy', 'user backup'],
    });
  });

  it('a chain that turns in a circle ends', () => {
    const circle = { ASIASESSION: began(session('deploy', 'kim')) };
    const { chain } = whoOf(doing(session('deploy', 'kim')), knowledge(circle));
    expect(chain.length).toBeLessThan(10);
  });
});

describe('an admin, through the access role', () => {
  it.each([
    ['break-glass-jane-Ops-is-down', 'break-glass', 'jane-Ops-is-down'],
    ['break-glass-jane-', 'break-glass', 'jane'],
    ['diverst-jane', 'diverst', 'jane'],
    ['jane', 'admin', 'jane'],
  ])('%s is %s %s', (name, kind, said) => {
    const doneBy = doing(session('OrganizationAccountAccessRole', name));
    const roleArn = `arn:aws:iam::${acme}:role/OrganizationAccountAccessRole`;
    const known = { ASIASESSION: began({ type: 'AWSAccount', accountId: management }, { roleArn }) };
    const shown = { kind, name: said, proof: 'said', session: name, chain: [] };
    expect(whoOf(doneBy, knowledge(known))).toMatchObject({ ...shown, doubt: 'own-name' });
    expect(whoOf(doneBy, knowledge({}))).toMatchObject({ ...shown, doubt: 'start-not-found' });
  });

  it('is not one by the session’s name alone', () => {
    const who = whoOf(doing(session('deploy', 'break-glass-jane-x')), knowledge({}));
    expect(who).toMatchObject({ kind: 'role', name: 'break-glass-jane-x', proof: 'said' });
  });
});

describe('whoever is no person of Ops', () => {
  const provider = 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com';
  const web = {
    type: 'WebIdentityUser',
    userName: 'repo:acme/shop:ref:refs/heads/main',
    identityProvider: provider,
  };
  const federated = (more: object) => ({
    ...session('ci', 'run-7'),
    sessionContext: {
      sessionIssuer: { type: 'Role', arn: `arn:aws:iam::${acme}:role/ci` },
      webIdFederationData: { federatedProvider: provider },
      ...more,
    },
  });
  const federatedUser = (sessionIssuer: object) => ({
    type: 'FederatedUser',
    principalId: `${acme}:alice`,
    arn: `arn:aws:sts::${acme}:federated-user/alice`,
    accountId: acme,
    sessionContext: { sessionIssuer },
  });
  it.each([
    [
      { type: 'Root', accountId: acme },
      { kind: 'root', name: 'root', proof: null },
    ],
    [
      { type: 'Root', accountId: ops },
      { kind: 'account', name: ops },
    ],
    [
      { type: 'Root', accountId: acme, sessionContext: { assumedRoot: 'true' } },
      { kind: 'root', chain: ['AssumeRoot'] },
    ],
    [
      { type: 'IAMUser', accountId: acme, userName: 'ci' },
      { kind: 'user', name: 'ci', proof: null },
    ],
    [
      { type: 'IAMUser', accountId: ops, userName: 'ci' },
      { kind: 'account', name: ops },
    ],
    [
      { type: 'AWSAccount', accountId: '444444444444' },
      { kind: 'account', name: '444444444444' },
    ],
    [
      { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' },
      { kind: 'service', name: 'autoscaling' },
    ],
    [{ invokedBy: 'ssm.amazonaws.com' }, { kind: 'service', name: 'ssm' }],
    [
      session('AWSServiceRoleForECS', 'ecs', { path: '/aws-service-role/ecs.amazonaws.com/' }),
      { kind: 'service', name: 'ecs', proof: null },
    ],
    [
      session('deploy', 'kim', { path: '/:role/aws-service-role/alice/' }),
      { kind: 'role', name: 'kim', proof: 'said' },
    ],
    [
      federatedUser({ type: 'IAMUser', userName: 'ci' }),
      { kind: 'user', name: 'ci', session: 'alice', proof: null },
    ],
    [federatedUser({ type: 'Root' }), { kind: 'root', name: 'root', session: 'alice' }],
    [session('app', 'i-0123456789'), { kind: 'role', name: 'i-0123456789', role: 'app', proof: 'said' }],
    [web, { kind: 'federated', name: web.userName, proof: null }],
    [federated({}), { kind: 'federated', name: 'run-7', proof: 'said' }],
    [
      { type: 'SomethingNew', userName: 'x' },
      { kind: 'unknown', name: 'x' },
    ],
    [{}, { kind: 'unknown', name: 'unknown' }],
  ])('%o', (identity, expected) => {
    expect(whoOf(doing(identity), knowledge({}))).toMatchObject(expected);
  });

  it('is named by the subject of the token, where the beginning is known', () => {
    const known = { ASIASESSION: began(web, {}, { eventName: 'AssumeRoleWithWebIdentity' }) };
    expect(whoOf(doing(federated({})), knowledge(known))).toMatchObject({
      kind: 'federated',
      name: web.userName,
      proof: null,
    });
  });
});

describe('who entered', () => {
  const entered = (identity: object, asked: object = {}, more: object = {}) => {
    const read = event(assumeRole({ ...identity }, { ...asked }, { ...more }));
    if (read.start === null) throw new Error('it begins nothing');
    const known = knowledge({});
    const who = whoEntered(read, read.start, known);
    return { who, of: whoOf(read, known) };
  };

  it('is the person whom the session names, and so is whose call it was', () => {
    const { who, of } = entered(fromOps);
    expect(who).toMatchObject({ kind: 'person', name: 'alice', proof: 'proven' });
    expect(of).toEqual(who);
  });

  it('is proven of nobody where AWS let nobody in', () => {
    const { who } = entered(fromOps, {}, { errorCode: 'ValidationException', responseElements: null });
    expect(who).toMatchObject({ name: 'alice', proof: 'said', doubt: 'not-begun' });
    const inside = { type: 'IAMUser', accountId: acme, userName: 'backup' };
    expect(entered(inside, {}, { errorCode: 'AccessDenied' }).who.chain).toEqual(['user backup']);
  });

  it('is proven of nobody where Ops is not known', () => {
    const read = event(assumeRole({ type: 'AWSAccount', principalId: 'AIDAEXAMPLE' }));
    if (read.start === null) throw new Error('it begins nothing');
    const known = { ...knowledge({}), place: { ...place, opsAccountId: null } };
    expect(whoEntered(read, read.start, known)).toMatchObject({ proof: 'said', doubt: 'not-from-ops' });
  });

  it('is an admin through the access role', () => {
    const roleArn = `arn:aws:iam::${acme}:role/OrganizationAccountAccessRole`;
    const { who } = entered(
      { type: 'AWSAccount', accountId: management },
      { roleArn, roleSessionName: 'diverst-jane' },
    );
    expect(who).toMatchObject({ kind: 'diverst', name: 'jane' });
  });

  it('is a service where one began it', () => {
    const { who } = entered({ type: 'AWSService', invokedBy: 'lambda.amazonaws.com' });
    expect(who).toMatchObject({ kind: 'service', name: 'lambda' });
  });

  it('is said of who came from another account, which is named', () => {
    const vendor = { type: 'AWSAccount', accountId: '444444444444' };
    const roleArn = `arn:aws:iam::${acme}:role/monitor`;
    const asked = { roleArn, roleSessionName: 'collector', sourceIdentity: undefined };
    const { who } = entered(vendor, asked, { responseElements: null });
    expect(who).toMatchObject({
      kind: 'role',
      name: 'collector',
      role: 'monitor',
      chain: ['account 444444444444'],
    });
    const access = `arn:aws:iam::${acme}:role/OrganizationAccountAccessRole`;
    const disguised = entered(vendor, { roleArn: access, roleSessionName: 'diverst-jane' });
    expect(disguised.who.chain).toEqual(['account 444444444444']);
    expect(entered(vendor).who.chain).toEqual(['account 444444444444']);
  });

  it('is said of who came from inside, whose call it was', () => {
    const { who, of } = entered({ type: 'IAMUser', accountId: acme, userName: 'backup' });
    expect(who).toMatchObject({
      name: 'alice',
      proof: 'said',
      doubt: 'not-from-ops',
      chain: ['user backup'],
    });
    expect(of).toMatchObject({ kind: 'user', name: 'backup' });
  });

  it('and was refused is the user whom Ops names', () => {
    const read = event(
      assumeRole({ type: 'IAMUser', accountId: ops, userName: 'eve' }, { sourceIdentity: 'alice' }),
    );
    expect(whoRefused(read)).toMatchObject({ kind: 'person', name: 'eve', proof: 'proven' });
    const role = event(assumeRole({ ...session('reader', 'eve'), accountId: ops }));
    expect(whoRefused(role)).toMatchObject({ name: 'eve', proof: 'said' });
  });
});
