import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import { drifts } from '../drift.ts';
import { addGroup, type Json, opsUserOf, putInline } from '../edits.ts';
import { allow, ops } from './together.ts';

export const withMfa: Json = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } };
export const own = 'user/${aws:username}';

/** Access keys that are enough for a device of MFA, and so for MFA itself. */
export const selfServiceMfa = drifts(
  {
    config: 'mfa',
    expect: { check: 'mfa-self-service', severity: 'medium', subject: /^group\/self-service$/ },
    repair: 'no',
    touches: 'self-service',
  },
  [
    {
      name: 'MFA: keys alone exchange the own device',
      expect: { check: 'mfa-self-service', severity: 'high', subject: /^group\/self-service$/ },
      apply: (state, cast) =>
        putInline(
          selfService(state, cast),
          'devices',
          allow(
            ['iam:CreateVirtualMFADevice', 'iam:EnableMFADevice', 'iam:DeactivateMFADevice'],
            [ops(cast, 'mfa/*'), ops(cast, own)],
          ),
        ),
    },
    {
      name: 'MFA: keys alone exchange any device, by a wildcard',
      expect: { check: 'mfa-self-service', severity: 'high', subject: /^group\/self-service$/ },
      apply: (state, cast) =>
        putInline(selfService(state, cast), 'devices', allow('iam:*MFADevice', ops(cast, 'user/*'))),
    },
    {
      // As AWS recommends it: all but registering a device takes MFA.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
      name: 'MFA: keys alone register a further device',
      apply: (state, cast) =>
        putInline(
          selfService(state, cast),
          'devices',
          allow(
            ['iam:DeactivateMFADevice', 'iam:EnableMFADevice', 'iam:ListMFADevices', 'iam:ResyncMFADevice'],
            ops(cast, own),
          ),
          allow(['iam:CreateVirtualMFADevice'], ops(cast, 'mfa/*')),
          {
            Effect: 'Deny',
            NotAction: [
              'iam:CreateVirtualMFADevice',
              'iam:EnableMFADevice',
              'iam:ListMFADevices',
              'iam:ResyncMFADevice',
              'sts:AssumeRole',
              'sts:TagSession',
              'sts:SetSourceIdentity',
              'iam:Get*',
              'iam:List*',
            ],
            Resource: '*',
            Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
          },
        ),
    },
    {
      name: 'MFA: a condition that keys without MFA pass',
      apply: (state, cast) =>
        putInline(selfService(state, cast), 'devices', {
          ...allow(['iam:EnableMFADevice', 'iam:CreateVirtualMFADevice'], ops(cast, '*')),
          Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
        }),
    },
    {
      name: 'MFA: a user who may register further devices by a policy of the own',
      expect: { check: 'mfa-self-service', severity: 'medium', subject: /^user\/ops-user$/ },
      touches: 'ops-user',
      apply: (state, cast) =>
        putInline(opsUserOf(state, cast), 'devices', {
          Effect: 'Allow',
          Action: ['iam:EnableMFADevice', 'iam:CreateVirtualMFADevice'],
          NotResource: ops(cast, 'group/*'),
        }),
    },
    {
      // The device of a colleague, or of a user whose key was stolen as well, is registered all the same.
      name: 'MFA: keys alone register a device of the own name, and create no other',
      apply: (state, cast) =>
        putInline(
          selfService(state, cast),
          'devices',
          allow('iam:EnableMFADevice', ops(cast, own)),
          allow('iam:CreateVirtualMFADevice', ops(cast, 'mfa/${aws:username}')),
        ),
    },
    {
      name: 'MFA: a second device of any name beside the one of the own',
      apply: (state, cast) =>
        putInline(
          selfService(state, cast),
          'devices',
          allow(['iam:EnableMFADevice'], ops(cast, own)),
          allow(['iam:CreateVirtualMFADevice'], [ops(cast, 'mfa/${aws:username}'), ops(cast, 'mfa/second')]),
        ),
    },
  ],
);

/** A group for everybody, whose policies are about oneself. */
export function selfService(state: SandboxState, cast: Cast) {
  const group = addGroup(state, cast.ops, 'self-service');
  group.members.push('ops-user');
  return group;
}
