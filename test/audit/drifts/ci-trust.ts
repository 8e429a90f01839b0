import {
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
  providerOf,
  putProvider,
  setCiTrust,
  sub,
  subjectOf,
  take,
} from '../ci-edits.ts';
import { drifts, ofTrust } from '../drift.ts';
import { letIn, rootOf } from '../edits.ts';

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
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, { StringEquals: { [aud]: audience }, StringLike: { [sub]: 'repo:company/infra:*' } }),
        ),
    },
    {
      name: 'CI: every repository of a company',
      kinds: ofTrust,
      doors: { opens: [ofCompany] },
      apply: (state, { client }) =>
        setCiTrust(state, client, take(client, { StringLike: { [aud]: audience, [sub]: 'repo:company/*' } })),
    },
    {
      name: 'CI: another audience',
      kinds: ofTrust,
      doors: { opens: [forOthers], closes: [own] },
      apply(state, { client }) {
        providerOf(state, client).clientIds.push({ id: 'other', effectiveAt: 0 });
        setCiTrust(
          state,
          client,
          take(client, { StringEquals: { [aud]: 'other', [sub]: subjectOf(client) } }),
        );
      },
    },
    {
      name: 'CI: a further audience',
      kinds: ofTrust,
      doors: { opens: [forOthers] },
      apply(state, { client }) {
        providerOf(state, client).clientIds.push({ id: 'other', effectiveAt: 0 });
        const both = { [aud]: [audience, 'other'], [sub]: subjectOf(client) };
        setCiTrust(state, client, take(client, { StringEquals: both }));
      },
    },
    {
      name: 'CI: no condition on the audience',
      kinds: ofTrust,
      doors: { opens: [forOthers] },
      apply(state, { client }) {
        providerOf(state, client).clientIds.push({ id: 'other', effectiveAt: 0 });
        setCiTrust(state, client, take(client, { StringEquals: { [sub]: subjectOf(client) } }));
      },
    },
    {
      name: 'CI: no condition on the subject',
      kinds: ofTrust,
      doors: { opens: [ofStranger] },
      apply: (state, { client }) =>
        setCiTrust(state, client, take(client, { StringEquals: { [aud]: audience } })),
    },
    {
      name: 'CI: no condition at all',
      kinds: ofTrust,
      doors: { opens: [ofStranger] },
      apply: (state, { client }) => setCiTrust(state, client, take(client, {})),
    },
    {
      // It holds where the claim is missing, too.
      name: 'CI: ForAllValues of the subject',
      kinds: ofTrust,
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, {
            StringEquals: { [aud]: audience },
            'ForAllValues:StringEquals': { [sub]: subjectOf(client) },
          }),
        ),
    },
    {
      name: 'CI: the subject, if there is one',
      kinds: ofTrust,
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, {
            StringEquals: { [aud]: audience },
            StringEqualsIfExists: { [sub]: subjectOf(client) },
          }),
        ),
    },
    {
      name: 'CI: the subject in any case',
      kinds: ofTrust,
      doors: { opens: [job({ subject: 'repo:Company/Infra:environment:CLIENT' })] },
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, {
            StringEquals: { [aud]: audience },
            StringEqualsIgnoreCase: { [sub]: subjectOf(client) },
          }),
        ),
    },
    {
      name: 'CI: another subject beside',
      kinds: ofTrust,
      doors: { opens: [ofBranch] },
      apply: (state, { client }) =>
        setCiTrust(
          state,
          client,
          take(client, {
            StringEquals: {
              [aud]: audience,
              [sub]: [subjectOf(client), 'repo:company/infra:ref:refs/heads/main'],
            },
          }),
        ),
    },
    {
      name: 'CI: a second statement',
      kinds: ofTrust,
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
      kinds: ofTrust,
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
      kinds: ofTrust,
      doors: { closes: [own] },
      apply: (state, { client, other }) => setCiTrust(state, client, take(other, exactly(client))),
    },
    {
      name: 'CI: everyone, on the same conditions',
      kinds: ofTrust,
      apply: (state, { client }) =>
        setCiTrust(state, client, take(client, exactly(client), { Principal: '*' })),
    },
    {
      name: 'CI: everyone but Ops by NotPrincipal',
      kinds: ofTrust,
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
