import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, trust, type World, world } from '../world.ts';

const InstanceProfileName = 'Web';
const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' });

async function withRole(): Promise<World> {
  const made = world();
  const { iam } = made;
  for (const RoleName of ['app', 'other']) {
    await iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
  await iam().send(new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/apps/' }));
  return made;
}

test('a profile is made, found without regard to case, and holds one role', async () => {
  const { iam, management, clock } = await withRole();
  await iam().send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'App' }));
  const { InstanceProfile } = await iam().send(new GetInstanceProfileCommand({ InstanceProfileName: 'web' }));
  expect(InstanceProfile).toEqual({
    InstanceProfileName: 'Web',
    InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
    Path: '/apps/',
    Arn: `arn:aws:iam::${management}:instance-profile/apps/Web`,
    CreateDate: new Date(clock.now()),
    Roles: [expect.objectContaining({ RoleName: 'app', Arn: `arn:aws:iam::${management}:role/app` })],
  });
  const second = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'other' });
  expect(await failureOf(iam().send(second))).toMatchObject({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
  });
});

test('a role that is in a profile is not deleted, and the error says why', async () => {
  const { iam } = await withRole();
  const RoleName = 'app';
  const inProfile = async () =>
    (await iam().send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles?.map(
      (profile) => profile.InstanceProfileName,
    );
  expect(await inProfile()).toEqual([]);
  await iam().send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
  expect(await inProfile()).toEqual(['Web']);
  const { RoleDetailList } = await iam().send(
    new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }),
  );
  const detail = RoleDetailList?.find((role) => role.RoleName === RoleName);
  expect(detail?.InstanceProfileList).toMatchObject([{ InstanceProfileName: 'Web' }]);
  const conflict = {
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must remove roles from instance profile first.',
  };
  expect(await failureOf(iam().send(new DeleteRoleCommand({ RoleName })))).toMatchObject(conflict);
  const remove = new DeleteInstanceProfileCommand({ InstanceProfileName });
  expect(await failureOf(iam().send(remove))).toMatchObject(conflict);
  await iam().send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
  await iam().send(remove);
  await iam().send(new DeleteRoleCommand({ RoleName }));
  expect((await failureOf(iam().send(remove))).name).toBe('NoSuchEntityException');
});

test('profiles are listed by path, and counted', async () => {
  const { iam } = await withRole();
  await iam().send(new CreateInstanceProfileCommand({ InstanceProfileName: 'plain' }));
  const list = async (PathPrefix?: string) =>
    (await iam().send(new ListInstanceProfilesCommand({ PathPrefix }))).InstanceProfiles?.map(
      (profile) => profile.InstanceProfileName,
    );
  expect(await list()).toEqual(['plain', 'Web']);
  expect(await list('/app')).toEqual(['Web']);
  const { SummaryMap } = await iam().send(new GetAccountSummaryCommand({}));
  expect(SummaryMap?.['InstanceProfiles']).toBe(2);
});

test('what is not there, or there already', async () => {
  const { iam, sandbox } = await withRole();
  const before = structuredClone(sandbox.state());
  const failures = [
    [
      new CreateInstanceProfileCommand({ InstanceProfileName: 'WEB' }),
      'Instance Profile WEB already exists.',
    ],
    [new GetInstanceProfileCommand({ InstanceProfileName: 'x' }), 'Instance Profile x cannot be found.'],
    [
      new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'gone' }),
      'The role with name gone cannot be found.',
    ],
    [
      new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: 'app' }),
      'Role app is not in instance profile Web.',
    ],
    [new CreateInstanceProfileCommand({ InstanceProfileName: 'a b' }), /at 'instanceProfileName'/],
  ] as const;
  for (const [command, message] of failures) {
    const failure = await failureOf(iam().send(command as GetInstanceProfileCommand));
    expect(failure.message).toMatch(message);
  }
  expect(sandbox.state()).toEqual(before);
});

test('a thousand profiles are all that an account takes', async () => {
  const { iam, edit, management } = world();
  edit(management, (state) => {
    const names = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    state.instanceProfiles = Object.fromEntries(
      names.map((name) => [name, { name, id: name, path: '/', createdAt: 0, tags: {} }]),
    );
  });
  const failure = failureOf(iam().send(new CreateInstanceProfileCommand({ InstanceProfileName })));
  expect((await failure).message).toBe('Cannot exceed quota for InstanceProfilesPerAccount: 1000');
});

test('a profile has tags, which policies see', async () => {
  const made = await withRole();
  const { iam, addUser, management } = made;
  await iam().send(
    new TagInstanceProfileCommand({ InstanceProfileName, Tags: [{ Key: 'team', Value: 'web' }] }),
  );
  const tags = async () =>
    (await iam().send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))).Tags;
  expect(await tags()).toEqual([{ Key: 'team', Value: 'web' }]);
  const document = policy({
    ...allow('iam:GetInstanceProfile'),
    Condition: { StringEquals: { 'iam:ResourceTag/team': 'web' } },
  });
  const jane = iam(addUser(management, 'jane', [document]));
  const { InstanceProfile } = await jane.send(new GetInstanceProfileCommand({ InstanceProfileName }));
  expect(InstanceProfile?.Tags).toEqual([{ Key: 'team', Value: 'web' }]);
  await iam().send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: ['team'] }));
  expect(await tags()).toEqual([]);
  expect((await failureOf(jane.send(new GetInstanceProfileCommand({ InstanceProfileName })))).name).toBe(
    'AccessDenied',
  );
});

test('who adds a role must be allowed to pass it on to EC2', async () => {
  const { iam, addUser, management } = await withRole();
  const pass = { ...allow('iam:PassRole', `arn:aws:iam::${management}:role/app`) };
  const to = (service: string) => ({ Condition: { StringEquals: { 'iam:PassedToService': service } } });
  const add = allow('iam:AddRoleToInstanceProfile', `arn:aws:iam::${management}:instance-profile/apps/*`);
  const command = new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'app' });
  const users = [[add], [add, { ...pass, ...to('ecs.amazonaws.com') }]].map((statements, index) =>
    addUser(management, `no${index}`, [policy(...statements)]),
  );
  for (const keys of users) {
    expect((await failureOf(iam(keys).send(command))).message).toContain('iam:PassRole');
  }
  const jane = addUser(management, 'jane', [policy(add, { ...pass, ...to('ec2.amazonaws.com') })]);
  await iam(jane).send(command);
});
