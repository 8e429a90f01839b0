import { drifts } from '../drift.ts';
import { addRole, documentOf, type Json, letIn, putInline, rootOf, setTrust, use } from '../edits.ts';

const key = 'sts:SourceIdentity';
const name = '${aws:username}';
const other = { opens: [{ who: 'person', with: { SourceIdentity: 'somebody' } }] } as const;
const nobody = { opens: [{ who: 'person' }] } as const;

function under(root: string, Condition: Json): readonly Json[] {
  return [
    letIn(root, { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'], Condition }),
    letIn(root, { Action: 'sts:TagSession' }),
  ];
}

/** Where the name of the person is required: trust policies that do not quite demand it. */
export const weakSourceIdentity = drifts(
  {
    config: 'named',
    repair: 'yes',
    touches: 'client',
    explains: [/^trust-/],
    expect: { check: 'trust-source-identity', severity: 'high', subject: /CLIENT/ },
  },
  [
    {
      name: 'source identity: no condition',
      doors: other,
      apply: (state, { client, ops }) => setTrust(state, client, letIn(rootOf(ops))),
    },
    {
      name: 'source identity: if there is one',
      doors: nobody,
      apply: (state, { client, ops }) =>
        setTrust(state, client, ...under(rootOf(ops), { StringEqualsIfExists: { [key]: name } })),
    },
    {
      name: 'source identity: or the name of another',
      doors: other,
      apply: (state, { client, ops }) =>
        setTrust(state, client, ...under(rootOf(ops), { StringEquals: { [key]: [name, 'somebody'] } })),
    },
    {
      name: 'source identity: the name of one person only',
      doors: { ...other, closes: [{ who: 'person', with: { SourceIdentity: 'ops-user' } }] },
      apply: (state, { client, ops }) =>
        setTrust(state, client, ...under(rootOf(ops), { StringEquals: { [key]: 'somebody' } })),
    },
    {
      name: 'source identity: a second statement without it',
      doors: nobody,
      apply: (state, { client, ops }) =>
        setTrust(
          state,
          client,
          ...under(rootOf(ops), { StringEquals: { [key]: name } }),
          letIn(rootOf(ops), { Action: 'sts:AssumeRole' }),
        ),
    },
    {
      name: 'source identity: demanded for tags too, whose request may not carry it',
      expect: { check: 'trust-narrower', severity: 'medium', subject: /CLIENT/ },
      apply: (state, { client, ops }) =>
        setTrust(state, client, letIn(rootOf(ops), { Condition: { StringEquals: { [key]: name } } })),
    },
    {
      name: 'source identity: a role of Ops that is locked out',
      expect: { check: 'source-identity-role', severity: 'medium', subject: /^role\/deploy$/ },
      explains: ['grant-elsewhere'],
      repair: 'no',
      touches: 'elsewhere',
      apply: (state, { client, ops }) => {
        putInline(addRole(state, ops, 'deploy', documentOf(letIn(rootOf(ops)))), 'use', use(client.roleArn));
      },
    },
    {
      name: 'source identity: not demanded while a role of Ops would be locked out',
      explains: ['source-identity-role', 'grant-elsewhere'],
      repair: 'no',
      touches: 'alone',
      doors: other,
      apply: (state, { client, ops }) => {
        setTrust(state, client, letIn(rootOf(ops)));
        putInline(addRole(state, ops, 'deploy', documentOf(letIn(rootOf(ops)))), 'use', use(client.roleArn));
      },
    },
  ],
);
