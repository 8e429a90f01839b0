import { outside } from '../cast.ts';
import { drifts } from '../drift.ts';
import { groupOf, type Json, letIn, putInline, rootOf, setGrant, setTrust, use } from '../edits.ts';

/** Conditions that look as if they kept somebody out, and do not; and such as keep out whom they should not. */

const over = '2020-01-01T00:00:00Z';
const later = '2199-01-01T00:00:00Z';

const everyone = { check: 'trust-everyone', severity: 'high', subject: /CLIENT/ } as const;

export const looseBounds = drifts({ repair: 'yes', touches: 'client', explains: [/^trust-/] }, [
  {
    name: 'trust: * of another client by condition',
    expect: everyone,
    doors: { opens: [{ who: 'neighbour' }], closes: [{ who: 'person' }] },
    apply: (state, { client, other }) =>
      setTrust(state, client, all({ StringEquals: { 'aws:PrincipalAccount': other.accountId } })),
  },
  {
    name: 'trust: * of Ops and another client by condition',
    expect: everyone,
    never: ['trust-narrower'],
    doors: { opens: [{ who: 'neighbour' }] },
    apply: (state, { client, ops, other }) =>
      setTrust(state, client, all({ StringEquals: { 'aws:PrincipalAccount': [ops, other.accountId] } })),
  },
  {
    name: 'trust: * and a Deny of others than Ops that leaves out one who is not in the organization',
    expect: everyone,
    never: ['trust-narrower'],
    doors: { opens: [{ who: 'stranger' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn('*'), {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:*',
        Condition: { StringNotEquals: { 'aws:PrincipalAccount': [ops, outside] } },
      }),
  },
  {
    name: 'trust: * outside the organization',
    expect: everyone,
    doors: { opens: [{ who: 'stranger' }], closes: [{ who: 'person' }] },
    apply: (state, { client }) =>
      setTrust(
        state,
        client,
        all({ StringNotEquals: { 'aws:PrincipalOrgID': state.organization?.id ?? '' } }),
      ),
  },
  {
    name: 'trust: * whose Deny is over',
    expect: everyone,
    never: ['trust-narrower'],
    doors: { opens: [{ who: 'stranger' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn('*'), {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:*',
        Condition: {
          StringNotEquals: { 'aws:PrincipalAccount': ops },
          DateLessThan: { 'aws:CurrentTime': over },
        },
      }),
  },
  {
    name: 'trust: * whose Deny is for requests without TLS',
    expect: everyone,
    never: ['trust-narrower'],
    doors: { opens: [{ who: 'stranger' }] },
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn('*'), {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:*',
        Condition: {
          StringNotEquals: { 'aws:PrincipalAccount': ops },
          Bool: { 'aws:SecureTransport': 'false' },
        },
      }),
  },
  {
    name: 'trust: * whose Deny will be over',
    expect: everyone,
    never: ['trust-narrower'],
    apply: (state, { client, ops }) =>
      setTrust(state, client, letIn('*'), {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:*',
        Condition: {
          StringNotEquals: { 'aws:PrincipalAccount': ops },
          DateLessThan: { 'aws:CurrentTime': later },
        },
      }),
  },
  {
    name: 'trust: somebody outside from a day on that is yet to come',
    expect: { check: 'trust-outside', severity: 'high', subject: /CLIENT/ },
    never: ['trust-narrower'],
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops)),
        letIn(rootOf(outside), { Condition: { DateGreaterThan: { 'aws:CurrentTime': later } } }),
      ),
  },
  {
    name: 'trust: another client, over TLS, in the organization, from every address',
    expect: { check: 'trust-other-client', severity: 'high', subject: /CLIENT/ },
    never: ['trust-narrower'],
    doors: { opens: [{ who: 'neighbour' }] },
    apply: (state, { client, ops, other }) =>
      setTrust(
        state,
        client,
        letIn([rootOf(ops), rootOf(other.accountId)], {
          Condition: {
            Bool: { 'aws:SecureTransport': 'true' },
            StringEquals: { 'aws:PrincipalOrgID': state.organization?.id ?? '' },
            IpAddressIfExists: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] },
          },
        }),
      ),
  },
]);

