import {
  add,
  attach,
  change,
  condition,
  detach,
  disable,
  fullAccess,
  ofClients,
  ofOps,
  policyOf,
  rcp,
  scp,
  statementsOf,
  write,
} from '../control-policies.ts';
import { ofBase, type Rewriting } from '../drift.ts';
import type { Json } from '../edits.ts';

const common = { kinds: ofBase, touches: 'guardrails' } as const;
const deny = (Action: unknown, more: Json = {}): Json => ({ Effect: 'Deny', Action, Resource: '*', ...more });

/** Policies that deny as much as those that diverst makes, or more. */
export const guardrailRewritings: readonly Rewriting[] = [
  {
    ...common,
    name: 'policies of other names, without Sids',
    apply(state) {
      for (const [name, type] of [
        [ofClients, scp],
        [ofClients, rcp],
        [ofOps, scp],
      ] as const) {
        const policy = policyOf(state, name, type);
        write(policy, ...statementsOf(policy).map(({ Sid: _sid, ...one }) => one));
        policy.name = `company-${name}`;
      }
    },
  },
  {
    ...common,
    name: 'policies that are attached to the root',
    apply(state, { root, environments, users }) {
      const { id } = policyOf(state, ofOps);
      detach(state, id, users);
      attach(state, id, root);
      const { id: outsiders } = policyOf(state, ofClients, rcp);
      detach(state, outsiders, environments);
      attach(state, outsiders, root);
    },
  },
  {
    ...common,
    name: 'a second policy that denies the same',
    apply(state, { environments }) {
      add(state, 'second', environments, statementsOf(policyOf(state, ofClients)));
    },
  },
  {
    ...common,
    name: 'a policy of another name at the root that denies more, and none of the own',
    apply(state, { root, environments }) {
      change(policyOf(state, ofClients), 'DiverstLeave', () => null);
      add(state, 'stay', root, [
        deny(['organizations:Leave*', 'organizations:AcceptHandshake', 'account:*']),
      ]);
      // The own one may go once another denies as much.
      const { id } = policyOf(state, ofClients, rcp);
      detach(state, id, environments);
      add(
        state,
        'perimeter',
        root,
        [
          {
            ...deny('sts:*', { Principal: { AWS: '*' } }),
            Condition: {
              StringNotEquals: { 'aws:PrincipalOrgID': state.organization?.id },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          },
        ],
        rcp,
      );
    },
  },
  {
    ...common,
    name: 'one statement in two policies, in another order and case',
    apply(state, { environments }) {
      const policy = policyOf(state, ofClients);
      const leave = statementsOf(policy).find(({ Sid }) => Sid === 'DiverstLeave') ?? { Action: [] };
      const [first, ...others] = leave.Action as readonly string[];
      change(policy, 'DiverstLeave', (one) => ({
        ...one,
        Action: [...others].reverse().map((action) => action.toUpperCase()),
      }));
      write(policy, ...[...statementsOf(policy)].reverse());
      add(state, 'stay-open', environments, [deny(first)]);
    },
  },
  {
    ...common,
    name: 'values as lists, keys and tags in another case',
    apply(state) {
      const policy = policyOf(state, ofClients);
      change(policy, 'DiverstLateral', (one) => ({
        ...one,
        Action: ['sts:assumerole'],
        Resource: ['*'],
        Condition: {
          StringNotEquals: { 'AWS:ResourceAccount': ['${AWS:PrincipalAccount}'] },
          Null: { 'aws:resourceaccount': ['false'] },
        },
      }));
      change(policy, 'DiverstRolesTags', (one) =>
        condition(one, 'ForAnyValue:StringEqualsIgnoreCase', 'aws:TagKeys', [
          'DIVERST:CLIENT',
          'diverst:Managed-By',
          'diverst:environment',
        ]),
      );
    },
  },
  {
    touches: 'guardrails',
    name: 'somebody else’s policies, and own ones that are attached to a client as well',
    apply(state, { client, production, root }) {
      attach(state, policyOf(state, ofClients).id, client.accountId);
      add(state, 'regions', production, [
        {
          ...deny(undefined, { NotAction: ['iam:*', 'sts:*', 's3:*', 'cloudtrail:*'] }),
          Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1', 'eu-central-1'] } },
        },
      ]);
      add(state, 'unused', null, [deny('*')]);
      add(
        state,
        'tls',
        root,
        [{ ...deny('s3:*', { Principal: '*' }), Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
        rcp,
      );
    },
  },
  {
    touches: 'guardrails',
    name: 'FullAWSAccess in other words',
    apply(state, { environments, client }) {
      for (const id of [environments, client.accountId]) {
        detach(state, fullAccess, id);
        add(state, `everything-${id}`, id, [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
      }
    },
  },
  {
    ...common,
    name: 'no guardrails, where none are wanted',
    config: 'unguarded',
    apply(state) {
      disable(state, scp);
    },
  },
];
