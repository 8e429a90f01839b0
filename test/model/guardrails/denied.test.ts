import { describe, expect, it } from 'vitest';
import type { GuardrailFacts } from '../../../src/model/guardrails/exceptions.ts';
import { guardrailPolicies } from '../../../src/model/guardrails/policies.ts';
import type { GuardrailsStructure } from '../../../src/model/guardrails.ts';
import { guardrailNames } from '../../../src/model/guardrails.ts';
import { denialOf, denialsOf, isDeniedBy, isPartlyDenied } from '../../../src/model/policy/denied.ts';
import type { StatementDocument } from '../../../src/model/policy/document.ts';
import { defaultStructure } from '../../../src/model/structure.ts';

const access = 'arn:aws:iam::*:role/OrganizationAccountAccessRole';
const facts: GuardrailFacts = {
  partition: 'aws',
  id: 'o-exampleorgid',
  managementAccountId: '111111111111',
  rootId: 'r-root',
  units: [{ id: 'ou-envs', name: 'Envs', parentId: 'r-root' }],
  accounts: [{ id: '444444444444', name: 'tools', parentId: 'ou-envs' }],
};

function statements(
  guardrails: Partial<GuardrailsStructure> = {},
): Readonly<Record<string, StatementDocument>> {
  const base = defaultStructure.guardrails;
  if (base === null) throw new Error('there are no guardrails');
  const structure = {
    ...defaultStructure,
    guardrails: { ...base, enabled: [...guardrailNames], ...guardrails },
  };
  return Object.fromEntries(
    guardrailPolicies(structure, facts).flatMap((policy) =>
      policy.guardrails.flatMap(({ statements: own }) => own.map((one) => [one.Sid ?? '', one])),
    ),
  );
}

type Json = Readonly<Record<string, unknown>>;

/** Whether the statement of that Sid is denied by these. */
function denies(sid: string, by: readonly Json[], guardrails: Partial<GuardrailsStructure> = {}): boolean {
  const wanted = statements(guardrails)[sid];
  if (wanted === undefined) throw new Error(`there is no ${sid}`);
  return isDeniedBy(denialOf(wanted), parsed(by)).isDenied;
}

function parsed(by: readonly Json[]) {
  return denialsOf([JSON.stringify({ Version: '2012-10-17', Statement: by })]).statements;
}

const deny = (Action: string | readonly string[], more: Json = {}): Json => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
  ...more,
});
const own = '${aws:PrincipalAccount}';
const cross = (values: unknown, more: Json = {}) =>
  deny('sts:AssumeRole', {
    Condition: {
      StringNotEquals: { 'aws:ResourceAccount': values, ...more },
      Null: { 'aws:ResourceAccount': 'false' },
    },
  });
const everybody = { Principal: '*' };
const fromOutside = (more: Json = {}) => ({
  ...everybody,
  Condition: {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid', ...more },
    BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
  },
});
const people = statements()['DiverstPeople'] ?? fail();
const tags = ['diverst:client', 'diverst:environment', 'diverst:managed-by'];

