import { farAway, outside } from '../cast.ts';
import { daily } from '../doors.ts';
import { drifts, ofShortForm } from '../drift.ts';
import {
  addUser,
  documentOf,
  groupNamed,
  iamOf,
  letIn,
  opsUserOf,
  remove,
  roleOf,
  rootOf,
  setTrust,
  setTrustText,
} from '../edits.ts';

const stranger = { opens: [{ who: 'stranger' }] } as const;
const neighbour = { opens: [{ who: 'neighbour' }] } as const;

/** Trust policies of a client's role that let in somebody whom they should not. */
export const openedTrust = drifts({ repair: 'yes', touches: 'client', explains: [/^trust-/] }, [
  {
    name: 'trust: Principal *',
    // Everyone is Ops too.
    never: ['trust-narrower'],
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'stranger' }, { who: 'neighbour' }, { who: 'inmate' }, { who: 'admin' }] },
    apply: (state, { client }) => setTrust(state, client, { ...letIn('*'), Principal: '*' }),
  },
  {
    name: 'trust: Principal {"AWS":"*"}',
    // Everyone is Ops too.
    never: ['trust-narrower'],
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client }) => setTrust(state, client, letIn('*')),
  },
  {
    name: 'trust: * in a list behind Ops',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, ops }) => setTrust(state, client, letIn([rootOf(ops), '*'])),
  },
  {
    name: 'trust: * in a second statement',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), letIn('*', { Action: 'sts:AssumeRole' })),
  },
  {
    name: 'trust: * who know an external id',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'stranger', with: { ExternalId: 'guess' } }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops)),
        letIn('*', { Condition: { StringEquals: { 'sts:ExternalId': 'guess' } } }),
      ),
  },
  {
    name: 'trust: * of the organization',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: neighbour,
    apply: (state, { client }) =>
      setTrust(
        state,
        client,
        letIn('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': state.organization?.id ?? '' } } }),
      ),
  },
  {
    name: 'trust: everyone but another client by NotPrincipal',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, other }) =>
      setTrust(state, client, {
        Effect: 'Allow',
        NotPrincipal: { AWS: rootOf(other.accountId) },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
      }),
  },
  {
    name: 'trust: everyone but Ops by NotPrincipal',
    expect: { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'stranger' }], closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, {
        Effect: 'Allow',
        NotPrincipal: { AWS: rootOf(ops) },
        Action: 'sts:AssumeRole',
      }),
  },
  {
    name: 'trust: the root ARN of an account outside the organization',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, ops }) => setTrust(state, client, letIn([rootOf(ops), rootOf(outside)])),
  },
  {
    name: 'trust: the bare id of an account outside the organization',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, ops }) => setTrust(state, client, letIn([ops, outside])),
  },
  {
    name: 'trust: an account outside the organization in the place of Ops',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'stranger' }], closes: [{ who: 'person' }] },
    apply: (state, { client }) => setTrust(state, client, letIn(rootOf(outside))),
  },
  {
    name: 'trust: a user outside the organization',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    doors: stranger,
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn([rootOf(ops), `arn:aws:iam::${outside}:user/stranger`])),
  },
  {
    name: 'trust: a role outside the organization, with an external id',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops)),
        letIn(`arn:aws:iam::${farAway}:role/vendor`, {
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'agreed-upon' } },
        }),
      ),
  },
  {
    name: 'trust: a session of a role outside the organization',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn([rootOf(ops), `arn:aws:sts::${farAway}:assumed-role/vendor/job`])),
  },
  {
    name: 'trust: the service EC2',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
  },
  {
    name: 'trust: a service beside Ops in one statement',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, {
        ...letIn(rootOf(ops)),
        Principal: { AWS: rootOf(ops), Service: ['lambda.amazonaws.com'] },
      }),
  },
  {
    name: 'trust: a SAML provider of the account',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${client.accountId}:saml-provider/idp` },
        Action: 'sts:AssumeRoleWithSAML',
      }),
  },
  {
    name: 'trust: everybody’s GitHub Actions',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), {
        Effect: 'Allow',
        Principal: { Federated: 'token.actions.githubusercontent.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
      }),
  },
  {
    name: 'trust: another client by its root ARN',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    doors: neighbour,
    apply: (state, { client, ops, other }) =>
      setTrust(state, client, letIn([rootOf(ops), rootOf(other.accountId)])),
  },
  {
    name: 'trust: another client by its bare id',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    doors: neighbour,
    apply: (state, { client, ops, other }) => setTrust(state, client, letIn([other.accountId, rootOf(ops)])),
  },
  {
    name: 'trust: another client’s role by its ARN',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops, other }) => setTrust(state, client, letIn([rootOf(ops), other.roleArn])),
  },
  {
    name: 'trust: another client’s role by its unique id',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops, other }) =>
      setTrust(state, client, letIn([rootOf(ops), roleOf(state, other).id])),
  },
  {
    name: 'trust: a session of another client’s role',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops, other }) =>
      setTrust(
        state,
        client,
        letIn([rootOf(ops), `arn:aws:sts::${other.accountId}:assumed-role/${other.role}/somebody`]),
      ),
  },
  {
    name: 'trust: another client’s account, with MFA',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'neighbour', mfa: true }] },
    apply: (state, { client, ops, other }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops)),
        letIn(rootOf(other.accountId), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      ),
  },
  {
    name: 'trust: staging',
    kinds: ofShortForm,
    config: 'staging',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'tester' }] },
    apply: (state, { client, ops, staging }) =>
      setTrust(state, client, letIn([rootOf(ops), rootOf(staging ?? '')])),
  },
  {
    name: 'trust: the management account too',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'admin' }] },
    apply: (state, { client, ops, management }) =>
      setTrust(state, client, letIn([rootOf(ops), rootOf(management)])),
  },
  {
    name: 'trust: the client’s own account too',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'inmate' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn([rootOf(ops), rootOf(client.accountId)])),
  },
  {
    name: 'trust: sts:*',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) => setTrust(state, client, letIn(rootOf(ops), { Action: 'sts:*' })),
  },
  {
    name: 'trust: *',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) => setTrust(state, client, letIn(rootOf(ops), { Action: '*' })),
  },
  {
    name: 'trust: NotAction',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, {
        Effect: 'Allow',
        Principal: { AWS: rootOf(ops) },
        NotAction: 'sts:AssumeRoleWithWebIdentity',
      }),
  },
  {
    name: 'trust: SetContext too',
    expect: { check: 'trust-broader', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), letIn(rootOf(ops), { Action: 'sts:SetContext' })),
  },
  {
    name: 'trust: the management account in the place of Ops',
    expect: { check: 'trust-incomparable', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'admin' }], closes: [{ who: 'person' }] },
    apply: (state, { client, management }) => setTrust(state, client, letIn(rootOf(management))),
  },
  {
    name: 'trust: another action in the place of two',
    expect: { check: 'trust-incomparable', severity: 'high', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops), { Action: ['sts:AssumeRole', 'sts:SetContext'] })),
  },
]);

/** Trust policies that keep somebody out who should get in, or that are not certain to be right. */
export const closedTrust = drifts({ repair: 'yes', touches: 'client', explains: [/^trust-/] }, [
  {
    name: 'trust: without tags',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: { Tags: [{ Key: 'ticket', Value: '42' }] } }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops), { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] })),
  },
  {
    name: 'trust: without source identity',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: { SourceIdentity: 'ops-user' } }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops), { Action: ['sts:AssumeRole', 'sts:TagSession'] })),
  },
  {
    name: 'trust: AssumeRole alone',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops), { Action: 'sts:AssumeRole' })),
  },
  {
    name: 'trust: an external id asked for',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringEquals: { 'sts:ExternalId': 'x1' } } }),
      ),
  },
  {
    name: 'trust: MFA asked for where it is not wanted',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
      ),
  },
  {
    name: 'trust: from one network only',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }),
      ),
  },
  {
    name: 'trust: sessions named after the user',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringLike: { 'sts:RoleSessionName': '${aws:username}' } } }),
      ),
  },
  {
    name: 'trust: some people by their ARNs',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), {
          Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${ops}:user/lead-*` } },
        }),
      ),
  },
  {
    name: 'trust: one user in the place of the account',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'colleague' }] },
    apply: (state, { client, ops }) => setTrust(state, client, letIn(`arn:aws:iam::${ops}:user/ops-user`)),
  },
  {
    name: 'trust: one user denied',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), {
        ...letIn(`arn:aws:iam::${ops}:user/ops-user`, { Action: 'sts:AssumeRole' }),
        Effect: 'Deny',
      }),
  },
  {
    name: 'trust: everybody denied',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), { ...letIn('*', { Action: 'sts:*' }), Effect: 'Deny' }),
  },
  {
    name: 'trust: a condition that nobody satisfies',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }, { who: 'colleague' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringNotEquals: { 'aws:PrincipalAccount': [ops] } } }),
      ),
  },
  {
    name: 'trust: certain tags only',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person', with: daily }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } } }),
      ),
  },
  {
    name: 'trust: short sessions only',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { NumericLessThanEquals: { 'sts:DurationSeconds': '900' } } }),
      ),
  },
  {
    name: 'trust: a role of Ops in the place of the account',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(`arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`)),
  },
  {
    name: 'trust: everybody in Ops denied through the account',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), { ...letIn(ops), Effect: 'Deny' }),
  },
  {
    name: 'trust: an action with a typing error',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Action: ['sts:AssumRole', 'sts:SetSourceIdentity', 'sts:TagSession'] }),
      ),
  },
  {
    // Whomever it means, a Deny lets nobody in.
    name: 'trust: everybody denied but some, by NotPrincipal',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops)), {
        Effect: 'Deny',
        NotPrincipal: { AWS: [rootOf(ops), `arn:aws:iam::${ops}:user/ops-user`] },
        Action: 'sts:AssumeRole',
      }),
  },
  {
    // Whatever it means, a further condition lets in nobody else.
    name: 'trust: a condition that is past understanding',
    expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { BinaryEquals: { 'aws:PrincipalTag/seal': 'QmluYXJ5' } } }),
      ),
  },
  {
    name: 'trust: a user that was deleted, beside Ops',
    expect: { check: 'trust-deleted-principal', severity: 'medium', subject: /CLIENT/ },
    apply(state, { client, ops, group: name }) {
      const leaver = addUser(state, ops, 'leaver', { groups: [name] });
      setTrust(state, client, letIn([rootOf(ops), leaver.id]));
      remove(iamOf(state, ops).users, 'leaver');
      const group = groupNamed(state, ops, name);
      group.members = group.members.filter((member) => member !== 'leaver');
    },
  },
  {
    name: 'trust: a role that was deleted, in the place of Ops',
    expect: { check: 'trust-deleted-principal', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => setTrust(state, client, letIn('AROAQ3EGS2QEXAMPLE227')),
  },
  {
    name: 'trust: a user who was deleted and made anew',
    expect: { check: 'trust-deleted-principal', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply(state, { client, ops, ...cast }) {
      const user = opsUserOf(state, { client, ops, ...cast });
      setTrust(state, client, letIn(user.id));
      iamOf(state, ops).users['ops-user'] = { ...user, id: 'AIDAQ3EGS2QEXAMPLE228' };
    },
  },
]);

