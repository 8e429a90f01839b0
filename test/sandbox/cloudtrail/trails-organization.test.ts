import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  type DescribeTrailsCommandInput,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  ListTrailsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  type Tag,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DeleteOrganizationCommand,
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
  RemoveAccountFromOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy } from '../world.ts';
import { bucket, name, organizationTrail, type TrailWorld, withGround, withTrail } from './trail-world.ts';

const create = (made: TrailWorld, keys?: Parameters<TrailWorld['cloudtrail']>[0]) =>
  made.cloudtrail(keys).send(new CreateTrailCommand(organizationTrail));
const ServicePrincipal = 'cloudtrail.amazonaws.com';

/** Keys of a user in Ops who may do everything. */
const member = (made: TrailWorld) => made.addUser(made.ops, 'lee', [policy(allow('*'))]);

const arnOf = (made: TrailWorld) => `arn:aws:cloudtrail:us-east-1:${made.management}:trail/${name}`;

const names = async (
  made: TrailWorld,
  input: DescribeTrailsCommandInput,
  given: Parameters<TrailWorld['cloudtrail']>[0] = {},
) => {
  const { trailList } = await made.cloudtrail(given).send(new DescribeTrailsCommand(input));
  return (trailList ?? []).map(({ Name }) => Name);
};

test.each<[string, (made: TrailWorld) => unknown]>([
  [
    'CloudTrailAccessNotEnabledException',
    (made) => made.organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal })),
  ],
  [
    'OrganizationsNotInUseException',
    (made) =>
      made.sandbox.edit((state) => {
        state.organization = null;
      }),
  ],
  [
    'OrganizationNotInAllFeaturesModeException',
    (made) =>
      made.sandbox.edit((state) => {
        if (state.organization === null) return;
        state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
      }),
  ],
])('%s', async (error, change) => {
  const made = await withGround();
  await change(made);
  expect(await failureOf(create(made))).toMatchObject({ name: error, $metadata: { httpStatusCode: 400 } });
});

test('a member makes no trail for the organization', async () => {
  const made = await withGround();
  expect(await failureOf(create(made, { keys: member(made) }))).toMatchObject({
    name: 'NotOrganizationMasterAccountException',
  });
});

test('the caller must be able to ask Organizations and IAM, for this trail only', async () => {
  const made = await withGround();
  const trail = allow('cloudtrail:*');
  const asked = [
    'organizations:DescribeOrganization',
    'organizations:ListAWSServiceAccessForOrganization',
    'iam:GetRole',
    'iam:CreateServiceLinkedRole',
  ];
  for (const [index, lacking] of asked.entries()) {
    const others = allow(asked.filter((action) => action !== lacking));
    const keys = made.addUser(made.management, `kim${index}`, [policy(trail, others)]);
    expect(await failureOf(create(made, { keys }))).toMatchObject({
      name: 'InsufficientDependencyServiceAccessPermissionException',
      message: expect.stringContaining(lacking),
    });
  }
  const alone = made.addUser(made.management, 'lee', [policy(trail)]);
  await made
    .cloudtrail({ keys: alone })
    .send(new CreateTrailCommand({ ...organizationTrail, IsOrganizationTrail: false }));
  const update = { Name: name, IsOrganizationTrail: true };
  expect(
    await failureOf(made.cloudtrail({ keys: alone }).send(new UpdateTrailCommand(update))),
  ).toMatchObject({ name: 'InsufficientDependencyServiceAccessPermissionException' });
  await made.cloudtrail().send(new UpdateTrailCommand(update));
});

test('members see a shadow with the same ARN, in all regions of the trail', async () => {
  const made = await withTrail();
  const keys = member(made);
  const { trailList } = await made.cloudtrail({ keys }).send(new DescribeTrailsCommand({}));
  expect(trailList).toMatchObject([
    { Name: name, TrailARN: arnOf(made), HomeRegion: 'us-east-1', IsOrganizationTrail: true },
  ]);
  const everywhere = [{}, { region: 'eu-west-1' }, { keys }, { keys, region: 'eu-west-1' }];
  for (const given of everywhere) expect(await names(made, {}, given)).toEqual([name]);
  // Only in its own account and its home region it is no shadow.
  const own = await Promise.all(
    everywhere.map((given) => names(made, { includeShadowTrails: false }, given)),
  );
  expect(own).toEqual([[name], [], [], []]);
});