const narrower = { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ } as const;

export const tightBounds = drifts({ repair: 'yes', touches: 'client', expect: narrower }, [
  bound('until a day that is over', { DateLessThan: { 'aws:CurrentTime': over } }),
  bound('from a day on that is yet to come', { DateGreaterThan: { 'aws:CurrentTime': later } }),
  bound('until a second that is over', { NumericLessThan: { 'aws:EpochTime': '1577836800' } }),
  bound('only requests without TLS', { Bool: { 'aws:SecureTransport': 'false' } }),
  bound('only another organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-elsewhere12' } }),
  {
    name: 'trust: only people with certain names',
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringLike: { 'aws:username': 'admin-*' } } }),
      ),
  },
  {
    name: 'trust: only principals of one type',
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } } }),
      ),
  },
  {
    // A request with this tag and another may meet neither.
    name: 'trust: with a certain tag, and without it',
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { StringEquals: { 'aws:TagKeys': 'cost' } } }),
        letIn(rootOf(ops), { Condition: { StringNotEquals: { 'aws:TagKeys': 'cost' } } }),
      ),
  },
  {
    name: 'trust: from every address of IPv4',
    apply: (state, { client, ops }) =>
      setTrust(
        state,
        client,
        letIn(rootOf(ops), { Condition: { IpAddressIfExists: { 'aws:SourceIp': '0.0.0.0/0' } } }),
      ),
  },
]);

export const boundGrants = drifts({ repair: 'no' }, [
  {
    name: 'a grant until a day that is over',
    touches: 'client',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    doors: { closes: [{ who: 'person' }] },
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Condition: { DateLessThan: { 'aws:CurrentTime': over } } }),
      ),
  },
  {
    name: 'a grant with a certain tag, and without it',
    touches: 'client',
    expect: { check: 'grant-narrower', severity: 'medium', subject: /CLIENT/ },
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Condition: { StringEquals: { 'aws:TagKeys': 'cost' } } }),
        use(cast.client.roleArn, { Condition: { StringNotEquals: { 'aws:TagKeys': 'cost' } } }),
      ),
  },
  {
    name: 'a grant of every way to assume the role',
    touches: 'client',
    expect: { check: 'grant-broader', severity: 'high' },
    explains: [/^grant-/],
    apply: (state, cast) =>
      setGrant(
        state,
        cast,
        use(cast.client.roleArn, { Action: ['sts:AssumeRole*', 'sts:SetSource*', 'sts:Tag*'] }),
      ),
  },
  {
    name: 'read access denied without a condition, under a pattern',
    touches: 'alone',
    expect: { check: 'group-read-access', severity: 'low' },
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'blind', {
        Effect: 'Deny',
        Action: 'iam:ListGroups*',
        Resource: `arn:aws:iam::${cast.ops}:user/ops-*`,
      }),
  },
  {
    name: 'read access of users whose names only end like one’s own',
    touches: 'alone',
    expect: { check: 'group-broader', severity: 'high' },
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'lookalikes', {
        Effect: 'Allow',
        Action: 'iam:Get*',
        Resource: `arn:aws:iam::${cast.ops}:user/*\${aws:username}`,
      }),
  },
]);

function all(Condition: Json): Json {
  return letIn('*', { Condition });
}

function bound(name: string, Condition: Json) {
  return {
    name: `trust: ${name}`,
    doors: { closes: [{ who: 'person' }] },
    apply: ((state, { client, ops }) =>
      setTrust(state, client, letIn(rootOf(ops), { Condition }))) satisfies Parameters<
      typeof drifts
    >[1][number]['apply'],
  } as const;
}
