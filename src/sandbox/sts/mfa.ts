import { iamOf } from '../iam/account.ts';
import { optionalText } from '../iam/constraints.ts';
import { nameKey } from '../iam/names.ts';
import { entry } from '../iam/records.ts';
import { isCodeOf } from '../iam/totp.ts';
import type { CallContext } from '../operation.ts';
import type { IamState } from '../state.ts';
import { accessDenied } from './errors.ts';

export interface MfaInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/**
 * Whether the request proves an MFA device of the calling user's own. A virtual device that IAM made has a seed, and
 * its codes are those of the sandbox's time. One that came into the state by `edit` has none, so that six
 * digits are right whatever they are, but for 000000: with them a refusal can be tried.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 *
 * @throws SandboxError AccessDenied for a wrong device or code, ValidationError for what cannot be one
 */
export function verifyMfa(input: MfaInput, { state, caller, now }: CallContext): boolean {
  const serial = optionalText(input.SerialNumber, 'serialNumber', {
    min: 9,
    max: 256,
    pattern: /^[\w+=/:,.@-]*$/,
  });
  const code = optionalText(input.TokenCode, 'tokenCode', { min: 6, max: 6, pattern: /^[\d]*$/ });
  if (serial === undefined && code === undefined) return false;
  const iam = iamOf(state, caller.accountId);
  const user = caller.kind === 'user' ? entry(iam.users, nameKey(caller.userName)) : undefined;
  const proven =
    code !== undefined &&
    serial !== undefined &&
    user?.mfaDevices.includes(serial) &&
    isCodeFor(iam, serial, code, now);
  if (proven !== true) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.');
  }
  return true;
}

/** Whether a code of six digits is that of a device at this moment. */
export function isCodeFor(iam: IamState, serial: string, code: string, now: number): boolean {
  const device = entry(iam.mfaDevices ?? {}, serial);
  return device === undefined ? code !== '000000' : isCodeOf(device, code, now);
}
