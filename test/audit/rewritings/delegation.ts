import { ofBase, type Rewriting } from '../drift.ts';
import { delegate, lend, putResourcePolicy, trust } from '../drifts/delegation.ts';

/** Delegations that the configuration names, or that come to nothing. */
export const delegationRewritings: readonly Rewriting[] = [
  {
    name: 'Ops is a delegated administrator as the configuration says',
    config: 'delegates',
    kinds: ofBase,
    touches: 'delegate-ops',
    apply(state, { ops }) {
      delegate(state, ops, 'guardduty.amazonaws.com');
      delegate(state, ops, 'sso.amazonaws.com');
    },
  },
  {
    name: 'the resource policy lets Ops manage policies as the configuration says',
    config: 'delegates',
    kinds: ofBase,
    touches: 'resource-policy',
    apply: (state, { ops }) => putResourcePolicy(state, lend([ops], 'organizations:*')),
  },
  {
    name: 'services that only look on have trusted access',
    kinds: ofBase,
    touches: 'trusted-access',
    apply(state) {
      for (const service of ['guardduty', 'access-analyzer', 'health'])
        trust(state, `${service}.amazonaws.com`);
    },
  },
  {
    name: 'the resource policy gives nothing',
    touches: 'resource-policy',
    apply: (state, { client, management, ops }) =>
      putResourcePolicy(
        state,
        lend([management], 'organizations:*'),
        lend([client.accountId], 'organizations:ListAccounts'),
        { ...lend([client.accountId], 'organizations:List*'), Effect: 'Deny' },
        { ...lend([ops], 'organizations:AttachPolicy'), Effect: 'Deny' },
      ),
  },
];
