import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
  DeleteVirtualMFADeviceRequest,
  GetMFADeviceRequest,
  GetMFADeviceResponse,
  ListMFADevicesRequest,
  ListMFADevicesResponse,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations, Permission } from '../operation.ts';
import type { IamState, UserState } from '../state.ts';
import type { MfaDeviceState } from '../state-of-iam.ts';
import { growingIam, ownIam } from './account.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { optionalText, requireText, type TextRule, violation } from './constraints.ts';
import { alreadyExists, deleteConflict, noSuchEntity } from './errors.ts';
import { iamArn, nameKey, pathRule } from './names.ts';
import { pageOf } from './pages.ts';
import { onAnything, operation } from './permission.ts';
import { entry, setEntry } from './records.ts';
import { isAboutRoot, rootUserOf } from './root-user.ts';
import { toTags, toUser } from './shapes.ts';
import { readTags, requestTagKeys } from './tag-rules.ts';
import { newSeed } from './totp.ts';

export const serialRule: TextRule = { min: 9, max: 256, pattern: /^[\w+=/:,.@-]+$/ };
const nameRule: TextRule = { min: 1, max: 226, pattern: /^[\w+=,.@-]+$/ };
const statuses = ['Assigned', 'Unassigned', 'Any'];

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html */
export const mfaDeviceOperations: Operations = {
  /** Only this answer holds the seed. A picture of it is not made. */
  CreateVirtualMFADevice: operation<CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse>({
    mutates: true,
    permissions(input, context) {
      const on = (action: string): Permission => ({
        action: `iam:${action}`,
        resource: iamArn(context.caller.accountId, 'mfa', {
          path: input.Path ?? '/',
          name: input.VirtualMFADeviceName ?? '',
        }),
        context: requestTagKeys(input.Tags),
      });
      return input.Tags?.length
        ? [on('CreateVirtualMFADevice'), on('TagMFADevice')]
        : [on('CreateVirtualMFADevice')];
    },
    run(input, context) {
      const name = requireText(input.VirtualMFADeviceName, 'virtualMFADeviceName', nameRule);
      const path = optionalText(input.Path, 'path', pathRule) ?? '/';
      const tags = readTags(input.Tags);
      const serial = iamArn(context.caller.accountId, 'mfa', { path, name });
      const taken = Object.keys(ownIam(context).mfaDevices ?? {});
      if (taken.some((other) => nameKey(other) === nameKey(serial))) {
        throw alreadyExists('MFADevice entity at the same path and name already exists.');
      }
      const seed = newSeed(context.state, serial);
      const iam = growingIam(context);
      iam.mfaDevices ??= {};
      setEntry(iam.mfaDevices, serial, { serial, name, path, seed, drift: 0, tags });
      return {
        VirtualMFADevice: {
          SerialNumber: serial,
          Base32StringSeed: new Uint8Array(Buffer.from(seed)),
          ...toTags(tags),
        },
      };
    },
  }),

  DeleteVirtualMFADevice: operation<DeleteVirtualMFADeviceRequest, void>({
    mutates: true,
    permissions: (input, context) => onDevice('DeleteVirtualMFADevice', input.SerialNumber, context),
    run(input, context) {
      const { serial } = ownDevice(input.SerialNumber, context);
      const iam = ownIam(context);
      if (holderOfDevice(iam, serial) !== undefined) {
        throw deleteConflict('MFA VirtualDevice in use. Must deactivate first.');
      }
      delete iam.mfaDevices?.[serial];
    },
  }),

  ListVirtualMFADevices: operation<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse>({
    mutates: false,
    permissions: () => onAnything('ListVirtualMFADevices'),
    run(input, context) {
      const iam = ownIam(context);
      const status: string = input.AssignmentStatus ?? 'Any';
      if (!statuses.includes(status)) {
        const allowed = `Member must satisfy enum value set: [${statuses.join(', ')}]`;
        throw violation(`'${status}'`, 'assignmentStatus', allowed);
      }
      const devices = Object.values(iam.mfaDevices ?? {})
        .map((device) => ({ device, user: holderOfDevice(iam, device.serial) }))
        .filter(({ user }) => status === 'Any' || (user !== undefined) === (status === 'Assigned'));
      const { items, page } = pageOf(devices, ({ device }) => device.serial, input);
      const shown = items.map(({ device, user }) => ({
        SerialNumber: device.serial,
        ...(user === undefined
          ? {}
          : {
              User: toUser(context.caller.accountId, user),
              EnableDate: enabledAt(device.serial, user, iam),
            }),
      }));
      return { VirtualMFADevices: shown, ...page };
    },
  }),

  ListMFADevices: operation<ListMFADevicesRequest, ListMFADevicesResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListMFADevices', input.UserName, context),
    run(input, context) {
      if (isAboutRoot(input.UserName, context)) return rootDevices(input, context);
      const user = userOrCaller(input.UserName, context);
      const { items, page } = pageOf(user.mfaDevices, (serial) => serial, input);
      const devices = items.map((SerialNumber) => ({
        UserName: user.name,
        SerialNumber,
        EnableDate: enabledAt(SerialNumber, user, ownIam(context)),
      }));
      return { MFADevices: devices, ...page };
    },
  }),

  GetMFADevice: operation<GetMFADeviceRequest, GetMFADeviceResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('GetMFADevice', input.UserName, context),
    run(input, context) {
      const serial = requireText(input.SerialNumber, 'serialNumber', serialRule);
      const user = userOrCaller(input.UserName, context);
      if (!user.mfaDevices.includes(serial)) throw noSuchDevice(serial);
      return {
        UserName: user.name,
        SerialNumber: serial,
        EnableDate: enabledAt(serial, user, ownIam(context)),
      };
    },
  }),
};

export function onDevice(
  action: string,
  serial: string | undefined,
  _context: CallContext,
  keys: Permission['context'] = {},
): Permission[] {
  return [{ action: `iam:${action}`, resource: serial ?? '', context: keys }];
}

/** A virtual device of the caller's account. @throws SandboxError ValidationError, NoSuchEntity */
export function ownDevice(value: string | undefined, context: CallContext): MfaDeviceState {
  const serial = requireText(value, 'serialNumber', serialRule);
  const device = entry(ownIam(context).mfaDevices ?? {}, serial);
  if (device === undefined) throw noSuchDevice(serial);
  return device;
}

export function holderOfDevice(iam: IamState, serial: string): UserState | undefined {
  return Object.values(iam.users).find(({ mfaDevices }) => mfaDevices.includes(serial));
}

/** Of a device that came into the state otherwise nothing is known, so it was there from the user's beginning. */
function enabledAt(serial: string, user: UserState, { mfaDevices = {} }: IamState): Date {
  return new Date(entry(mfaDevices, serial)?.enabledAt ?? user.createdAt);
}

function rootDevices(input: ListMFADevicesRequest, { state, caller }: CallContext): ListMFADevicesResponse {
  const { mfaDevices } = rootUserOf(state, caller.accountId);
  const { items, page } = pageOf(mfaDevices, (serial) => serial, input);
  const EnableDate = new Date(state.accounts[caller.accountId]?.joinedAt ?? 0);
  return {
    MFADevices: items.map((SerialNumber) => ({ UserName: 'root', SerialNumber, EnableDate })),
    ...page,
  };
}

function noSuchDevice(serial: string): Error {
  return noSuchEntity(`MFA device with serial number ${serial} does not exist.`);
}
