import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peopleAccess, withoutMfa } from '../../../src/model/policy/people-access.ts';
import { evaluatePolicies } from '../../../src/sandbox/authorization/evaluate-policies.ts';
import { allow, documentOf, own, requestOf, user } from '../../sandbox/authorization/request-of.ts';

/** The policy of all people in Ops, as the sandbox's own evaluator decides on it for the user jane. */

const identity = (accessKeys: boolean, ...more: readonly string[]) => ({
  identity: [JSON.stringify(peopleAccess('aws', own, accessKeys)), ...more],
  boundary: null,
  session: [],
  trust: null,
});
const mfa = { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '5' };
/** Of an access key, and of a session that was opened without a code. */
const without = [{}, { 'aws:MultiFactorAuthPresent': 'false' }];
const arn = (resource: string) => `arn:aws:iam::${own}:${resource}`;

interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly accessKeys?: boolean;
  readonly more?: readonly string[];
}

function isAllowed({ action, resource, keys, accessKeys = false, more = [] }: Asked): boolean {
  const request = requestOf({ principal: user, action, resource, keys: { 'aws:username': 'jane', ...keys } });
  return evaluatePolicies(request, identity(accessKeys, ...more)).allowed;
}

const everything = documentOf(allow());
const action = fc.constantFrom(
  ...withoutMfa,
  ...['iam:DeactivateMFADevice', 'iam:CreateAccessKey', 'iam:UpdateLoginProfile', 'iam:ListGroupsForUser'],
  ...[
    'iam:PutUserPolicy',
    'iam:AddUserToGroup',
    'iam:GetGroupPolicy',
    'sts:AssumeRole',
    'sts:GetFederationToken',
  ],
  ...['s3:GetObject', 'ec2:RunInstances', 'organizations:LeaveOrganization'],
);
const resource = fc.constantFrom(
  ...['user/jane', 'user/staff/jane', 'user/kim', 'user/staff/xjane', 'mfa/jane', 'mfa/kim', 'mfa/phone'].map(
    arn,
  ),
  ...['group/production', 'policy/packed', 'role/acme-production'].map(arn),
  'arn:aws:s3:::files/one',
  '*',
);

describe('without MFA', () => {
  it('nothing but the first sign-in is allowed, whatever else a person holds', () => {
    fc.assert(
      fc.property(action, resource, fc.constantFrom(...without), (one, on, keys) => {
        if (!isAllowed({ action: one, resource: on, keys, more: [everything] })) return;
        expect(withoutMfa).toContain(one);
      }),
      { numRuns: 500 },
    );
  });

  it.each(without)(
    'a new person changes the password and, in a session, registers the device of the own name (%j)',
    (keys) => {
      const may = (one: string, on: string) => isAllowed({ action: one, resource: on, keys });
      expect(may('iam:ChangePassword', arn('user/jane'))).toBe(true);
      expect(may('iam:GetAccountPasswordPolicy', '*')).toBe(true);
      // Not by an access key: a thief of one would register a device of another user.
      const isSession = Object.keys(keys).length > 0;
      expect(may('iam:CreateVirtualMFADevice', arn('mfa/jane'))).toBe(isSession);
      expect(may('iam:EnableMFADevice', arn('user/jane'))).toBe(isSession);
      expect(may('iam:EnableMFADevice', arn('user/staff/jane'))).toBe(isSession);
      expect(may('iam:CreateVirtualMFADevice', arn('mfa/phone'))).toBe(false);
      expect(may('iam:EnableMFADevice', arn('user/kim'))).toBe(false);
      expect(may('iam:DeactivateMFADevice', arn('user/jane'))).toBe(false);
    },
  );
});

describe('with MFA', () => {
  it('nothing beyond the own user and device is allowed but reading groups and policies', () => {
    fc.assert(
      fc.property(action, resource, fc.boolean(), (one, on, accessKeys) => {
        if (!isAllowed({ action: one, resource: on, keys: mfa, accessKeys })) return;
        const isOwn = /:(user\/(staff\/)?|mfa\/)jane$/.test(on);
        const isReading = /^iam:(Get|List)/.test(one) && /:(group|policy)\//.test(on);
        const isOfAccount = ['iam:GetAccountPasswordPolicy', 'iam:ListVirtualMFADevices'].includes(one);
        expect(isOwn || isReading || isOfAccount).toBe(true);
        if (/AccessKey/.test(one) && !/^iam:(Get|List)/.test(one)) expect(accessKeys).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps nobody from what other policies allow', () => {
    const held = { keys: mfa, more: [everything] };
    expect(isAllowed({ action: 'sts:AssumeRole', resource: arn('role/acme-production'), ...held })).toBe(
      true,
    );
  });
});
