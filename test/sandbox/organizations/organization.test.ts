import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DeleteOrganizationalUnitCommand,
  DeleteOrganizationCommand,
  DescribeAccountCommand,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  EnableAllFeaturesCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListChildrenCommand,
  ListCreateAccountStatusCommand,
  ListDelegatedAdministratorsCommand,
  ListDelegatedServicesForAccountCommand,
  ListHandshakesForOrganizationCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  MoveAccountCommand,
  type OrganizationsClient,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateOrganizationalUnitCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf, ground } from '../ground.ts';

test('an account without an organization can make one, once', async () => {
  const { organizations, sandbox, clock } = ground({ start: 'empty' });
  const client = organizations();
  const { managementAccountId } = sandbox.state();
  const { Organization } = await client.send(new CreateOrganizationCommand({}));
  expect(Organization).toEqual({
    Id: expect.stringMatching(/^o-[a-z0-9]{10}$/),
    Arn: `arn:aws:organizations::${managementAccountId}:organization/${Organization?.Id}`,
    FeatureSet: 'ALL',
    MasterAccountArn: `arn:aws:organizations::${managementAccountId}:account/${Organization?.Id}/${managementAccountId}`,
    MasterAccountId: managementAccountId,
    MasterAccountEmail: 'management@example.com',
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  });
  expect((await client.send(new DescribeOrganizationCommand({}))).Organization).toEqual(Organization);
  const { Roots } = await client.send(new ListRootsCommand({}));
  expect(Roots).toMatchObject([
    { Id: expect.stringMatching(/^r-[0-9a-z]{4}$/), Name: 'Root', PolicyTypes: [] },
  ]);
  const { Accounts } = await client.send(new ListAccountsCommand({}));
  expect(Accounts).toMatchObject([{ Id: managementAccountId, Name: 'management', JoinedMethod: 'INVITED' }]);
  expect(Accounts?.[0]?.Paths).toEqual([`${Organization?.Id}/${Roots?.[0]?.Id}/${managementAccountId}/`]);
  expect((await failureOf(client.send(new CreateOrganizationCommand({})))).name).toBe(
    'AlreadyInOrganizationException',
  );
  expect(sandbox.state().organization?.createdAt).toBe(clock.now());
});

test('a new organization takes no accounts until it is set up', async () => {
  const { organizations, clock } = ground({ start: 'empty', timings: { organizationSetup: 3_600_000 } });
  const client = organizations();
  await client.send(new CreateOrganizationCommand({}));
  const create = () =>
    client.send(new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }));
  expect((await failureOf(create())).name).toBe('FinalizingOrganizationException');
  clock.advance(3_600_000);
  await create();
});

test('making an organization needs the permission to make its service-linked role', async () => {
  const { organizations, sandbox } = ground({ start: 'empty', denied: ['iam:CreateServiceLinkedRole'] });
  const error = await failureOf(organizations().send(new CreateOrganizationCommand({})));
  expect(error).toMatchObject({
    name: 'AccessDeniedForDependencyException',
    Reason: 'ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE',
  });
  expect(sandbox.state().organization).toBeNull();
  const wrong = new CreateOrganizationCommand({ FeatureSet: 'SOME' as 'ALL' });
  expect(await failureOf(ground({ start: 'empty' }).organizations().send(wrong))).toMatchObject({
    Reason: 'INVALID_ENUM',
  });
});

