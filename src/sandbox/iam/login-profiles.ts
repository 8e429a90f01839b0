import type {
  CreateLoginProfileRequest,
  CreateLoginProfileResponse,
  DeleteLoginProfileRequest,
  GetLoginProfileRequest,
  GetLoginProfileResponse,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations } from '../operation.ts';
import type { UserState } from '../state.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { alreadyExists, noSuchEntity } from './errors.ts';
import { passwordRule, rememberPassword, requirePassword } from './password-policy.ts';
import { operation } from './permission.ts';
import { changeRootUser, isAboutRoot, rootUserOf } from './root-user.ts';

/** Whether a user can sign in to the console. */
export const loginProfileOperations: Operations = {
  CreateLoginProfile: operation<CreateLoginProfileRequest, CreateLoginProfileResponse>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('CreateLoginProfile', input.UserName, context),
    run(input, context) {
      if (isAboutRoot(input.UserName, context)) return { LoginProfile: makeRootRecoverable(context) };
      const user = userOrCaller(input.UserName, context);
      const password = requireText(input.Password ?? '', 'password', passwordRule);
      requirePassword(password, context);
      if (user.hasPassword) throw alreadyExists(`Login Profile for user ${user.name} already exists.`);
      rememberPassword(user, password, context);
      user.hasPassword = true;
      user.passwordSetAt = context.now;
      user.passwordResetRequired = input.PasswordResetRequired ?? false;
      return { LoginProfile: toProfile(user) };
    },
  }),

  GetLoginProfile: operation<GetLoginProfileRequest, GetLoginProfileResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('GetLoginProfile', input.UserName, context),
    run: (input, context) => ({
      LoginProfile: isAboutRoot(input.UserName, context)
        ? rootProfile(context)
        : toProfile(userWithPassword(input.UserName, context)),
    }),
  }),

  DeleteLoginProfile: operation<DeleteLoginProfileRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeleteLoginProfile', input.UserName, context),
    run(input, context) {
      if (isAboutRoot(input.UserName, context)) {
        rootProfile(context);
        changeRootUser(context, { hasPassword: false });
        return;
      }
      const user = userWithPassword(input.UserName, context);
      user.hasPassword = false;
      delete user.passwordSetAt;
      delete user.passwordResetRequired;
    },
  }),
};

export function userWithPassword(userName: string | undefined, context: CallContext): UserState {
  const user = userOrCaller(userName, context);
  if (!user.hasPassword) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
  return user;
}

function toProfile(user: UserState) {
  return {
    UserName: user.name,
    CreateDate: new Date(user.passwordSetAt ?? user.createdAt),
    PasswordResetRequired: user.passwordResetRequired ?? false,
  };
}

/** @throws SandboxError NoSuchEntity for a root user without a password */
function rootProfile({ state, caller }: CallContext) {
  const { hasPassword, passwordSetAt } = rootUserOf(state, caller.accountId);
  if (!hasPassword) throw noSuchEntity('Login Profile for User root cannot be found.');
  const since = passwordSetAt ?? state.accounts[caller.accountId]?.joinedAt ?? 0;
  return { UserName: 'root', CreateDate: new Date(since), PasswordResetRequired: false };
}

/**
 * A root user's password is not set but recovered by e-mail, which this allows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
function makeRootRecoverable(context: CallContext) {
  const { state, caller, now } = context;
  if (rootUserOf(state, caller.accountId).hasPassword) {
    throw alreadyExists('Login Profile for user root already exists.');
  }
  changeRootUser(context, { hasPassword: true, passwordSetAt: now });
  return rootProfile(context);
}
