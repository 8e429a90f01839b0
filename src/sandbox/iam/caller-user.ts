import type { CallContext, Caller, Permission } from '../operation.ts';
import type { UserState } from '../state.ts';
import { findUser, ownIam } from './account.ts';
import { requireText, validationError } from './constraints.ts';
import { nameRules } from './names.ts';
import { onEntity } from './permission.ts';

/** The user that a request names, or the one who signed it: several operations let that be left out. */
export function userOrCaller(userName: string | undefined, context: CallContext): UserState {
  const rule = { ...nameRules.user, max: 128 };
  return findUser(
    ownIam(context),
    requireText(userName ?? callersUserName(context.caller), 'userName', rule),
  );
}

/** The permission for such an operation. */
export function onUserOrCaller(
  action: string,
  userName: string | undefined,
  context: CallContext,
): Permission[] {
  const { caller } = context;
  if (userName === undefined && caller.kind === 'root') {
    return [{ action: `iam:${action}`, resource: caller.arn }];
  }
  const name = userName ?? (caller.kind === 'user' ? caller.userName : undefined);
  return onEntity(action, 'user', name, context);
}

function callersUserName(caller: Caller): string {
  if (caller.kind === 'user') return caller.userName;
  throw validationError('Must specify userName when calling with non-User credentials');
}