/** Where MFA is required: trust policies that do not quite demand it. */
export const weakMfa = drifts(
  {
    config: 'mfa',
    repair: 'yes',
    touches: 'client',
    explains: [/^trust-/],
    expect: { check: 'trust-mfa', severity: 'high', subject: /CLIENT/ },
  },
  [
    {
      name: 'MFA: no condition',
      doors: { opens: [{ who: 'person' }] },
      apply: (state, { client, ops }) => setTrust(state, client, letIn(rootOf(ops))),
    },
    {
      name: 'MFA: BoolIfExists',
      doors: { opens: [{ who: 'person' }] },
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          letIn(rootOf(ops), { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        ),
    },
    {
      name: 'MFA: true or false',
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          letIn(rootOf(ops), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': ['true', 'false'] } } }),
        ),
    },
    {
      name: 'MFA: false',
      doors: { closes: [{ who: 'person', mfa: true }] },
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          letIn(rootOf(ops), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
        ),
    },
    {
      name: 'MFA: the key is there, whatever it says',
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          letIn(rootOf(ops), { Condition: { Null: { 'aws:MultiFactorAuthPresent': 'false' } } }),
        ),
    },
    {
      name: 'MFA: without it for one user',
      doors: { opens: [{ who: 'person' }] },
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          letIn(rootOf(ops), { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
          letIn(`arn:aws:iam::${ops}:user/ops-user`),
        ),
    },
    {
      name: 'MFA: an Allow for all and a Deny that plain keys are not met by',
      // Without MFA a request of plain keys has no such key at all, so that Bool does not hold and nothing is denied.
      doors: { opens: [{ who: 'person' }] },
      apply: (state, { client, ops }) =>
        setTrust(state, client, letIn(rootOf(ops)), {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:*',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
        }),
    },
  ],
);

/** The text of a trust policy, as it may come from AWS. */
export const trustText = drifts({ repair: 'yes', touches: 'client', explains: [/^trust-/] }, [
  {
    name: 'trust: an effect in another case, which allows nothing',
    // IAM refuses such a document today; what is not of the grammar is not guessed at.
    expect: { check: 'trust-not-understood', severity: 'high', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrustText(state, client, documentOf(letIn(rootOf(ops))).replace('Allow', 'allow')),
  },
]);
