import type {
  CreateUserRequest,
  CreateUserResponse,
  DeleteUserRequest,
  GetUserRequest,
  GetUserResponse,
  ListUsersRequest,
  ListUsersResponse,
  UpdateUserRequest,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { UserState } from '../state.ts';
import { findUser, groupsOf, growingIam, ownIam } from './account.ts';
import { readBoundary, requestBoundaryKey } from './boundaries.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { optionalText, requireText } from './constraints.ts';
import { alreadyExists, deleteConflict, quotaExceeded } from './errors.ts';
import { lastSignIns } from './last-use.ts';
import { iamArn, nameKey, nameRules, pathRule, readPathPrefix } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, onEntity, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { isAboutRoot } from './root-user.ts';
import { toBoundary, toTags, toUser } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';

const userQuota = 5000;

export const userOperations: Operations = {
  CreateUser: operation<CreateUserRequest, CreateUserResponse>({
    mutates: true,
    permissions(input, context) {
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource: iamArn(context.caller.accountId, 'user', {
          path: input.Path ?? '/',
          name: input.UserName ?? '',
        }),
        context: { ...requestTagKeys(input.Tags), ...requestBoundaryKey(input.PermissionsBoundary) },
      });
      return input.Tags?.length ? [on('CreateUser'), on('TagUser')] : [on('CreateUser')];
    },
    run(input, context) {
      const name = requireText(input.UserName, 'userName', nameRules.user);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      const tags = readTags(input.Tags);
      const boundary = readBoundary(input.PermissionsBoundary, context);
      requireNew(name, context);
      if (Object.keys(ownIam(context).users).length >= userQuota) {
        throw quotaExceeded('UsersPerAccount', userQuota);
      }
      const user: UserState = {
        name,
        id: newIamId(context.state, 'AIDA'),
        path,
        createdAt: context.now,
        mfaDevices: [],
        ...(boundary === undefined ? {} : { permissionsBoundary: boundary }),
        inline: {},
        attached: [],
        tags,
        hasPassword: false,
      };
      setEntry(growingIam(context).users, nameKey(name), user);
      const shown = toUser(context.caller.accountId, user);
      return { User: { ...shown, ...toBoundary(user), ...toTags(tags) } };
    },
  }),

  GetUser: operation<GetUserRequest, GetUserResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('GetUser', input.UserName, context),
    run(input, context) {
      const { caller, state } = context;
      if (isAboutRoot(input.UserName, context)) {
        const since = new Date(state.accounts[caller.accountId]?.joinedAt ?? 0);
        const root = {
          Path: '/',
          UserName: 'root',
          UserId: caller.userId,
          Arn: caller.arn,
          CreateDate: since,
        };
        return { User: root };
      }
      const user = userOrCaller(input.UserName, context);
      const shown = { ...toUser(caller.accountId, user), ...passwordUse(user, lastSignIns(context)) };
      return { User: { ...shown, ...toBoundary(user), ...toTags(user.tags) } };
    },
  }),

  ListUsers: operation<ListUsersRequest, ListUsersResponse>({
    mutates: false,
    permissions: () => onAnything('ListUsers'),
    run(input, context) {
      const prefix = readPathPrefix(input.PathPrefix);
      const users = Object.values(ownIam(context).users).filter((user) => user.path.startsWith(prefix));
      const { items, page } = pageOf(users, (user) => nameKey(user.name), input);
      const signIns = lastSignIns(context);
      const shown = items.map((user) => ({
        ...toUser(context.caller.accountId, user),
        ...passwordUse(user, signIns),
      }));
      return { Users: shown, ...page };
    },
  }),

  UpdateUser: operation<UpdateUserRequest, void>({
    mutates: true,
    permissions: ({ UserName, NewUserName }, context) => [
      ...onEntity('UpdateUser', 'user', UserName, context),
      ...(NewUserName === undefined ? [] : onEntity('UpdateUser', 'user', NewUserName, context)),
    ],
    run(input, context) {
      const iam = ownIam(context);
      const user = findUser(iam, requireText(input.UserName, 'userName', nameRules.user));
      const name = optionalText(input.NewUserName, 'newUserName', nameRules.user) ?? user.name;
      const path = optionalText(input.NewPath, 'newPath', pathRule) ?? user.path;
      if (nameKey(name) !== nameKey(user.name)) requireNew(name, context);
      renameKeys(user.name, name, context);
      for (const group of groupsOf(iam, user.name)) {
        group.members = group.members.map((member) =>
          nameKey(member) === nameKey(user.name) ? name : member,
        );
      }
      delete iam.users[nameKey(user.name)];
      setEntry(iam.users, nameKey(name), { ...user, name, path });
    },
  }),

  DeleteUser: operation<DeleteUserRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('DeleteUser', 'user', input.UserName, context),
    run(input, context) {
      const iam = ownIam(context);
      const user = findUser(iam, requireText(input.UserName, 'userName', nameRules.user));
      const must = (what: string) => deleteConflict(`Cannot delete entity, must ${what} first.`);
      if (groupsOf(iam, user.name).length > 0) throw must('remove users from group');
      if (user.attached.length > 0) throw must('detach all policies');
      if (Object.keys(user.inline).length > 0) throw must('delete policies');
      if (keysOf(user.name, context).length > 0) throw must('delete access keys');
      if (user.hasPassword) throw must('delete login profile');
      if (user.mfaDevices.length > 0) throw must('delete MFA device');
      if (user.certificates?.length) throw must('delete certificates');
      // AWS's words for both: https://github.com/rebuy-de/aws-nuke/issues/522
      if (user.sshKeys?.length || user.serviceCredentials?.length) throw must('remove referenced objects');
      delete iam.users[nameKey(user.name)];
    },
  }),
};

/** Only GetUser and ListUsers report it: https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
function passwordUse(user: UserState, signIns: ReadonlyMap<string, number>): { PasswordLastUsed?: Date } {
  const at = signIns.get(user.id);
  return at === undefined ? {} : { PasswordLastUsed: new Date(at) };
}

function requireNew(name: string, context: CallContext): void {
  if (entry(ownIam(context).users, nameKey(name)) !== undefined) {
    throw alreadyExists(`User with name ${name} already exists.`);
  }
}

function keysOf(userName: string, { state, caller }: CallContext) {
  return Object.values(state.accessKeys).filter(
    (key) => key.accountId === caller.accountId && key.userName === userName,
  );
}

function renameKeys(from: string, to: string, context: CallContext): void {
  for (const key of keysOf(from, context)) {
    context.state.accessKeys[key.id] = { ...key, userName: to };
  }
}
