import { createHmac } from 'node:crypto';
import type {
  GetAccountPasswordPolicyResponse,
  UpdateAccountPasswordPolicyRequest,
} from '@aws-sdk/client-iam';
import { type CallContext, type Operations, type Permission, SandboxError } from '../operation.ts';
import type { UserState } from '../state.ts';
import type { PasswordPolicyState } from '../state-of-iam.ts';
import { growingIam, ownIam } from './account.ts';
import { requireNumber } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { onAnything, operation } from './permission.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html */
export const passwordPolicyOperations: Operations = {
  /** No partial updates: what is left out goes back to its default. */
  UpdateAccountPasswordPolicy: operation<UpdateAccountPasswordPolicyRequest, void>({
    mutates: true,
    permissions: () => onAnything('UpdateAccountPasswordPolicy'),
    run(input, context) {
      const { MaxPasswordAge, PasswordReusePrevention, HardExpiry } = input;
      const policy: PasswordPolicyState = {
        minimumLength: requireNumber(input.MinimumPasswordLength ?? 6, 'minimumPasswordLength', 6, 128),
        symbols: input.RequireSymbols ?? false,
        numbers: input.RequireNumbers ?? false,
        uppercase: input.RequireUppercaseCharacters ?? false,
        lowercase: input.RequireLowercaseCharacters ?? false,
        usersMayChange: input.AllowUsersToChangePassword ?? false,
        ...(MaxPasswordAge === undefined
          ? {}
          : { maxAge: requireNumber(MaxPasswordAge, 'maxPasswordAge', 1, 1095) }),
        ...(PasswordReusePrevention === undefined
          ? {}
          : { reusePrevention: requireNumber(PasswordReusePrevention, 'passwordReusePrevention', 1, 24) }),
        ...(HardExpiry === undefined ? {} : { hardExpiry: HardExpiry }),
      };
      growingIam(context).passwordPolicy = policy;
    },
  }),

  GetAccountPasswordPolicy: operation<object, GetAccountPasswordPolicyResponse>({
    mutates: false,
    permissions: (_input, context) => grantedByPolicy(onAnything('GetAccountPasswordPolicy'), context),
    run(_input, context) {
      const policy = ownIam(context).passwordPolicy;
      if (policy === undefined) {
        const { accountId } = context.caller;
        throw noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`);
      }
      return {
        PasswordPolicy: {
          MinimumPasswordLength: policy.minimumLength,
          RequireSymbols: policy.symbols,
          RequireNumbers: policy.numbers,
          RequireUppercaseCharacters: policy.uppercase,
          RequireLowercaseCharacters: policy.lowercase,
          AllowUsersToChangePassword: policy.usersMayChange,
          ExpirePasswords: policy.maxAge !== undefined,
          MaxPasswordAge: policy.maxAge,
          PasswordReusePrevention: policy.reusePrevention,
          HardExpiry: policy.hardExpiry,
        },
      };
    },
  }),

  DeleteAccountPasswordPolicy: operation<object, void>({
    mutates: true,
    permissions: () => onAnything('DeleteAccountPasswordPolicy'),
    run(_input, context) {
      const iam = ownIam(context);
      if (iam.passwordPolicy === undefined) {
        throw noSuchEntity('The account policy with name PasswordPolicy cannot be found.');
      }
      delete iam.passwordPolicy;
    },
  }),
};

/**
 * Users who may change their passwords by the account's policy need no policy of their own for it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
 */
export function grantedByPolicy(permissions: readonly Permission[], context: CallContext): Permission[] {
  const granted = context.caller.kind === 'user' && ownIam(context).passwordPolicy?.usersMayChange === true;
  return permissions.map((permission) => ({ ...permission, ...(granted ? { granted } : {}) }));
}

export const passwordRule = { min: 1, max: 128 };

/** As many as a policy can bar. */
const mostRemembered = 24;

const kinds = {
  symbols: /[!@#$%^&*()_+\-=[\]{}|']/,
  numbers: /[0-9]/,
  uppercase: /[A-Z]/,
  lowercase: /[a-z]/,
} as const;

/**
 * Whether the account takes a password: by its own policy, or by the one that every account has without.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html#default-policy-details
 *
 * @throws SandboxError PasswordPolicyViolation
 */
export function requirePassword(password: string, context: CallContext): void {
  const policy = ownIam(context).passwordPolicy;
  const has = (kind: keyof typeof kinds) => kinds[kind].test(password);
  const names = ['symbols', 'numbers', 'uppercase', 'lowercase'] as const;
  const account = context.state.accounts[context.caller.accountId];
  const fits =
    policy === undefined
      ? password.length >= 8 &&
        names.filter(has).length >= 3 &&
        password !== account?.name &&
        password !== account?.email
      : password.length >= policy.minimumLength && names.every((kind) => !policy[kind] || has(kind));
  if (!fits) throw policyViolation('Password does not conform to the account password policy.');
}

/**
 * Makes a password the user's newest. With a policy that prevents reuse it must be none of the last ones.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html#default-policy-details
 *
 * @throws SandboxError PasswordPolicyViolation
 */
export function rememberPassword(user: UserState, password: string, context: CallContext): void {
  const seal = sealOf(user, password, context);
  const before = user.passwordSeals ?? [];
  const barred = ownIam(context).passwordPolicy?.reusePrevention ?? 0;
  if (before.slice(0, barred).includes(seal)) throw policyViolation('Password was used previously.');
  user.passwordSeals = [seal, ...before].slice(0, mostRemembered);
  user.passwordChangedAt = context.now;
}

/** A password of which nothing is kept is whatever it is said to be. */
export function isPassword(user: UserState, password: string, context: Pick<CallContext, 'state'>): boolean {
  const newest = user.passwordSeals?.[0];
  return newest === undefined || newest === sealOf(user, password, context);
}

function sealOf(user: UserState, password: string, { state }: Pick<CallContext, 'state'>): string {
  return createHmac('sha256', Buffer.from(state.secret, 'hex'))
    .update(`password:${user.id}:${password}`)
    .digest('base64url');
}

function policyViolation(message: string): SandboxError {
  return new SandboxError('PasswordPolicyViolationException', message, 400);
}
