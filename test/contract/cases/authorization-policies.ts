import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetUserCommand,
  ListAccountAliasesCommand,
  ListGroupsCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import type { RuleId } from '../rules.ts';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, deny, policy, type Statement, trust } from '../support/documents.ts';
import { assume, makeGroup, makeOpsUser, makePolicy, makeRole, openSession } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { iamGuide } from '../support/pages.ts';
import type { Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const logic = iamGuide('reference_policies_evaluation-logic.html');
const operators = iamGuide('reference_policies_elements_condition_operators.html');
const several = iamGuide('reference_policies_condition-logic-multiple-context-keys-or-values.html');
const keysPage = iamGuide('reference_policies_condition-keys.html');

/** Calls that read, each with an action of its own that takes no resource. */
const probes: readonly (readonly [action: string, call: (caller: Caller) => Promise<unknown>])[] = [
  ['iam:ListUsers', ({ iam }) => iam.send(new ListUsersCommand({ MaxItems: 1 }))],
  ['iam:ListRoles', ({ iam }) => iam.send(new ListRolesCommand({ MaxItems: 1 }))],
  ['iam:ListGroups', ({ iam }) => iam.send(new ListGroupsCommand({ MaxItems: 1 }))],
  ['iam:ListPolicies', ({ iam }) => iam.send(new ListPoliciesCommand({ MaxItems: 1 }))],
  ['iam:GetAccountSummary', ({ iam }) => iam.send(new GetAccountSummaryCommand({}))],
  ['iam:ListAccountAliases', ({ iam }) => iam.send(new ListAccountAliasesCommand({}))],
  [
    'iam:GetAccountAuthorizationDetails',
    ({ iam }) => iam.send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 1 })),
  ],
];

type Condition = Statement | ((stage: Stage) => Statement);

/** Conditions, and whether each lets its Allow apply; the first must, so that it shows when they count. */
function conditions(
  stem: string,
  rule: RuleId,
  page: string,
  rows: Readonly<Record<string, readonly [Condition, boolean]>>,
): ContractCase {
  const names = Object.keys(rows);
  const at = (index: number) => probes[index] ?? (['', () => Promise.resolve()] as const);
  return contractCase({
    id: `authorization/${stem}`,
    rule,
    page,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => {
      const statements = Object.values(rows).map(([condition], index) =>
        allow(at(index)[0], '*', {
          Condition: typeof condition === 'function' ? condition(stage) : condition,
        }),
      );
      return makeOpsUser(stage, [policy(...statements)], 'ana', { Tags: [{ Key: 'team', Value: 'One' }] });
    },
    calls: async (_, { caller }) => {
      const found = names.map(async (name, index) => [name, await outcome(at(index)[1](caller))] as const);
      return Object.fromEntries(await Promise.all(found));
    },
    expected: Object.fromEntries(
      Object.entries(rows).map(([name, [, holds]]) => [name, holds ? allowed : denied]),
    ),
  });
}

