import { ofBase, type Rewriting } from '../drift.ts';
import { own, selfService, withMfa } from '../drifts/self-mfa.ts';
import { allow, ops } from '../drifts/together.ts';
import { addUser, mfaDeviceOf, putInline } from '../edits.ts';

const devices = ['iam:EnableMFADevice', 'iam:DeactivateMFADevice', 'iam:ResyncMFADevice'];

/** People who look after their MFA devices as they should. */
export const selfMfaRewritings: readonly Rewriting[] = [
  {
    name: 'MFA: own devices, with MFA',
    config: 'mfa',
    touches: 'self-service',
    apply: (state, cast) =>
      putInline(selfService(state, cast), 'devices', { ...allow(devices, ops(cast, own)), ...withMfa }),
  },
  {
    name: 'MFA: own devices, with a code that is not old',
    config: 'mfa',
    touches: 'self-service',
    apply: (state, cast) =>
      putInline(selfService(state, cast), 'devices', {
        ...allow(devices, ops(cast, own)),
        Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } },
      }),
  },
  {
    name: 'MFA: own devices, and a Deny of that without MFA',
    config: 'mfa',
    touches: 'self-service',
    apply: (state, cast) =>
      putInline(selfService(state, cast), 'devices', allow(devices, ops(cast, own)), {
        Effect: 'Deny',
        Action: 'iam:*MFADevice',
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      }),
  },
  {
    name: 'MFA: a first device for newcomers without keys',
    config: 'mfa',
    touches: 'self-service',
    apply(state, cast) {
      const group = selfService(state, cast);
      addUser(state, cast.ops, 'newcomer', { groups: [cast.group] });
      group.members.splice(0, 1, 'newcomer');
      putInline(group, 'devices', allow(devices, ops(cast, own)));
    },
  },
  {
    name: 'MFA: devices of people who have no client',
    config: 'mfa',
    touches: 'self-service',
    apply(state, cast) {
      const group = selfService(state, cast);
      addUser(state, cast.ops, 'accountant', { key: 'Active', mfa: true });
      group.members.splice(0, 1, 'accountant');
      putInline(group, 'devices', allow(devices, ops(cast, own)));
    },
  },
  {
    name: 'MFA: people with a key and a device of whatever name',
    config: 'mfa',
    touches: 'worker',
    apply(state, cast) {
      addUser(state, cast.ops, 'worker', { key: 'Active', mfa: true, groups: [cast.group, 'people'] });
      const other = addUser(state, cast.ops, 'other', { key: 'Active', groups: [cast.group, 'people'] });
      other.mfaDevices.push(mfaDeviceOf(cast.ops, 'phone'));
    },
  },
  {
    name: 'MFA: a first device by sessions of the console alone',
    config: 'mfa',
    touches: 'self-service',
    apply: (state, cast) =>
      putInline(
        selfService(state, cast),
        'devices',
        {
          ...allow('iam:EnableMFADevice', ops(cast, own)),
          Condition: { Null: { 'aws:MultiFactorAuthPresent': 'false' } },
        },
        allow('iam:CreateVirtualMFADevice', ops(cast, 'mfa/${aws:username}')),
      ),
  },
  {
    name: 'MFA: own devices without MFA, where MFA is not demanded',
    kinds: ofBase,
    touches: 'self-service',
    apply: (state, cast) => putInline(selfService(state, cast), 'devices', allow(devices, ops(cast, own))),
  },
];
