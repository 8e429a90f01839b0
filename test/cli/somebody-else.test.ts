import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/model/policy/canonical.ts';
import { intendedTrust } from '../../src/model/policy/trust.ts';
import { addRole, addUser, documentOf, letIn, mfaDeviceOf, putInline, rootOf, use } from '../audit/edits.ts';
import type { TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { idOf, opsOf, roleOf } from '../support/state.ts';

/**
 * Whether somebody can get a session of a client's role that names somebody else, or nobody. The person is `kim`; the
 * tries are what the SDK and the AWS CLI can send, whatever diverst itself would.
 */

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

let organization: TestOrganization;
let ops: string;
let acme: string;
let kim: Keys;

/** The most that a person could have: every action of STS, and roles of Ops that let the person in. */
beforeAll(async () => {
  organization = await madeClients({ rates: false });
  organization.clock.advance(120_000);
  organization.sandbox.edit((state) => {
    ops = opsOf(state).ops.id;
    const demand = { partition: 'aws', opsAccountId: ops, requireMfa: false, requireSourceIdentity: true };
    for (const client of ['acme', 'globex'])
      Object.assign(roleOf(state, client).trust, { document: canonicalJson(intendedTrust(demand)) });
    acme = `arn:aws:iam::${idOf(state, 'acme')}:role/acme-production`;
    for (const name of ['kim', 'alice']) {
      const user = addUser(state, ops, name, { key: 'Active', mfa: true });
      putInline(user, 'everything', { Effect: 'Allow', Action: 'sts:*', Resource: '*' });
    }
    const deploy = addRole(state, ops, 'deploy', documentOf(letIn(rootOf(ops))));
    // Named as the person is whom it would pass for.
    const alice = addRole(state, ops, 'alice', documentOf(letIn(rootOf(ops))));
    for (const role of [deploy, alice]) putInline(role, 'use', use('*'));
    const key = Object.values(state.accessKeys).find(({ userName }) => userName === 'kim');
    if (key === undefined) throw new Error('kim has no key');
    kim = { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
  });
});

function sts(credentials: Keys): STSClient {
  const { region, requestHandler } = organization.sandbox;
  return new STSClient({ region, requestHandler, credentials, maxAttempts: 1 });
}

function keysIn(
  credentials:
    | {
        AccessKeyId: string | undefined;
        SecretAccessKey: string | undefined;
        SessionToken: string | undefined;
      }
    | undefined,
): Keys {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

const assume = (keys: Keys, input: Partial<AssumeRoleCommandInput> = {}) =>
  sts(keys).send(new AssumeRoleCommand({ RoleArn: acme, RoleSessionName: 'kim', ...input }));

/** A session of a role of Ops. */
async function through(name: string, input: Partial<AssumeRoleCommandInput> = {}, keys = kim): Promise<Keys> {
  const RoleArn = `arn:aws:iam::${ops}:role/${name}`;
  return keysIn((await assume(keys, { RoleArn, ...input })).Credentials);
}

const code = () => ({ SerialNumber: mfaDeviceOf(ops, 'kim'), TokenCode: '123456' });
const tag = (Key: string, Value: string) => ({ Tags: [{ Key, Value }] });
type Try = () => Promise<unknown>;

describe('with a trust policy that demands the name of the person', () => {
  it('kim gets in as kim, with any session name, tags and MFA', async () => {
    const { Credentials, SourceIdentity } = await assume(kim, {
      SourceIdentity: 'kim',
      RoleSessionName: 'alice',
      ...tag('Reason', 'alice asked'),
      ...code(),
    });
    expect(SourceIdentity).toBe('kim');
    expect((await sts(keysIn(Credentials)).send(new GetCallerIdentityCommand({}))).Arn).toContain(
      'acme-production',
    );
    // A session of the own user is still the user.
    const own = await sts(kim).send(new GetSessionTokenCommand(code()));
    expect((await assume(keysIn(own.Credentials), { SourceIdentity: 'kim' })).SourceIdentity).toBe('kim');
  });

  it.each<readonly [string, Try]>([
    ['no source identity', () => assume(kim)],
    ['no source identity, and the session name of another', () => assume(kim, { RoleSessionName: 'alice' })],
    ['the name of another', () => assume(kim, { SourceIdentity: 'alice' })],
    [
      'the name of another in both places',
      () => assume(kim, { SourceIdentity: 'alice', RoleSessionName: 'alice' }),
    ],
    ['the own name in capitals', () => assume(kim, { SourceIdentity: 'KIM' })],
    ['the own name with an initial', () => assume(kim, { SourceIdentity: 'Kim' })],
    ['the name of nobody that begins like the own', () => assume(kim, { SourceIdentity: 'kimberly' })],
    ['a part of the own name', () => assume(kim, { SourceIdentity: 'ki' })],
    ['the own name and more', () => assume(kim, { SourceIdentity: 'kim,alice' })],
    ['the own ID', () => assume(kim, { SourceIdentity: kim.accessKeyId })],
    ['the number of the account', () => assume(kim, { SourceIdentity: ops })],
    ['the name of another with MFA', () => assume(kim, { SourceIdentity: 'alice', ...code() })],
    ['the name of another in a tag of the person', () => assume(kim, tag('aws-username', 'alice'))],
    ['a tag of the name that the condition asks for', () => assume(kim, tag('sts.SourceIdentity', 'kim'))],
    [
      'a tag that is handed on',
      () =>
        assume(kim, {
          SourceIdentity: 'alice',
          ...tag('SourceIdentity', 'kim'),
          TransitiveTagKeys: ['SourceIdentity'],
        }),
    ],
    ['a session policy', () => assume(kim, { SourceIdentity: 'alice', Policy: documentOf(use('*')) })],
    [
      'the own session, with the name of another',
      async () =>
        assume(keysIn((await sts(kim).send(new GetSessionTokenCommand({}))).Credentials), {
          SourceIdentity: 'alice',
        }),
    ],
    [
      'the own session with MFA, with no name',
      async () => assume(keysIn((await sts(kim).send(new GetSessionTokenCommand(code()))).Credentials)),
    ],
    [
      'a federated user of the name of another',
      async () => {
        const wanted = { Name: 'alice', Policy: documentOf(use('*')) };
        const { Credentials } = await sts(kim).send(new GetFederationTokenCommand(wanted));
        return assume(keysIn(Credentials), { SourceIdentity: 'alice' });
      },
    ],
    ['a role of Ops, with no name', async () => assume(await through('deploy'))],
    [
      'a role of Ops, with the name of another',
      async () => assume(await through('deploy'), { SourceIdentity: 'alice' }),
    ],
    [
      'a role of Ops that the name of another was given to',
      async () => assume(await through('deploy', { SourceIdentity: 'alice' })),
    ],
    [
      'a role of Ops that the own name was given to',
      async () => assume(await through('deploy', { SourceIdentity: 'kim' })),
    ],
    [
      'a role of Ops of the name of another, in a session of that name',
      async () => assume(await through('alice', { RoleSessionName: 'alice' }), { SourceIdentity: 'alice' }),
    ],
    [
      'two roles of Ops, one after the other',
      async () => assume(await through('alice', {}, await through('deploy', { SourceIdentity: 'alice' }))),
    ],
    [
      'the role of another client, with the own name',
      async () => {
        const RoleArn = acme.replace(
          /::\d+:role\/acme/,
          `::${idOf(organization.sandbox.state(), 'globex')}:role/globex`,
        );
        const { Credentials } = await assume(kim, { RoleArn, SourceIdentity: 'kim' });
        return assume(keysIn(Credentials), { SourceIdentity: 'alice' });
      },
    ],
    [
      'the role itself again, under another name',
      async () => {
        const { Credentials } = await assume(kim, { SourceIdentity: 'kim' });
        return assume(keysIn(Credentials), { SourceIdentity: 'alice' });
      },
    ],
  ])('kim is denied: %s', async (_name, attempt) => {
    await expect(attempt()).rejects.toMatchObject({
      name: 'AccessDenied',
      message: /not authorized to perform: sts:/,
    });
  });

  it.each<readonly [string, string]>([
    ['empty', ''],
    ['of one character', 'k'],
    ['with a blank', 'kim alice'],
    ['a pattern', '*'],
    ['a variable', '${aws:username}'],
    ['an ARN', 'arn:aws:iam::111122223333:user/alice'],
    ['longer than a name', 'a'.repeat(65)],
  ])('what is no name is not taken for one: %s', async (_name, SourceIdentity) => {
    await expect(assume(kim, { SourceIdentity })).rejects.toMatchObject({ name: 'ValidationError' });
  });
});
