import {
  addAudience,
  aud,
  audience,
  exactly,
  forOthers,
  job,
  ofBranch,
  ofCompany,
  ofStranger,
  own,
  providerArn,
  putProvider,
  setCiTrust,
  sub,
  subjectOf,
  take,
} from '../ci-edits.ts';
import { type Drift, drifts, ofCi } from '../drift.ts';
import { type Json, letIn, rootOf } from '../edits.ts';

const forUs = { StringEquals: { [aud]: audience } };

/** Trust policies of a CI role that let in more than the tokens of its job. */
export const openedCi = drifts(
  {
    config: 'ci',
    repair: 'yes',
    touches: 'client',
    expect: { check: 'ci-role-trust', severity: 'high', subject: /^CLIENT\/CLIENT-ci$/ },
    never: ['ci-role-narrower', 'role-other-trust', 'ci-role-left'],
  },
  [
    {
      name: 'CI: every job of a repository',
      doors: { opens: [ofBranch] },
      apply: under(() => ({ ...forUs, StringLike: { [sub]: 'repo:company/infra:*' } })),
    },
    {
      name: 'CI: every repository of a company',
      kinds: ofCi,
      doors: { opens: [ofCompany] },
      apply: under(() => ({ StringLike: { [aud]: audience, [sub]: 'repo:company/*' } })),
    },
    {
      name: 'CI: another audience',
      kinds: ofCi,
      doors: { opens: [forOthers], closes: [own] },
      apply: underWithOther((subject) => ({ StringEquals: { [aud]: 'other', [sub]: subject } })),
    },
    {
      name: 'CI: a further audience',
      kinds: ofCi,
      doors: { opens: [forOthers] },
      apply: underWithOther((subject) => ({ StringEquals: { [aud]: [audience, 'other'], [sub]: subject } })),
    },
    {
      name: 'CI: no condition on the audience',
      kinds: ofCi,
      doors: { opens: [forOthers] },
      apply: underWithOther((subject) => ({ StringEquals: { [sub]: subject } })),
    },
    {
      name: 'CI: no condition on the subject',
      kinds: ofCi,
      doors: { opens: [ofStranger] },
      apply: under(() => forUs),
    },
    {
      name: 'CI: no condition at all',
      kinds: ofCi,
      doors: { opens: [ofStranger] },
      apply: under(() => ({})),
    },
    {
      // It holds where the claim is missing, too.
      name: 'CI: ForAllValues of the subject',
      kinds: ofCi,
      apply: under((subject) => ({ ...forUs, 'ForAllValues:StringEquals': { [sub]: subject } })),
    },
    {
      name: 'CI: the subject, if there is one',
      kinds: ofCi,
      apply: under((subject) => ({ ...forUs, StringEqualsIfExists: { [sub]: subject } })),
    },
    {
      name: 'CI: the subject in any case',
      kinds: ofCi,
      doors: { opens: [job({ subject: 'repo:Company/Infra:environment:CLIENT' })] },
      apply: under((subject) => ({ ...forUs, StringEqualsIgnoreCase: { [sub]: subject } })),
    },
    {
      name: 'CI: another subject beside',
      kinds: ofCi,
      doors: { opens: [ofBranch] },
      apply: under((subject) => ({
        StringEquals: { [aud]: audience, [sub]: [subject, 'repo:company/infra:ref:refs/heads/main'] },
      })),
    },
    {
      name: 'CI: a second statement',
      kinds: ofCi,
      doors: { opens: [ofCompany] },
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, exactly(client)),
          take(client, {
            StringEquals: { [aud]: audience, [sub]: `repo:company/site:environment:${client.name}` },
          }),
        ),
    },
    {
      name: 'CI: the job of another client',
      kinds: ofCi,
      doors: { opens: [job({ subject: 'repo:company/infra:environment:OTHER' })], closes: [own] },
      apply: (state, { client, other }) => setCiTrust(state, client, take(client, exactly(other))),
    },
    {
      name: 'CI: another issuer',
      doors: {
        opens: [job({ subject: 'project_path:company/infra', issuer: 'https://gitlab.com' })],
        closes: [own],
      },
      apply(state, { client }) {
        putProvider(state, client, 'gitlab.com', [audience]);
        const claims = { 'gitlab.com:aud': audience, 'gitlab.com:sub': 'project_path:company/infra' };
        const Principal = { Federated: providerArn(client.accountId, 'gitlab.com') };
        setCiTrust(state, client, take(client, { StringEquals: claims }, { Principal }));
      },
    },
    {
      name: 'CI: the provider of another account',
      kinds: ofCi,
      doors: { closes: [own] },
      apply: (state, { client, other }) => setCiTrust(state, client, take(other, exactly(client))),
    },
    {
      name: 'CI: everyone, on the same conditions',
      kinds: ofCi,
      apply: (state, { client }) =>
        setCiTrust(state, client, take(client, exactly(client), { Principal: '*' })),
    },
    {
      name: 'CI: everyone but Ops by NotPrincipal',
      kinds: ofCi,
      apply: (state, { client, ops }) =>
        setCiTrust(state, client, {
          Effect: 'Allow',
          NotPrincipal: { AWS: rootOf(ops) },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: exactly(client),
        }),
    },
    {
      name: 'CI: another client’s account beside',
      doors: { opens: [{ who: 'neighbour', role: 'CLIENT-ci' }] },
      apply: (state, { client, other }) =>
        setCiTrust(state, client, take(client, exactly(client)), letIn(rootOf(other.accountId))),
    },
  ],
);

/** The intended statement under other conditions. */
function under(conditions: (subject: string) => Json): Drift['apply'] {
  return (state, { client }) => setCiTrust(state, client, take(client, conditions(subjectOf(client))));
}

/** The same, where the provider takes tokens for others, too. */
function underWithOther(conditions: (subject: string) => Json): Drift['apply'] {
  return (state, cast) => {
    addAudience(state, cast.client, 'other');
    under(conditions)(state, cast);
  };
}