/** Every operation but the two that are answered to others too, with ids that exist. */
const managementOnly: readonly [string, (client: OrganizationsClient, ids: Ids) => Promise<unknown>][] = [
  ['CloseAccount', (c, { ops }) => c.send(new CloseAccountCommand({ AccountId: ops }))],
  ['CreateAccount', (c) => c.send(new CreateAccountCommand({ AccountName: 'a', Email: 'a@example.com' }))],
  [
    'CreateOrganizationalUnit',
    (c, { root }) => c.send(new CreateOrganizationalUnitCommand({ ParentId: root, Name: 'x' })),
  ],
  [
    'DeleteOrganizationalUnit',
    (c, { unit }) => c.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit })),
  ],
  ['DescribeAccount', (c, { ops }) => c.send(new DescribeAccountCommand({ AccountId: ops }))],
  [
    'DescribeCreateAccountStatus',
    (c) => c.send(new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: 'car-aaaaaaaa' })),
  ],
  [
    'DescribeOrganizationalUnit',
    (c, { unit }) => c.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit })),
  ],
  ['ListAccounts', (c) => c.send(new ListAccountsCommand({}))],
  ['ListAccountsForParent', (c, { root }) => c.send(new ListAccountsForParentCommand({ ParentId: root }))],
  [
    'ListChildren',
    (c, { root }) => c.send(new ListChildrenCommand({ ParentId: root, ChildType: 'ACCOUNT' })),
  ],
  ['ListCreateAccountStatus', (c) => c.send(new ListCreateAccountStatusCommand({}))],
  ['ListDelegatedAdministrators', (c) => c.send(new ListDelegatedAdministratorsCommand({}))],
  [
    'ListOrganizationalUnitsForParent',
    (c, { root }) => c.send(new ListOrganizationalUnitsForParentCommand({ ParentId: root })),
  ],
  ['ListParents', (c, { ops }) => c.send(new ListParentsCommand({ ChildId: ops }))],
  ['ListRoots', (c) => c.send(new ListRootsCommand({}))],
  ['ListTagsForResource', (c, { ops }) => c.send(new ListTagsForResourceCommand({ ResourceId: ops }))],
  [
    'MoveAccount',
    (c, { ops, root, unit }) =>
      c.send(new MoveAccountCommand({ AccountId: ops, SourceParentId: unit, DestinationParentId: root })),
  ],
  [
    'TagResource',
    (c, { ops }) => c.send(new TagResourceCommand({ ResourceId: ops, Tags: [{ Key: 'k', Value: '' }] })),
  ],
  ['UntagResource', (c, { ops }) => c.send(new UntagResourceCommand({ ResourceId: ops, TagKeys: ['k'] }))],
  [
    'UpdateOrganizationalUnit',
    (c, { unit }) => c.send(new UpdateOrganizationalUnitCommand({ OrganizationalUnitId: unit, Name: 'x' })),
  ],
  ['DeleteOrganization', (c) => c.send(new DeleteOrganizationCommand({}))],
  ['DescribePolicy', (c) => c.send(new DescribePolicyCommand({ PolicyId: 'p-FullAWSAccess' }))],
  ['DescribeResourcePolicy', (c) => c.send(new DescribeResourcePolicyCommand({}))],
  ['EnableAllFeatures', (c) => c.send(new EnableAllFeaturesCommand({}))],
  ['ListAWSServiceAccessForOrganization', (c) => c.send(new ListAWSServiceAccessForOrganizationCommand({}))],
  [
    'ListDelegatedServicesForAccount',
    (c, { ops }) => c.send(new ListDelegatedServicesForAccountCommand({ AccountId: ops })),
  ],
  ['ListHandshakesForOrganization', (c) => c.send(new ListHandshakesForOrganizationCommand({}))],
  ['ListPolicies', (c) => c.send(new ListPoliciesCommand({ Filter: 'TAG_POLICY' }))],
  [
    'ListPoliciesForTarget',
    (c, { ops }) => c.send(new ListPoliciesForTargetCommand({ TargetId: ops, Filter: 'TAG_POLICY' })),
  ],
  ['ListTargetsForPolicy', (c) => c.send(new ListTargetsForPolicyCommand({ PolicyId: 'p-FullAWSAccess' }))],
  [
    'RemoveAccountFromOrganization',
    (c, { ops }) => c.send(new RemoveAccountFromOrganizationCommand({ AccountId: ops })),
  ],
];

interface Ids {
  readonly root: string;
  readonly unit: string;
  readonly ops: string;
}

test.each(managementOnly)('%s is for the management account', async (operation, call) => {
  const { organizations, sandbox, asked } = ground();
  const { organization, units, accounts } = sandbox.state();
  const ids = {
    root: organization?.rootId ?? '',
    unit: Object.values(units).find(({ name }) => name === 'Users')?.id ?? '',
    ops: Object.values(accounts).find(({ name }) => name === 'Ops')?.id ?? '',
  };
  const before = JSON.stringify(sandbox.state());
  expect(await failureOf(call(organizations(sandbox.profiles.ops), ids))).toMatchObject({
    name: 'AccessDeniedException',
    message: "You don't have permissions to access this resource.",
  });
  expect(JSON.stringify(sandbox.state())).toBe(before);
  expect(asked[0]?.action).toBe(`organizations:${operation}`);
});

test.each(managementOnly)('%s without an organization', async (_, call) => {
  const { organizations } = ground({ start: 'empty' });
  const ids = { root: 'r-1234', unit: 'ou-1234-12345678', ops: '111122223333' };
  expect((await failureOf(call(organizations(), ids))).name).toBe('AWSOrganizationsNotInUseException');
});

test('a member account may ask what its organization is', async () => {
  const { organizations, sandbox } = ground();
  const { Organization } = await organizations(sandbox.profiles.ops).send(
    new DescribeOrganizationCommand({}),
  );
  expect(Organization?.Id).toBe(sandbox.state().organization?.id);
  const empty = ground({ start: 'empty' });
  expect((await failureOf(empty.organizations().send(new DescribeOrganizationCommand({})))).name).toBe(
    'AWSOrganizationsNotInUseException',
  );
});

test('there are no delegated administrators', async () => {
  const { organizations } = ground();
  const answer = await organizations().send(new ListDelegatedAdministratorsCommand({}));
  expect(answer.DelegatedAdministrators).toEqual([]);
});

test.each(['config.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'])(
  'nor any of %s',
  async (ServicePrincipal) => {
    const { organizations } = ground();
    const answer = await organizations().send(new ListDelegatedAdministratorsCommand({ ServicePrincipal }));
    expect(answer.DelegatedAdministrators).toEqual([]);
  },
);

test.each(['nothing.amazonaws.com', 'config', 'config.example.com'])(
  '%s is no service that could have one',
  async (ServicePrincipal) => {
    const { organizations } = ground();
    const list = new ListDelegatedAdministratorsCommand({ ServicePrincipal });
    expect(await failureOf(organizations().send(list))).toMatchObject({
      name: 'InvalidInputException',
      Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL',
      message: 'You specified an unrecognized service principal.',
    });
  },
);
