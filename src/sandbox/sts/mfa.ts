import { iamOf } from '../iam/account.ts';
import { optionalText } from '../iam/constraints.ts';
import { nameKey } from '../iam/names.ts';
import { entry } from '../iam/records.ts';
import type { CallContext } from '../operation.ts';
import { accessDenied } from './errors.ts';

export interface MfaInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * Whether the request proves an MFA device. The sandbox knows no seeds: every six digits are a right code, of a
 * device of the calling user's own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 *
 * @throws SandboxError AccessDenied for a wrong device or code, ValidationError for what cannot be one
 */
export function verifyMfa(input: MfaInput, { state, caller }: CallContext): boolean {
  const serial = optionalText(input.SerialNumber, 'serialNumber', {
    min: 9,
    max: 256,
    pattern: /^[\w+=/:,.@-]*$/,
  });
  const code = optionalText(input.TokenCode, 'tokenCode', { min: 6, max: 6, pattern: /^[\d]*$/ });
  if (serial === undefined && code === undefined) return false;
  const user =
    caller.kind === 'user'
      ? entry(iamOf(state, caller.accountId).users, nameKey(caller.userName))
      : undefined;
  if (code === undefined || serial === undefined || !user?.mfaDevices.includes(serial)) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.');
  }
  return true;
}
