import { ofEnvironments, ofShortForm, type Rewriting } from '../drift.ts';
import { grantStaging } from '../drifts/crossing.ts';
import { addAccount, addRole, addUser, documentOf, groupOf, letIn, putInline, rootOf } from '../edits.ts';

/** What looks as if it led from a client to an environment or back, and does not. */
export const crossingRewritings: readonly Rewriting[] = [
  {
    name: 'an environment of which the configuration only has the name, granted as it should be',
    config: 'staging',
    kinds: ofShortForm,
    touches: 'staging-role',
    apply: (state, cast) => grantStaging(state, cast, rootOf(cast.ops)),
  },
  {
    name: 'an account in Envs that nobody named, which an environment deploys to, and Ops',
    config: 'both',
    kinds: ofEnvironments,
    touches: 'lab',
    apply: (state, { environments, across, ops }) =>
      void addRole(
        state,
        addAccount(state, 'lab', environments),
        'deploy',
        documentOf(letIn([rootOf(across?.accountId ?? ''), rootOf(ops)])),
      ),
  },
  {
    name: 'a Deny of the accounts of the other kind',
    config: 'both',
    touches: 'deny',
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'fence', {
        Effect: 'Deny',
        Action: 'sts:*',
        Resource: `arn:aws:iam::${cast.across?.accountId}:*`,
      }),
  },
  {
    name: 'a person in one of the groups alone',
    config: 'both',
    touches: 'person',
    apply: (state, { ops, group }) => void addUser(state, ops, 'jane', { key: 'Active', groups: [group] }),
  },
];