/** Users that one may look at, by what follows `user/contract-…-` in their ARN. */
function looks(
  stem: string,
  rule: RuleId,
  page: string,
  statements: (stage: Stage, arn: string) => readonly Statement[],
  expected: Readonly<Record<string, Shape>>,
  version = '2012-10-17',
): ContractCase {
  return contractCase({
    id: `authorization/${stem}`,
    rule,
    page,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => {
      const arn = `arn:aws:iam::${stage.memberId}:user/${stage.name('')}`;
      const document = JSON.stringify({ Version: version, Statement: statements(stage, arn) });
      return makeOpsUser(stage, [document], 'me', { Tags: [{ Key: 'team', Value: 'One' }] });
    },
    calls: async (stage, { caller }) => {
      const found = Object.keys(expected).map(async (user) => {
        const call = caller.iam.send(new GetUserCommand({ UserName: stage.name(user) }));
        return [user, await outcome(call)] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
    expected,
  });
}

const get = 'iam:GetUser';

/** What the policies of a caller allow. */
export const authorizationCases: readonly ContractCase[] = [
  looks('deny-wins', 'evaluation', logic, (_, arn) => [allow(get), deny(get, `${arn}b`)], {
    me: allowed,
    a: allowed,
    b: denied,
  }),
  contractCase({
    id: 'authorization/policies-of-groups-and-attached-ones',
    rule: 'evaluation',
    page: logic,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const PolicyArn = await makePolicy(stage, member, 'policy', policy(allow('iam:ListRoles')));
      const person = await makeOpsUser(stage);
      const { name } = await makeGroup(stage, member, 'group', [person.name]);
      const document = policy(allow('iam:ListGroups'));
      await member.iam.send(
        new PutGroupPolicyCommand({ GroupName: name, PolicyName: 'own', PolicyDocument: document }),
      );
      await member.iam.send(new AttachUserPolicyCommand({ UserName: person.name, PolicyArn }));
      return person;
    },
    calls: async (_, { caller }) => ({
      attached: await outcome(caller.iam.send(new ListRolesCommand({ MaxItems: 1 }))),
      ofTheGroup: await outcome(caller.iam.send(new ListGroupsCommand({ MaxItems: 1 }))),
      neither: await outcome(caller.iam.send(new ListUsersCommand({ MaxItems: 1 }))),
    }),
    expected: { attached: allowed, ofTheGroup: allowed, neither: denied },
  }),
  contractCase({
    id: 'authorization/boundary-of-a-role',
    rule: 'evaluation',
    page: iamGuide('access_policies_boundaries.html'),
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const boundary = await makePolicy(stage, member, 'boundary', policy(allow('iam:ListRoles')));
      const document = trust(account(stage.organization.managementId));
      const role = await makeRole(stage, member, 'role', document, { PermissionsBoundary: boundary });
      await attachAll(member, role.name);
      return openSession(stage, stage.management, role.arn);
    },
    calls: async (_, { iam }) => ({
      within: await outcome(iam.send(new ListRolesCommand({ MaxItems: 1 }))),
      beyond: await outcome(iam.send(new ListUsersCommand({ MaxItems: 1 }))),
    }),
    expected: {
      within: allowed,
      beyond: refused('AccessDenied', { message: /no permissions boundary allows the iam:ListUsers action/ }),
    },
  }),
  contractCase({
    id: 'authorization/boundary-of-a-user',
    rule: 'boundaries',
    page: iamGuide('access_policies_boundaries.html'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const boundary = await makePolicy(stage, member, 'boundary', policy(allow('iam:ListRoles')));
      return makeOpsUser(stage, [policy(allow('iam:*'))], 'person', { PermissionsBoundary: boundary });
    },
    calls: async (_, { caller }) => ({
      within: await outcome(caller.iam.send(new ListRolesCommand({ MaxItems: 1 }))),
      beyond: await outcome(caller.iam.send(new ListUsersCommand({ MaxItems: 1 }))),
    }),
    expected: { within: allowed, beyond: denied },
  }),

  looks(
    'actions',
    'actions',
    iamGuide('reference_policies_elements_action.html'),
    (_, arn) => [
      allow(get, `${arn}a`),
      allow('IAM:getuser', `${arn}b`),
      allow('iam:Get*', `${arn}c`),
      allow('iam:G?tUs?r', `${arn}d`),
      allow('iam:Get?', `${arn}e`),
      allow('*', `${arn}f`),
      { Effect: 'Allow', NotAction: 'iam:GetUser', Resource: `${arn}g` },
      { Effect: 'Allow', NotAction: 'iam:DeleteUser', Resource: `${arn}h` },
    ],
    {
      a: allowed,
      b: allowed,
      c: allowed,
      d: allowed,
      e: denied,
      f: allowed,
      g: denied,
      h: allowed,
    },
  ),
  looks(
    'resources',
    'resources',
    iamGuide('reference_policies_elements_resource.html'),
    (stage, arn) => [
      allow(get, `${arn}a`),
      allow(get, `${arn.replace('contract', 'Contract')}b`),
      allow(get, `arn:aws:iam::*:user/${stage.name('c')}`),
      allow(get, `arn:*:*:*:*:user/${stage.name('d')}`),
      allow(get, `${arn.slice(0, -1)}?e`),
      allow(get, `arn:aws:iam::${stage.memberId}:role/${stage.name('f')}`),
    ],
    { a: allowed, b: denied, c: allowed, d: allowed, e: allowed, f: denied },
  ),
  looks(
    'not-resource',
    'resources',
    iamGuide('reference_policies_elements_notresource.html'),
    (_, arn) => [{ Effect: 'Allow', Action: get, NotResource: `${arn}b` }],
    { a: allowed, b: denied },
  ),
  conditions(
    'action-without-a-resource',
    'resources',
    iamGuide('reference_policies_elements_resource.html'),
    {
      star: [{ StringLike: { 'aws:username': '*' } }, true],
    },
  ),
  looks(
    'variables',
    'variables',
    iamGuide('reference_policies_variables.html'),
    (stage, arn) => [
      allow(get, `arn:aws:iam::${stage.memberId}:user/\${aws:username}`),
      allow(get, `${arn}tag-\${aws:PrincipalTag/team}`),
      allow(get, `${arn}default-\${aws:PrincipalTag/none, 'some'}`),
      allow(get, `${arn}absent-\${aws:PrincipalTag/none}`),
      allow(get, `${arn}star-\${*}`),
    ],
    {
      me: allowed,
      'tag-One': allowed,
      'tag-one': denied,
      'default-some': allowed,
      'absent-': denied,
      other: denied,
    },
  ),
  looks(
    'variables-of-the-old-version',
    'variables',
    iamGuide('reference_policies_elements_version.html'),
    (stage, arn) => [
      allow(get, `${arn}a`),
      allow(get, `arn:aws:iam::${stage.memberId}:user/\${aws:username}`),
    ],
    { a: allowed, me: denied },
    '2008-10-17',
  ),

  conditions('texts', 'conditions', operators, {
    equal: [{ StringEquals: { 'aws:PrincipalTag/team': 'One' } }, true],
    otherCase: [{ StringEquals: { 'aws:PrincipalTag/team': 'one' } }, false],
    ignoringCase: [{ StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'one' } }, true],
    pattern: [{ StringLike: { 'AWS:principaltag/team': 'O?e*' } }, true],
    notEqual: [{ StringNotEquals: { 'aws:PrincipalTag/team': 'One' } }, false],
    notLike: [{ StringNotLike: { 'aws:PrincipalTag/team': 'T*' } }, true],
    oneOfSeveral: [{ StringEquals: { 'aws:PrincipalTag/team': ['Two', 'One'] } }, true],
  }),
  conditions('absent-keys', 'conditions', operators, {
    negated: [{ StringNotEquals: { 'aws:PrincipalTag/none': 'x' } }, true],
    plain: [{ StringEquals: { 'aws:PrincipalTag/none': 'x' } }, false],
    ifExists: [{ StringEqualsIfExists: { 'aws:PrincipalTag/none': 'x' } }, true],
    mustBeAbsent: [{ Null: { 'aws:PrincipalTag/none': 'true' } }, true],
    mustBePresent: [{ Null: { 'aws:PrincipalTag/none': 'false' } }, false],
    noMfa: [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
    noMfaIfExists: [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
  }),
  conditions('dates-numbers-and-addresses', 'conditions', operators, {
    after: [{ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, true],
    before: [{ DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, false],
    epoch: [{ NumericGreaterThan: { 'aws:EpochTime': '1577836800' } }, true],
    anywhere: [{ IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } }, true],
    nowhere: [{ NotIpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } }, false],
    overTls: [{ Bool: { 'aws:SecureTransport': 'true' } }, true],
    account: [{ NumericEquals: { 'aws:EpochTime': '0' } }, false],
  }),
  conditions('several-values', 'conditions', several, {
    bothKeys: [{ StringEquals: { 'aws:PrincipalTag/team': 'One', 'aws:PrincipalType': 'User' } }, true],
    oneKeyOfTwo: [{ StringEquals: { 'aws:PrincipalTag/team': 'One', 'aws:PrincipalType': 'Role' } }, false],
    bothOperators: [
      { StringLike: { 'aws:PrincipalTag/team': 'O*' }, Bool: { 'aws:SecureTransport': 'true' } },
      true,
    ],
    allOfNone: [{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'x' } }, true],
    anyOfNone: [{ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'x' } }, false],
    neitherOfTwo: [{ StringNotEquals: { 'aws:PrincipalTag/team': ['Two', 'One'] } }, false],
  }),
  conditions('arns', 'conditions', operators, {
    pattern: [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, true],
    equalsIsThePattern: [{ ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, true],
    role: [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, false],
    notThePattern: [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true],
    text: [{ StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } }, false],
  }),
  conditions('keys-of-the-caller', 'keys', keysPage, {
    account: [({ memberId }) => ({ StringEquals: { 'aws:PrincipalAccount': memberId } }), true],
    organization: [({ organization }) => ({ StringEquals: { 'aws:PrincipalOrgID': organization.id } }), true],
    otherOrganization: [{ StringEquals: { 'aws:PrincipalOrgID': 'o-0123456789' } }, false],
    path: [
      ({ organization: { id, rootId } }) => ({
        'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${id}/${rootId}/*` },
      }),
      true,
    ],
    user: [(stage) => ({ StringEquals: { 'aws:username': stage.name('ana') } }), true],
    kind: [{ StringEquals: { 'aws:PrincipalType': 'User' } }, true],
    service: [{ Bool: { 'aws:PrincipalIsAWSService': 'true' } }, false],
  }),
  conditions('keys-of-the-request', 'keys', keysPage, {
    region: [{ StringEquals: { 'aws:RequestedRegion': 'us-east-1' } }, true],
    viaService: [{ Bool: { 'aws:ViaAWSService': 'false' } }, true],
    noSession: [{ Null: { 'aws:TokenIssueTime': 'true' } }, true],
    noMfaAge: [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }, false],
    noSourceIdentity: [{ Null: { 'aws:SourceIdentity': 'true' } }, true],
    uniqueId: [{ StringLike: { 'aws:userid': 'AIDA*' } }, true],
  }),
  contractCase({
    id: 'authorization/keys-of-the-resource',
    rule: 'keys',
    page: keysPage,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const { id, rootId } = stage.organization;
      const within = { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': `${id}/${rootId}/*` } };
      const beyond = { 'ForAnyValue:StringLike': { 'aws:ResourceOrgPaths': 'o-0123456789/*' } };
      const first = await makeRole(stage, member, 'first', trust(account(stage.memberId)));
      const second = await makeRole(stage, member, 'second', trust(account(stage.memberId)));
      const statements = [
        allow('sts:AssumeRole', first.arn, { Condition: within }),
        allow('sts:AssumeRole', second.arn, { Condition: beyond }),
      ];
      return { first, second, person: await makeOpsUser(stage, [policy(...statements)]) };
    },
    calls: async (_, { first, second, person }) => ({
      within: await outcome(person.caller.sts.send(assume(first.arn))),
      beyond: await outcome(person.caller.sts.send(assume(second.arn))),
    }),
    expected: { within: allowed, beyond: denied },
  }),

  contractCase({
    id: 'authorization/wording',
    rule: 'wording',
    page: iamGuide('troubleshoot_access-denied.html'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => makeOpsUser(stage, [policy(allow('iam:ListGroups'), deny('iam:ListRoles'))]),
    calls: async (_, { caller }) => ({
      allowed: await outcome(caller.iam.send(new ListGroupsCommand({ MaxItems: 1 }))),
      implicit: await outcome(caller.iam.send(new ListUsersCommand({}))),
      explicit: await outcome(caller.iam.send(new ListRolesCommand({}))),
    }),
    expected: (_, { arn }) => ({
      allowed,
      implicit: refused('AccessDenied', {
        message: new RegExp(
          `^User: ${arn} is not authorized to perform: iam:ListUsers on resource: .* ` +
            'because no identity-based policy allows the iam:ListUsers action$',
        ),
      }),
      explicit: refused('AccessDenied', { message: /with an explicit deny in an identity-based policy/ }),
    }),
  }),
];

async function attachAll({ iam }: Caller, RoleName: string): Promise<void> {
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
}