describe('a guardrail is enforced', () => {
  it.each(Object.keys(statements({ issuers: ['issuer.example.com'] })))('by its own statement: %s', (sid) => {
    const all = statements({ issuers: ['issuer.example.com'] });
    expect(denies(sid, Object.values(all) as unknown as Json[], { issuers: ['issuer.example.com'] })).toBe(
      true,
    );
    expect(denies(sid, [{ ...all[sid], Sid: 'Other' }], { issuers: ['issuer.example.com'] })).toBe(true);
  });

  it.each<[string, string, readonly Json[], Partial<GuardrailsStructure>?]>([
    ['wildcard actions', 'DiverstLeave', [deny(['organizations:*', 'account:Close*'])]],
    [
      'actions in another case',
      'DiverstLeave',
      [deny(['ORGANIZATIONS:leaveorganization', 'organizations:accepthandshake', 'account:closeaccount'])],
    ],
    ['everything but some', 'DiverstLeave', [deny([], { Action: undefined, NotAction: ['s3:*', 'iam:*'] })]],
    [
      'statements in two policies',
      'DiverstLeave',
      [deny('organizations:LeaveOrganization'), deny(['organizations:AcceptHandshake', 'account:*'])],
    ],
    [
      'no exception for AssumeRoot',
      'DiverstRootUser',
      [deny('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } })],
    ],
    [
      'a pattern of text',
      'DiverstRootUser',
      [deny('*:*', { Condition: { StringLike: { 'AWS:PrincipalArn': ['arn:aws:iam::*:root', 'x'] } } })],
    ],
    [
      'every role',
      'DiverstRolesAccess',
      [
        deny('iam:*', {
          Resource: 'arn:aws:iam::*:role/*',
          Condition: { ArnNotLike: { 'aws:PrincipalArn': access } },
        }),
      ],
    ],
    [
      'nobody excepted',
      'DiverstRolesTagged',
      [
        deny(['iam:*Role*', 'iam:*Policy*'], {
          Condition: { Null: { 'aws:ResourceTag/Diverst:Managed-By': 'false' } },
        }),
      ],
    ],
    [
      'tags in another case and order',
      'DiverstRolesTags',
      [
        deny(['iam:*Role', 'iam:*Policy'], {
          Condition: {
            'ForAnyValue:StringEqualsIgnoreCase': {
              'aws:TagKeys': [...tags].reverse().map((key) => key.toUpperCase()),
            },
            ArnNotEquals: { 'aws:PrincipalArn': access },
          },
        }),
      ],
    ],
    [
      'a tag more',
      'DiverstRolesTags',
      [
        deny(['iam:*Role', 'iam:*Policy'], {
          Condition: {
            'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': [...tags, 'owner'] },
            ArnNotEquals: { 'aws:PrincipalArn': access },
          },
        }),
      ],
    ],
    ['a list of one', 'DiverstLateral', [cross([own])]],
    ['the variable in another case', 'DiverstLateral', [cross('${AWS:principalAccount}')]],
    [
      'no Null',
      'DiverstLateral',
      [deny('sts:*', { Condition: { StringNotEqualsIfExists: { 'aws:ResourceAccount': own } } })],
    ],
    [
      'fewer accounts to reach',
      'DiverstLateral',
      [cross([own, '999999999999'])],
      { reach: ['888888888888', '999999999999'] },
    ],
    ['none to reach', 'DiverstLateral', [cross(own)], { reach: ['888888888888', '999999999999'] }],
    ['no hub', 'DiverstLateral', [cross(own)], { hubs: ['tools'] }],
    [
      'one account and the others',
      'DiverstLateral',
      [
        cross([own, '999999999999']),
        deny('sts:AssumeRole', { Condition: { StringEquals: { 'aws:ResourceAccount': '999999999999' } } }),
      ],
    ],
    [
      'a vendor less',
      'DiverstOutsiders',
      [deny('sts:AssumeRole', fromOutside({ 'aws:PrincipalAccount': ['999999999999'] }))],
      { vendors: ['888888888888', '999999999999'] },
    ],
    [
      'services as well',
      'DiverstOutsiders',
      [
        deny('sts:*', {
          ...everybody,
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } },
        }),
      ],
    ],
    [
      'the principal as a list',
      'DiverstOutsiders',
      [deny('sts:AssumeRole', { ...fromOutside(), Principal: { AWS: ['*'] } })],
    ],
    [
      'an issuer less',
      'DiverstIssuers',
      [
        deny('sts:AssumeRoleWithWebIdentity', {
          ...everybody,
          Condition: { Null: { 'a.example.com:aud': 'true' } },
        }),
      ],
      { issuers: ['a.example.com', 'b.example.com'] },
    ],
    [
      'roles as well',
      'DiverstMfa',
      [deny('sts:Assume*', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': false } } })],
    ],
  ])('by %s: %s', (_name, sid, by, guardrails) => {
    expect(denies(sid, by, guardrails)).toBe(true);
  });
});

describe('a guardrail is not enforced', () => {
  it.each<[string, string, readonly Json[], Partial<GuardrailsStructure>?]>([
    ['nothing', 'DiverstLeave', []],
    ['an action less', 'DiverstLeave', [deny(['organizations:LeaveOrganization', 'account:CloseAccount'])]],
    ['an Allow', 'DiverstLeave', [{ ...deny('*'), Effect: 'Allow' }]],
    ['everything but one of it', 'DiverstLeave', [deny([], { Action: undefined, NotAction: 'account:*' })]],
    ['a resource', 'DiverstLeave', [deny('*', { Resource: 'arn:aws:organizations::*:account/*' })]],
    [
      'some action for everything',
      'DiverstRootUser',
      [deny('iam:*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } })],
    ],
    [
      'a role of the name under a path',
      'DiverstRolesAccess',
      [
        deny('iam:*', {
          Condition: {
            ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*OrganizationAccountAccessRole' },
          },
        }),
      ],
    ],
    [
      'one more who is excepted',
      'DiverstRolesTagged',
      [
        deny('iam:*', {
          Condition: { ArnNotLike: { 'aws:PrincipalArn': [access, 'arn:aws:iam::*:role/deploy'] } },
        }),
      ],
    ],
    [
      'a certain tag',
      'DiverstRolesTagged',
      [deny('iam:*', { Condition: { StringEquals: { 'aws:ResourceTag/diverst:managed-by': 'diverst' } } })],
    ],
    [
      'tags of one spelling',
      'DiverstRolesTags',
      [deny('iam:*', { Condition: { 'ForAnyValue:StringEquals': { 'aws:TagKeys': tags } } })],
    ],
    [
      'tags all of which',
      'DiverstRolesTags',
      [deny('iam:*', { Condition: { 'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': tags } } })],
    ],
    ['an account to reach', 'DiverstLateral', [cross([own, '999999999999'])]],
    ['another variable', 'DiverstLateral', [cross('${aws:SourceAccount}')]],
    ['a hub', 'DiverstLateral', [cross(own, { 'aws:PrincipalAccount': '999999999999' })]],
    [
      'accounts by a pattern',
      'DiverstLateral',
      [deny('sts:AssumeRole', { Condition: { StringLike: { 'aws:ResourceAccount': '1*' } } })],
    ],
    [
      'a vendor',
      'DiverstOutsiders',
      [deny('sts:AssumeRole', fromOutside({ 'aws:PrincipalAccount': '999999999999' }))],
    ],
    [
      'another organization',
      'DiverstOutsiders',
      [
        deny('sts:AssumeRole', {
          ...everybody,
          Condition: { StringNotEquals: { 'aws:PrincipalOrgID': ['o-exampleorgid', 'o-other'] } },
        }),
      ],
    ],
    [
      'one of a principal',
      'DiverstOutsiders',
      [deny('sts:AssumeRole', { ...fromOutside(), Principal: { AWS: '999999999999' } })],
    ],
    [
      'only who says so',
      'DiverstMfa',
      [deny('sts:*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ],
    [
      'a time',
      'DiverstMfa',
      [deny('sts:*', { Condition: { DateLessThan: { 'aws:CurrentTime': '2999-01-01T00:00:00Z' } } })],
    ],
  ])('by %s: %s', (_name, sid, by, guardrails) => {
    expect(denies(sid, by, guardrails)).toBe(false);
  });

  it('by a variable that may stand for a named account, where nothing says that the accounts differ', () => {
    const asked = denialOf(people);
    const other = parsed([
      deny('iam:*', { Condition: { StringNotEquals: { 'aws:ResourceAccount': own } } }),
      deny('iam:*', { Condition: { StringNotEquals: { 'aws:ResourceAccount': '999999999999' } } }),
    ]);
    const { isDenied, reasons } = isDeniedBy(asked, other);
    expect([isDenied, reasons.join()]).toEqual([false, expect.stringContaining('policy variable')]);
  });
});

describe('part of a guardrail', () => {
  it('is an action that is denied whole, or some requests of a single one', () => {
    const all = statements();
    const part = (sid: string, by: readonly Json[]) =>
      isPartlyDenied(denialOf(all[sid] ?? fail()), parsed(by));
    expect(part('DiverstLeave', [deny('account:*')])).toBe(true);
    expect(
      part('DiverstLeave', [deny('account:*', { Condition: { Bool: { 'aws:ViaAWSService': 'true' } } })]),
    ).toBe(false);
    expect(part('DiverstLateral', [cross([own, '999999999999'])])).toBe(true);
    expect(part('DiverstLateral', [deny('sts:GetSessionToken')])).toBe(false);
    expect(part('DiverstLateral', [deny('s3:*')])).toBe(false);
  });
});

describe('denials', () => {
  it('leave aside what is not understood, and say so', () => {
    const document = (statement: Json, Version = '2012-10-17') =>
      JSON.stringify({ Version, Statement: statement });
    const { statements: found, reasons } = denialsOf([
      document(deny('s3:*')),
      document(deny('s3:*'), '2008-10-17'),
      document(deny('s3:*', { NotPrincipal: { AWS: '999999999999' } })),
      document({ Effect: 'Deny', Action: '*' }),
      document(deny('s3:*', { Wish: 1 })),
    ]);
    expect(found).toHaveLength(1);
    expect(reasons).toEqual([
      'a policy of an older version',
      'a statement that is not for everyone',
      'a statement without a resource',
      'unknown element "Wish" in statement 1',
    ]);
  });
});

function fail(): never {
  throw new Error('there is no such statement');
}
