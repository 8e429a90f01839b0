import type { ChangePasswordRequest, UpdateLoginProfileRequest } from '@aws-sdk/client-iam';
import { type Operations, SandboxError } from '../operation.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { optionalText, requireText } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { userWithPassword } from './login-profiles.ts';
import {
  grantedByPolicy,
  isPassword,
  passwordRule,
  rememberPassword,
  requirePassword,
} from './password-policy.ts';
import { operation } from './permission.ts';

/** Changing a password that there is. */
export const passwordOperations: Operations = {
  UpdateLoginProfile: operation<UpdateLoginProfileRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UpdateLoginProfile', input.UserName, context),
    run(input, context) {
      const user = userWithPassword(input.UserName, context);
      const password = optionalText(input.Password, 'password', passwordRule);
      if (password !== undefined) {
        requirePassword(password, context);
        rememberPassword(user, password, context);
      }
      user.passwordResetRequired = input.PasswordResetRequired ?? user.passwordResetRequired ?? false;
    },
  }),

  /**
   * For users themselves. The password policy may let all of them, whatever their own policies say, as long as none
   * denies it.
   * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ChangePassword.html
   */
  ChangePassword: operation<ChangePasswordRequest, void>({
    mutates: true,
    permissions: (_input, context) =>
      grantedByPolicy(onUserOrCaller('ChangePassword', undefined, context), context),
    run(input, context) {
      if (context.caller.kind !== 'user') {
        throw new SandboxError('InvalidUserTypeException', 'Only an IAM user can change its password.', 400);
      }
      const user = userOrCaller(undefined, context);
      const before = requireText(input.OldPassword, 'oldPassword', passwordRule);
      const password = requireText(input.NewPassword, 'newPassword', passwordRule);
      if (!user.hasPassword) throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`);
      if (!isPassword(user, before, context)) {
        throw new SandboxError('AccessDenied', 'The old password was incorrect.', 403);
      }
      requirePassword(password, context);
      rememberPassword(user, password, context);
      user.passwordResetRequired = false;
    },
  }),
};