test('by its name a trail is found in its own account and region, by its ARN everywhere', async () => {
  const made = await withTrail();
  const keys = member(made);
  for (const given of [{ region: 'eu-west-1' }, { keys }]) {
    const client = made.cloudtrail(given);
    expect(await names(made, { trailNameList: [name] }, given)).toEqual([]);
    expect(await names(made, { trailNameList: [arnOf(made)] }, given)).toEqual([name]);
    const byName = [
      new GetTrailCommand({ Name: name }),
      new GetTrailStatusCommand({ Name: name }),
      new GetEventSelectorsCommand({ TrailName: name }),
    ] as const;
    expect(await failureOf(client.send(byName[0]))).toMatchObject({ name: 'TrailNotFoundException' });
    expect(await failureOf(client.send(byName[1]))).toMatchObject({ name: 'TrailNotFoundException' });
    expect(await failureOf(client.send(byName[2]))).toMatchObject({ name: 'TrailNotFoundException' });
    const Name = arnOf(made);
    expect(await client.send(new GetTrailStatusCommand({ Name }))).toMatchObject({ IsLogging: true });
    expect((await client.send(new GetEventSelectorsCommand({ TrailName: Name }))).TrailARN).toBe(Name);
    expect((await client.send(new ListTrailsCommand({}))).Trails).toEqual([
      { TrailARN: Name, Name: name, HomeRegion: 'us-east-1' },
    ]);
  }
  expect(await names(made, { trailNameList: [name] })).toEqual([name]);
});

test('a trail of one region is in that region only, also in members', async () => {
  const made = await withTrail({ IsMultiRegionTrail: false });
  const keys = member(made);
  expect(await names(made, {}, { keys })).toEqual([name]);
  expect(await names(made, {}, { keys, region: 'eu-west-1' })).toEqual([]);
  expect(await names(made, {}, { region: 'eu-west-1' })).toEqual([]);
});

test('a trail that is not the organization’s is nobody else’s', async () => {
  const made = await withTrail({ IsOrganizationTrail: false });
  const keys = member(made);
  expect(await names(made, { trailNameList: [arnOf(made)] }, { keys })).toEqual([]);
  expect(
    await failureOf(made.cloudtrail({ keys }).send(new GetTrailCommand({ Name: arnOf(made) }))),
  ).toMatchObject({ name: 'TrailNotFoundException' });
});

test.each([
  ['a member', 'NotOrganizationMasterAccountException', (made: TrailWorld) => ({ keys: member(made) })],
  ['another region', 'InvalidHomeRegionException', () => ({ region: 'eu-west-1' })],
])('from %s a trail cannot be changed: %s', async (_, error, given) => {
  const made = await withTrail();
  const client = made.cloudtrail(given(made));
  const Name = arnOf(made);
  const before = JSON.stringify(made.sandbox.state().trails);
  const EventSelectors = [{ ReadWriteType: 'ReadOnly' as const }];
  const calls = [
    () => client.send(new StopLoggingCommand({ Name })),
    () => client.send(new StartLoggingCommand({ Name })),
    () => client.send(new UpdateTrailCommand({ Name, EnableLogFileValidation: false })),
    () => client.send(new PutEventSelectorsCommand({ TrailName: Name, EventSelectors })),
    () => client.send(new AddTagsCommand({ ResourceId: Name, TagsList: [{ Key: 'a', Value: 'b' }] })),
    () => client.send(new DeleteTrailCommand({ Name })),
  ];
  for (const call of calls) expect(await failureOf(call())).toMatchObject({ name: error });
  expect(JSON.stringify(made.sandbox.state().trails)).toBe(before);
});

