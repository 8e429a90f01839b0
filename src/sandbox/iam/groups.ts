import type {
  AddUserToGroupRequest,
  CreateGroupRequest,
  CreateGroupResponse,
  DeleteGroupRequest,
  GetGroupRequest,
  GetGroupResponse,
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
  ListGroupsRequest,
  ListGroupsResponse,
  RemoveUserFromGroupRequest,
  UpdateGroupRequest,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import type { CallContext, Operations } from '../operation.ts';
import type { GroupState, UserState } from '../state.ts';
import { findGroup, findUser, groupsOf, growingIam, ownIam } from './account.ts';
import { optionalText, requireText } from './constraints.ts';
import { alreadyExists, deleteConflict, quotaExceeded } from './errors.ts';
import { iamArn, nameKey, nameRules, pathRule, readPathPrefix } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, onEntity, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { toGroup, toUser } from './shapes.ts';

const groupQuota = 300;
const groupsPerUser = 10;

export const groupOperations: Operations = {
  CreateGroup: operation<CreateGroupRequest, CreateGroupResponse>({
    mutates: true,
    permissions: ({ Path = '/', GroupName = '' }, context) => [
      {
        action: 'iam:CreateGroup',
        resource: iamArn(context.caller.accountId, 'group', { path: Path, name: GroupName }),
      },
    ],
    run(input, context) {
      const name = requireText(input.GroupName, 'groupName', nameRules.group);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      requireNew(name, context);
      if (Object.keys(ownIam(context).groups).length >= groupQuota) {
        throw quotaExceeded('GroupsPerAccount', groupQuota);
      }
      const group: GroupState = {
        name,
        id: newIamId(context.state, 'AGPA'),
        path,
        createdAt: context.now,
        members: [],
        inline: {},
        attached: [],
      };
      setEntry(growingIam(context).groups, nameKey(name), group);
      return { Group: toGroup(context.caller.accountId, group) };
    },
  }),

  GetGroup: operation<GetGroupRequest, GetGroupResponse>({
    mutates: false,
    permissions: (input, context) => onEntity('GetGroup', 'group', input.GroupName, context),
    run(input, context) {
      const iam = ownIam(context);
      const { accountId } = context.caller;
      const group = namedGroup(input.GroupName, context);
      const { items, page } = pageOf(group.members, nameKey, input);
      const users = items.map((member) => toUser(accountId, findUser(iam, member)));
      return { Group: toGroup(accountId, group), Users: users, ...page };
    },
  }),

  ListGroups: operation<ListGroupsRequest, ListGroupsResponse>({
    mutates: false,
    permissions: () => onAnything('ListGroups'),
    run(input, context) {
      const prefix = readPathPrefix(input.PathPrefix);
      const groups = Object.values(ownIam(context).groups).filter((group) => group.path.startsWith(prefix));
      const { items, page } = pageOf(groups, (group) => nameKey(group.name), input);
      return { Groups: items.map((group) => toGroup(context.caller.accountId, group)), ...page };
    },
  }),

  UpdateGroup: operation<UpdateGroupRequest, void>({
    mutates: true,
    permissions: ({ GroupName, NewGroupName }, context) => [
      ...onEntity('UpdateGroup', 'group', GroupName, context),
      ...(NewGroupName === undefined ? [] : onEntity('UpdateGroup', 'group', NewGroupName, context)),
    ],
    run(input, context) {
      const { groups } = ownIam(context);
      const group = namedGroup(input.GroupName, context);
      const name = optionalText(input.NewGroupName, 'newGroupName', nameRules.group) ?? group.name;
      const path = optionalText(input.NewPath, 'newPath', pathRule) ?? group.path;
      if (nameKey(name) !== nameKey(group.name)) requireNew(name, context);
      delete groups[nameKey(group.name)];
      setEntry(groups, nameKey(name), { ...group, name, path });
    },
  }),

  DeleteGroup: operation<DeleteGroupRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('DeleteGroup', 'group', input.GroupName, context),
    run(input, context) {
      const group = namedGroup(input.GroupName, context);
      const must = (what: string) => deleteConflict(`Cannot delete entity, must ${what} first.`);
      if (group.members.length > 0) throw must('remove users from group');
      if (group.attached.length > 0) throw must('detach all policies');
      if (Object.keys(group.inline).length > 0) throw must('delete policies');
      delete ownIam(context).groups[nameKey(group.name)];
    },
  }),

  AddUserToGroup: operation<AddUserToGroupRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('AddUserToGroup', 'group', input.GroupName, context),
    run(input, context) {
      const group = namedGroup(input.GroupName, context);
      const user = namedUser(input.UserName, context);
      if (isMember(group, user)) return;
      if (groupsOf(ownIam(context), user.name).length >= groupsPerUser) {
        throw quotaExceeded('GroupsPerUser', groupsPerUser);
      }
      group.members.push(user.name);
    },
  }),

  RemoveUserFromGroup: operation<RemoveUserFromGroupRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('RemoveUserFromGroup', 'group', input.GroupName, context),
    run(input, context) {
      const group = namedGroup(input.GroupName, context);
      const user = namedUser(input.UserName, context);
      // Taking out one who is not in it changes nothing, and is no error.
      group.members = group.members.filter((member) => nameKey(member) !== nameKey(user.name));
    },
  }),

  ListGroupsForUser: operation<ListGroupsForUserRequest, ListGroupsForUserResponse>({
    mutates: false,
    permissions: (input, context) => onEntity('ListGroupsForUser', 'user', input.UserName, context),
    run(input, context) {
      const user = namedUser(input.UserName, context);
      const groups = groupsOf(ownIam(context), user.name);
      const { items, page } = pageOf(groups, (group) => nameKey(group.name), input);
      return { Groups: items.map((group) => toGroup(context.caller.accountId, group)), ...page };
    },
  }),
};

function namedGroup(name: string | undefined, context: CallContext): GroupState {
  return findGroup(ownIam(context), requireText(name, 'groupName', nameRules.group));
}

function namedUser(name: string | undefined, context: CallContext): UserState {
  return findUser(ownIam(context), requireText(name, 'userName', { ...nameRules.user, max: 128 }));
}

function isMember(group: GroupState, user: UserState): boolean {
  return group.members.some((member) => nameKey(member) === nameKey(user.name));
}

function requireNew(name: string, context: CallContext): void {
  if (entry(ownIam(context).groups, nameKey(name)) !== undefined) {
    throw alreadyExists(`Group with name ${name} already exists.`);
  }
}
