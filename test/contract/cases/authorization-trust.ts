import { AttachRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { RuleId } from '../rules.ts';
import type { Caller } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, deny, policy, type Statement, trust } from '../support/documents.ts';
import {
  assume,
  makeOpsUser,
  makePerson,
  makePolicy,
  makeRole,
  openSession,
  type Person,
} from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamGuide } from '../support/pages.ts';
import { anything, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const principals = iamGuide('reference_policies_elements_principal.html');
const oneAccount = iamGuide('reference_policies_evaluation-logic_policy-eval-basics-single-account.html');
const twoAccounts = iamGuide('reference_policies_evaluation-logic-cross-account.html');

const opened = { Credentials: { SessionToken: anything } };
const closed = refused('AccessDenied');
const may = [policy(allow('sts:AssumeRole'))];

/** A user, and a role of the member account with some trust policy. */
function trusted(
  stem: string,
  rule: RuleId,
  page: string,
  makeCaller: (stage: Stage) => Promise<Person>,
  document: (stage: Stage, person: Person) => string,
  expected: Shape,
  input: Parameters<typeof assume>[1] = {},
): ContractCase {
  return contractCase({
    id: `trust/${stem}`,
    rule,
    page,
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const person = await makeCaller(stage);
      const role = await makeRole(stage, member, 'role', document(stage, person));
      // Once this later role can be assumed, the one above can be too, by whoever may.
      const opener = await makePerson(stage, member, 'opener');
      const later = await makeRole(stage, member, 'later', trust({ AWS: opener.arn }));
      await openSession(stage, opener.caller, later.arn);
      return { role, person };
    },
    calls: async (_, { person, role }) => outcome(person.caller.sts.send(assume(role.arn, input))),
    expected,
  });
}

const inside = (documents: readonly string[]) => (stage: Stage) => makeOpsUser(stage, documents);
const outside = (documents: readonly string[]) => (stage: Stage) =>
  makePerson(stage, stage.management, 'outsider', documents);

const several = (...statements: readonly Statement[]) => policy(...statements);
const assumed = { Action: 'sts:AssumeRole' };

