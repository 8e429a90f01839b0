import type {
  DeactivateMFADeviceRequest,
  EnableMFADeviceRequest,
  ResyncMFADeviceRequest,
} from '@aws-sdk/client-iam';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { MfaDeviceState } from '../state-of-iam.ts';
import { findUser, ownIam } from './account.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { alreadyExists, noSuchEntity, quotaExceeded } from './errors.ts';
import { holderOfDevice, ownDevice, serialRule } from './mfa-devices.ts';
import { nameRules } from './names.ts';
import { onEntity, operation } from './permission.ts';
import { changeRootUser, isAboutRoot, rootUserOf } from './root-user.ts';
import { driftOf } from './totp.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const devicesPerUser = 8;
const userRule = { ...nameRules.user, max: 128 };
const codeRule = { min: 6, max: 6, pattern: /^[\d]+$/ };

/** Virtual MFA devices and their users. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable-apis.html */
export const mfaAssignmentOperations: Operations = {
  EnableMFADevice: operation<EnableMFADeviceRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('EnableMFADevice', 'user', input.UserName, context),
    run(input, context) {
      const codes = readCodes(input);
      const user = findUser(ownIam(context), requireText(input.UserName, 'userName', userRule));
      const device = ownDevice(input.SerialNumber, context);
      if (holderOfDevice(ownIam(context), device.serial) !== undefined) {
        throw alreadyExists('MFA Device is already in use.');
      }
      if (user.mfaDevices.length >= devicesPerUser) throw quotaExceeded('MFADevicesPerUser', devicesPerUser);
      requireDrift(device, codes, context, 'enable');
      // What the codes show of the device's clock is not kept: a late pair leaves the device out of step.
      device.drift = 0;
      device.enabledAt = context.now;
      user.mfaDevices = [...user.mfaDevices, device.serial];
    },
  }),

  DeactivateMFADevice: operation<DeactivateMFADeviceRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeactivateMFADevice', input.UserName, context),
    run(input, context) {
      const serial = requireText(input.SerialNumber, 'serialNumber', serialRule);
      if (isAboutRoot(input.UserName, context)) {
        const { mfaDevices } = rootUserOf(context.state, context.caller.accountId);
        if (!mfaDevices.includes(serial)) throw noSuchEntity('MFA Device invalid for user.');
        changeRootUser(context, { mfaDevices: mfaDevices.filter((other) => other !== serial) });
        return;
      }
      const user = userOrCaller(input.UserName, context);
      if (!user.mfaDevices.includes(serial)) throw noSuchEntity('MFA Device invalid for user.');
      user.mfaDevices = user.mfaDevices.filter((other) => other !== serial);
    },
  }),

  ResyncMFADevice: operation<ResyncMFADeviceRequest, void>({
    mutates: true,
    permissions: (input, context) => onEntity('ResyncMFADevice', 'user', input.UserName, context),
    run(input, context) {
      const codes = readCodes(input);
      const user = findUser(ownIam(context), requireText(input.UserName, 'userName', userRule));
      const device = ownDevice(input.SerialNumber, context);
      if (!user.mfaDevices.includes(device.serial)) throw noSuchEntity('MFA Device invalid for user.');
      device.drift = requireDrift(device, codes, context, 'resync');
    },
  }),
};

function readCodes(input: EnableMFADeviceRequest | ResyncMFADeviceRequest): [string, string] {
  return [
    requireText(input.AuthenticationCode1, 'authenticationCode1', codeRule),
    requireText(input.AuthenticationCode2, 'authenticationCode2', codeRule),
  ];
}

/** @throws SandboxError InvalidAuthenticationCode */
function requireDrift(
  device: MfaDeviceState,
  codes: readonly [string, string],
  { now }: CallContext,
  purpose: 'enable' | 'resync',
): number {
  const drift = driftOf(device, codes, now, purpose);
  if (drift !== undefined) return drift;
  throw new SandboxError(
    'InvalidAuthenticationCodeException',
    'Authentication code for device is not valid.',
    403,
  );
}
