import {
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  GetGroupPolicyCommand,
  GetRoleCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListGroupsForUserCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutGroupPolicyCommand,
  TagRoleCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { iamApi } from '../../../src/aws/iam.ts';
import { answer, sending } from './sending.ts';

const sdkClient = new IAMClient({ region: 'us-east-1' });
const client = mockClient(sdkClient);
const api = iamApi(sdkClient, sending);
beforeEach(() => client.reset());

const inputs = () => client.calls().map(({ args }) => args[0].input);
const gone = answer('NoSuchEntityException', 404);

describe('a list of IAM', () => {
  it('continues as long as it is truncated', async () => {
    client
      .on(ListGroupsForUserCommand)
      .resolvesOnce({ Groups: [], IsTruncated: true, Marker: 'two' })
      .resolvesOnce({ Groups: [{ GroupName: 'production' }] as never, IsTruncated: false, Marker: 'stale' });
    expect(await api.listGroupsOfUser('jane')).toEqual(['production']);
    expect(inputs()).toEqual([
      { UserName: 'jane', Marker: undefined },
      { UserName: 'jane', Marker: 'two' },
    ]);
  });

  it('of everything asks for the most entries a page, and puts all pages together', async () => {
    const group = (GroupName: string) => ({ GroupName, Path: '/', GroupPolicyList: [] });
    client
      .on(GetAccountAuthorizationDetailsCommand)
      .resolvesOnce({ GroupDetailList: [group('admin')], IsTruncated: true, Marker: 'two' })
      .resolvesOnce({ IsTruncated: true, Marker: 'three' })
      .resolvesOnce({ GroupDetailList: [group('production')], IsTruncated: false });
    const { groups } = await api.readGroups();
    expect(groups.map(({ name }) => name)).toEqual(['admin', 'production']);
    expect(inputs()).toMatchObject([
      { Filter: ['Group', 'LocalManagedPolicy'], MaxItems: 1_000, Marker: undefined },
      { MaxItems: 1_000, Marker: 'two' },
      { MaxItems: 1_000, Marker: 'three' },
    ]);
  });

  it('of versions is in the order in which they were made', async () => {
    const Versions = ['v10', 'v2', 'v9'].map((VersionId) => ({
      VersionId,
      IsDefaultVersion: VersionId === 'v2',
    }));
    client.on(ListPolicyVersionsCommand).resolves({ Versions, IsTruncated: false });
    expect(await api.listPolicyVersions('arn')).toEqual({ ids: ['v2', 'v9', 'v10'], defaultId: 'v2' });
  });
});

describe('a role', () => {
  const trust = '{"Statement":[{"Sid":"a b+c"}]}';
  const Role = {
    RoleName: 'acme-production',
    Arn: 'arn:aws:iam::123456789012:role/acme-production',
    Path: '/',
    RoleId: 'AROA',
    CreateDate: new Date(0),
    AssumeRolePolicyDocument: encodeURIComponent(trust),
    Tags: [
      { Key: 'team', Value: 'blue' },
      { Key: 'Diverst:Managed-By', Value: 'diverst' },
    ],
  };

  it('is put together, its documents decoded', async () => {
    client
      .on(GetRoleCommand)
      .resolves({ Role })
      .on(ListAttachedRolePoliciesCommand)
      .resolves({ AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] })
      .on(ListRolePoliciesCommand)
      .resolves({ PolicyNames: ['extra'] });
    expect(await api.getRole('acme-production')).toEqual({
      name: 'acme-production',
      arn: Role.Arn,
      path: '/',
      trust,
      // https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html: an hour unless set
      maxSession: 3_600,
      permissionsBoundary: null,
      managedPolicies: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      inlinePolicies: ['extra'],
      // Keys differ not only by case: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
      tags: { 'diverst:managed-by': 'diverst' },
    });
  });

  it('that does not exist is null', async () => {
    client.onAnyCommand().rejects(gone);
    expect(await api.getRole('acme-production')).toBeNull();
  });

  it('of which a half is missing is an error, not a role without policies', async () => {
    client.onAnyCommand().rejects(gone).on(GetRoleCommand).resolves({ Role });
    await expect(api.getRole('acme-production')).rejects.toMatchObject({ code: 'NoSuchEntityException' });
  });

  it('is given tags by their keys', async () => {
    client.on(TagRoleCommand).resolves({});
    await api.tagRole('acme-production', { 'diverst:client': 'acme', 'diverst:managed-by': 'diverst' });
    expect(client.commandCalls(TagRoleCommand)[0]?.args[0].input).toEqual({
      RoleName: 'acme-production',
      Tags: [
        { Key: 'diverst:client', Value: 'acme' },
        { Key: 'diverst:managed-by', Value: 'diverst' },
      ],
    });
  });

  it('that may not be read is an error', async () => {
    client.onAnyCommand().rejects(answer('AccessDenied', 403));
    await expect(api.getRole('acme-production')).rejects.toMatchObject({
      action: expect.stringMatching(/^iam:/),
      code: 'AccessDenied',
    });
  });

  it.each([
    ['without', null, {}],
    ['with', 'arn:b', { PermissionsBoundary: 'arn:b' }],
  ])('is created %s a boundary', async (_how, permissionsBoundary, boundary) => {
    client.on(CreateRoleCommand).resolves({});
    await api.createRole({
      name: 'acme-production',
      path: '/clients/',
      trust,
      description: 'acme',
      maxSession: 3_600,
      permissionsBoundary,
      tags: { 'diverst:client': 'acme' },
    });
    expect(inputs()).toEqual([
      {
        RoleName: 'acme-production',
        Path: '/clients/',
        AssumeRolePolicyDocument: trust,
        Description: 'acme',
        MaxSessionDuration: 3_600,
        Tags: [{ Key: 'diverst:client', Value: 'acme' }],
        ...boundary,
      },
    ]);
  });

  it('is updated without its description, which AWS then leaves as it is', async () => {
    client.on(UpdateRoleCommand).resolves({});
    await api.updateRole('acme-production', 7_200);
    expect(inputs()).toEqual([{ RoleName: 'acme-production', MaxSessionDuration: 7_200 }]);
  });
});