/** Whom a trust policy lets in. */
export const trustCases: readonly ContractCase[] = [
  trusted(
    'account-and-permission',
    'trust',
    oneAccount,
    inside(may),
    ({ memberId }) => trust(account(memberId)),
    opened,
  ),
  trusted(
    'account-without-permission',
    'trust',
    oneAccount,
    inside([]),
    ({ memberId }) => trust(account(memberId)),
    closed,
  ),
  trusted(
    'named-user-without-permission',
    'trust',
    oneAccount,
    inside([]),
    (_, { arn }) => trust({ AWS: arn }),
    opened,
  ),
  trusted(
    'named-user-with-a-deny',
    'trust',
    oneAccount,
    inside([policy(deny('sts:AssumeRole'))]),
    (_, { arn }) => trust({ AWS: arn }),
    closed,
  ),
  trusted(
    'other-account-named-user-without-permission',
    'trust',
    twoAccounts,
    outside([]),
    (_, { arn }) => trust({ AWS: arn }),
    closed,
  ),
  trusted(
    'other-account-named-user-with-permission',
    'trust',
    twoAccounts,
    outside(may),
    (_, { arn }) => trust({ AWS: arn }),
    opened,
  ),
  trusted(
    'other-account-with-permission',
    'trust',
    twoAccounts,
    outside(may),
    ({ organization: { managementId } }) => trust(account(managementId)),
    opened,
  ),
  trusted(
    'other-account-that-is-not-named',
    'trust',
    twoAccounts,
    outside(may),
    ({ memberId }) => trust(account(memberId)),
    closed,
  ),
  trusted(
    'deny-in-the-trust-policy',
    'trust',
    oneAccount,
    inside(may),
    ({ memberId }, { arn }) =>
      several(
        { Effect: 'Allow', Principal: account(memberId), ...assumed },
        { Effect: 'Deny', Principal: { AWS: arn }, ...assumed },
      ),
    closed,
  ),
  contractCase({
    id: 'trust/boundary-of-a-named-role',
    rule: 'trust',
    page: oneAccount,
    kind: 'reversible',
    signs: 'member',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const boundary = await makePolicy(stage, member, 'boundary', policy(allow('iam:ListUsers')));
      const document = trust(account(stage.organization.managementId));
      const bound = await makeRole(stage, member, 'bound', document, { PermissionsBoundary: boundary });
      await member.iam.send(
        new AttachRolePolicyCommand({
          RoleName: bound.name,
          PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      );
      const session = await openSession(stage, stage.management, bound.arn);
      const arn = `arn:aws:sts::${stage.memberId}:assumed-role/${bound.name}/contract`;
      return {
        session,
        byRole: await makeRole(stage, member, 'by-role', trust({ AWS: bound.arn })),
        bySession: await makeRole(stage, member, 'by-session', trust({ AWS: arn })),
      };
    },
    calls: async (_, { session, byRole, bySession }) => ({
      bySession: await outcome(session.sts.send(assume(bySession.arn))),
      byRole: await outcome(session.sts.send(assume(byRole.arn))),
    }),
    expected: { bySession: opened, byRole: closed },
  }),

  trusted('anybody', 'who-is-meant', principals, inside(may), () => trust('*'), opened),
  trusted(
    'anybody-as-an-account',
    'who-is-meant',
    principals,
    outside(may),
    () => trust({ AWS: '*' }),
    opened,
  ),
  trusted(
    'account-by-its-number',
    'who-is-meant',
    principals,
    inside(may),
    ({ memberId }) => trust({ AWS: memberId }),
    opened,
  ),
  trusted(
    'user-by-its-unique-id',
    'who-is-meant',
    principals,
    inside(may),
    (_, { id }) => trust({ AWS: id }),
    opened,
  ),
  trusted(
    'service',
    'who-is-meant',
    principals,
    inside(may),
    () => trust({ Service: 'ec2.amazonaws.com' }),
    closed,
  ),
  trusted(
    'one-of-several',
    'who-is-meant',
    principals,
    outside(may),
    ({ memberId, organization: { managementId } }) => trust({ AWS: [memberId, managementId] }),
    opened,
  ),
  trusted(
    'all-but-one',
    'who-is-meant',
    iamGuide('reference_policies_elements_notprincipal.html'),
    inside(may),
    ({ memberId }, { arn }) =>
      several(
        { Effect: 'Allow', Principal: account(memberId), ...assumed },
        { Effect: 'Deny', NotPrincipal: { AWS: [arn, `arn:aws:iam::${memberId}:root`] }, ...assumed },
      ),
    opened,
  ),
  trusted(
    'condition-on-the-session-name',
    'keys',
    iamGuide('reference_policies_iam-condition-keys.html'),
    inside(may),
    ({ memberId }) =>
      trust(account(memberId), {
        Condition: { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      }),
    closed,
  ),
  contractCase({
    id: 'trust/own-name-as-source-identity',
    rule: 'source-identity',
    page: iamGuide('id_credentials_temp_control-access_monitor.html'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const member = await stage.member();
      const all = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
      const person = await makeOpsUser(stage, [policy(allow(all))]);
      const via = await makeRole(stage, member, 'via', trust(account(stage.memberId), { Action: all }));
      await member.iam.send(
        new PutRolePolicyCommand({
          RoleName: via.name,
          PolicyName: 'contract',
          PolicyDocument: policy(allow(all)),
        }),
      );
      const role = await makeRole(
        stage,
        member,
        'role',
        trust(account(stage.memberId), {
          Action: all,
          Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } },
        }),
      );
      await openSession(stage, person.caller, role.arn, { SourceIdentity: person.name });
      const session = await openSession(stage, person.caller, via.arn, { SourceIdentity: person.name });
      return { role, person, session };
    },
    calls: async (_, { role, person, session }) => {
      const by = (caller: Caller, input: Parameters<typeof assume>[1]) =>
        outcome(caller.sts.send(assume(role.arn, input)));
      return {
        own: await by(person.caller, { SourceIdentity: person.name }),
        ofAnother: await by(person.caller, { SourceIdentity: 'somebody' }),
        none: await by(person.caller, {}),
        inAnotherCase: await by(person.caller, { SourceIdentity: person.name.toUpperCase() }),
        handedOnByARole: await by(session, {}),
        givenByARole: await by(session, { SourceIdentity: person.name }),
      };
    },
    expected: {
      own: opened,
      ofAnother: closed,
      none: closed,
      inAnotherCase: closed,
      handedOnByARole: closed,
      givenByARole: closed,
    },
  }),
  trusted(
    'condition-on-the-external-id',
    'keys',
    iamGuide('reference_policies_iam-condition-keys.html'),
    inside(may),
    ({ memberId }) =>
      trust(account(memberId), { Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } } }),
    opened,
    { ExternalId: 'agreed' },
  ),
  trusted(
    'condition-on-the-external-id-that-is-missing',
    'keys',
    iamGuide('reference_policies_iam-condition-keys.html'),
    inside(may),
    ({ memberId }) =>
      trust(account(memberId), { Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } } }),
    closed,
  ),
  trusted(
    'condition-on-the-organization',
    'keys',
    iamGuide('reference_policies_condition-keys.html'),
    outside(may),
    ({ organization: { id } }) => trust('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': id } } }),
    opened,
  ),
];
