import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { world } from '../world.ts';

test('a group, its members, and the groups of a user', async () => {
  const { iam, management } = world();
  await iam().send(new CreateGroupCommand({ GroupName: 'Team', Path: '/x/' }));
  await iam().send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'MANAGEMENT-admin' }));
  // A second time it changes nothing.
  await iam().send(new AddUserToGroupCommand({ GroupName: 'team', UserName: 'management-admin' }));
  const { Group, Users } = await iam().send(new GetGroupCommand({ GroupName: 'team' }));
  expect(Group).toMatchObject({
    GroupName: 'Team',
    Arn: `arn:aws:iam::${management}:group/x/Team`,
    GroupId: expect.stringMatching(/^AGPA/),
  });
  expect(Users?.map(({ UserName }) => UserName)).toEqual(['management-admin']);
  const { Groups } = await iam().send(new ListGroupsForUserCommand({ UserName: 'management-admin' }));
  expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['admin', 'Team']);
  const listed = await iam().send(new ListGroupsCommand({ PathPrefix: '/x/' }));
  expect(listed.Groups?.map(({ GroupName }) => GroupName)).toEqual(['Team']);
  await iam().send(new RemoveUserFromGroupCommand({ GroupName: 'Team', UserName: 'management-admin' }));
  expect((await iam().send(new GetGroupCommand({ GroupName: 'Team' }))).Users).toEqual([]);
});

test('the members of a group come by pages', async () => {
  const { iam, edit, management } = world();
  edit(management, (state) => {
    const user = state.users['management-admin'];
    const group = state.groups['admin'];
    for (const name of ['a', 'b', 'c']) {
      if (user) state.users[name] = { ...user, name };
      group?.members.push(name);
    }
  });
  const first = await iam().send(new GetGroupCommand({ GroupName: 'admin', MaxItems: 3 }));
  expect(first.Users?.map(({ UserName }) => UserName)).toEqual(['a', 'b']);
  const second = await iam().send(new GetGroupCommand({ GroupName: 'admin', Marker: first.Marker }));
  expect(second.Users?.map(({ UserName }) => UserName)).toEqual(['c', 'management-admin']);
  expect(second.IsTruncated).toBe(false);
});

test('what cannot be', async () => {
  const { iam } = world();
  const refused = async (promise: Promise<unknown>) => {
    const { name, message } = await failureOf(promise);
    return [name, message];
  };
  expect(await refused(iam().send(new CreateGroupCommand({ GroupName: 'Admin' })))).toEqual([
    'EntityAlreadyExistsException',
    'Group with name Admin already exists.',
  ]);
  expect(await refused(iam().send(new GetGroupCommand({ GroupName: 'x' })))).toEqual([
    'NoSuchEntityException',
    'The group with name x cannot be found.',
  ]);
  const nobody = { GroupName: 'admin', UserName: 'x' };
  expect((await refused(iam().send(new AddUserToGroupCommand(nobody))))[1]).toBe(
    'The user with name x cannot be found.',
  );
  expect((await refused(iam().send(new RemoveUserFromGroupCommand(nobody))))[0]).toBe(
    'NoSuchEntityException',
  );
  await iam().send(new CreateUserCommand({ UserName: 'x' }));
  // A user who is not in the group is as good as taken out.
  await iam().send(new RemoveUserFromGroupCommand(nobody));
});

test('a user is in ten groups at most', async () => {
  const { iam } = world();
  for (let index = 1; index <= 10; index += 1) {
    const GroupName = `g${index}`;
    await iam().send(new CreateGroupCommand({ GroupName }));
    const added = iam().send(new AddUserToGroupCommand({ GroupName, UserName: 'management-admin' }));
    // It is in `admin` already.
    if (index < 10) await added;
    else expect((await failureOf(added)).message).toBe('Cannot exceed quota for GroupsPerUser: 10');
  }
});

test('renaming a group keeps what it has', async () => {
  const { iam, sandbox, management } = world();
  await iam().send(new UpdateGroupCommand({ GroupName: 'admin', NewGroupName: 'Leads', NewPath: '/l/' }));
  expect(Object.keys(sandbox.state().iam[management]?.groups ?? {})).toEqual(['leads']);
  // Its members are still allowed everything by it.
  const { Group, Users } = await iam().send(new GetGroupCommand({ GroupName: 'Leads' }));
  expect([Group?.Path, Users?.length]).toEqual(['/l/', 1]);
  await iam().send(new CreateGroupCommand({ GroupName: 'x' }));
  const taken = new UpdateGroupCommand({ GroupName: 'x', NewGroupName: 'LEADS' });
  expect((await failureOf(iam().send(taken))).name).toBe('EntityAlreadyExistsException');
});

test('a group in use is not deleted', async () => {
  const { iam, edit, management } = world();
  await iam().send(new CreateGroupCommand({ GroupName: 'x' }));
  const reason = async () =>
    (await failureOf(iam().send(new DeleteGroupCommand({ GroupName: 'x' })))).message;
  edit(management, ({ groups: { x } }) => {
    x?.members.push('management-admin');
    x?.attached.push('arn');
    if (x) x.inline['p'] = { document: '{}', effectiveAt: 0 };
  });
  expect(await reason()).toBe('Cannot delete entity, must remove users from group first.');
  edit(management, ({ groups: { x } }) => x?.members.pop());
  expect(await reason()).toBe('Cannot delete entity, must detach all policies first.');
  edit(management, ({ groups: { x } }) => x?.attached.pop());
  expect(await reason()).toBe('Cannot delete entity, must delete policies first.');
  edit(management, ({ groups: { x } }) => delete x?.inline['p']);
  await iam().send(new DeleteGroupCommand({ GroupName: 'x' }));
  expect(await reason()).toBe('The group with name x cannot be found.');
});