describe('a policy', () => {
  it('of a group comes decoded, and is null where there is none', async () => {
    client.on(GetGroupPolicyCommand).resolvesOnce({ PolicyDocument: '%7B%22a%22%3A1%7D' }).rejectsOnce(gone);
    expect(await api.getGroupPolicy('production', 'assume-acme')).toBe('{"a":1}');
    expect(await api.getGroupPolicy('production', 'assume-acme')).toBeNull();
  });

  it('gets a new version that is not the default', async () => {
    client.on(CreatePolicyVersionCommand).resolves({ PolicyVersion: { VersionId: 'v4' } });
    expect(await api.createPolicyVersion('arn', '{}')).toBe('v4');
    expect(inputs()).toEqual([{ PolicyArn: 'arn', PolicyDocument: '{}', SetAsDefault: false }]);
  });

  /** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html#API_PutGroupPolicy_Errors */
  it.each([
    ['LimitExceededException', 409, 'rejected'],
    ['MalformedPolicyDocumentException', 400, 'rejected'],
    ['NoSuchEntityException', 404, 'rejected'],
    ['ServiceFailureException', 500, 'unknown'],
  ] as const)('that AWS answers with %s is %s', async (code, status, outcome) => {
    client.on(PutGroupPolicyCommand).rejects(answer(code, status));
    await expect(api.putGroupPolicy('production', 'p', '{}')).rejects.toMatchObject({
      action: 'iam:PutGroupPolicy',
      code,
      outcome,
      inDoubt: outcome === 'unknown',
    });
  });
});