test('tags of a trail', async () => {
  const made = await withTrail({ TagsList: [{ Key: 'team', Value: 'ops' }] });
  const client = made.cloudtrail();
  const ResourceId = arnOf(made);
  const tags = async () => {
    const { ResourceTagList } = await client.send(new ListTagsCommand({ ResourceIdList: [ResourceId] }));
    return ResourceTagList;
  };
  const add = (...TagsList: Tag[]) => client.send(new AddTagsCommand({ ResourceId, TagsList }));
  await add({ Key: 'cost', Value: '' }, { Key: 'team', Value: 'audit' });
  expect(await tags()).toEqual([
    {
      ResourceId,
      TagsList: [
        { Key: 'team', Value: 'audit' },
        { Key: 'cost', Value: '' },
      ],
    },
  ]);
  await client.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: 'team' }] }));
  expect(await tags()).toMatchObject([{ TagsList: [{ Key: 'cost', Value: '' }] }]);
  expect(await failureOf(add({ Key: 'a', Value: '' }, { Key: 'a', Value: '' }))).toMatchObject({
    name: 'InvalidTagParameterException',
  });
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  expect(await failureOf(add(...many))).toMatchObject({ name: 'TagsLimitExceededException' });
  expect(await failureOf(client.send(new ListTagsCommand({ ResourceIdList: [name] })))).toMatchObject({
    name: 'CloudTrailARNInvalidException',
  });
});

test('without trusted access the trail is the management account’s alone, and stays so', async () => {
  const made = await withTrail();
  const keys = member(made);
  await made.organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
  expect(await names(made, {}, { keys })).toEqual([]);
  await made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  const { Trail } = await made.cloudtrail().send(new GetTrailCommand({ Name: name }));
  expect(Trail?.IsOrganizationTrail).toBe(false);
});

test('trusted access is given and taken away by the management account', async () => {
  const made = await withGround();
  const list = async () => {
    const answer = await made.organizations().send(new ListAWSServiceAccessForOrganizationCommand({}));
    return answer.EnabledServicePrincipals;
  };
  const since = new Date(made.clock.now());
  made.clock.advance(60_000);
  // Once more is no error, and changes nothing.
  await made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  expect(await list()).toEqual([{ ServicePrincipal, DateEnabled: since }]);
  const unknown = { ServicePrincipal: 'nothing.amazonaws.com' };
  expect(
    await failureOf(made.organizations().send(new EnableAWSServiceAccessCommand(unknown))),
  ).toMatchObject({ name: 'InvalidInputException', Reason: 'UNRECOGNIZED_SERVICE_PRINCIPAL' });
  await made.organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
  await made.organizations().send(new DisableAWSServiceAccessCommand({ ServicePrincipal }));
  expect(await list()).toEqual([]);
  made.sandbox.edit((state) => {
    if (state.organization === null) return;
    state.organization = { ...state.organization, featureSet: 'CONSOLIDATED_BILLING' };
  });
  expect(
    await failureOf(made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }))),
  ).toMatchObject({
    name: 'ConstraintViolationException',
    Reason: 'ORGANIZATION_NOT_IN_ALL_FEATURES_MODE',
  });
});

test('with an account go its buckets and trails', async () => {
  const made = await withTrail();
  made.sandbox.edit((state) => {
    const { accounts, buckets = {}, trails = {} } = state;
    const account = accounts[made.ops];
    const trail = trails[arnOf(made)];
    const logs = buckets[bucket];
    if (account === undefined || trail === undefined || logs === undefined)
      throw new Error('It has all three.');
    accounts[made.ops] = { ...account, joinedMethod: 'INVITED' };
    buckets['theirs'] = { ...logs, name: 'theirs', accountId: made.ops };
    trails['arn:theirs'] = { ...trail, arn: 'arn:theirs', accountId: made.ops };
  });
  await made.organizations().send(new RemoveAccountFromOrganizationCommand({ AccountId: made.ops }));
  const { buckets, trails } = made.sandbox.state();
  expect(Object.keys(buckets ?? {})).toEqual([bucket]);
  expect(Object.keys(trails ?? {})).toEqual([arnOf(made)]);
});

test('the trail of an organization that is deleted is the account’s own', async () => {
  const made = await withTrail();
  made.sandbox.edit((state) => {
    delete state.accounts[made.ops];
    // Or it would be made once more.
    state.creations = {};
  });
  await made.organizations().send(new DeleteOrganizationCommand({}));
  const { Trail } = await made.cloudtrail().send(new GetTrailCommand({ Name: name }));
  expect(Trail?.IsOrganizationTrail).toBe(false);
});
