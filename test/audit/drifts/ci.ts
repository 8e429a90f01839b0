import {
  aud,
  audience,
  ciRoleName,
  ciRoleOf,
  exactly,
  own,
  providerOf,
  setCiTrust,
  sub,
  subjectOf,
  take,
} from '../ci-edits.ts';
import { drifts, ofCi } from '../drift.ts';
import { addRole, awsPolicy, documentOf, iamOf, putInline, remove } from '../edits.ts';

/** Nobody else gets in, and a token may bring along more. */
export const adornedCi = drifts(
  {
    config: 'ci',
    repair: 'yes',
    touches: 'client',
    kinds: ofCi,
    expect: { check: 'ci-role-trust', severity: 'low', subject: /^CLIENT\/CLIENT-ci$/ },
  },
  ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:AssumeRole', 'sts:*'].map((action) => ({
    name: `CI: ${action} beside`,
    apply: (state, { client }) =>
      setCiTrust(
        state,
        client,
        take(client, exactly(client), { Action: ['sts:AssumeRoleWithWebIdentity', action] }),
      ),
  })),
);

/** CI is kept out, or what it needs is missing. */
export const closedCi = drifts({ config: 'ci', touches: 'client', repair: 'yes' }, [
  {
    name: 'CI: a further condition',
    expect: { check: 'ci-role-narrower', severity: 'medium', subject: /^CLIENT\/CLIENT-ci$/ },
    doors: { closes: [own] },
    apply: (state, { client }) =>
      setCiTrust(
        state,
        client,
        take(client, { ...exactly(client), StringEquals: { ...claims(client), 'sts:RoleSessionName': 'x' } }),
      ),
  },
  {
    name: 'CI: a Deny of its tokens',
    kinds: ofCi,
    expect: { check: 'ci-role-narrower', severity: 'medium', subject: /^CLIENT\/CLIENT-ci$/ },
    doors: { closes: [own] },
    apply: (state, { client }) =>
      setCiTrust(state, client, take(client, exactly(client)), take(client, {}, { Effect: 'Deny' })),
  },
  {
    name: 'CI: no provider',
    expect: { check: 'ci-provider', severity: 'medium', subject: /^CLIENT\/token/ },
    doors: { closes: [own] },
    apply: (state, { client }) => delete iamOf(state, client.accountId).oidcProviders,
  },
  {
    name: 'CI: the provider lacks the audience',
    kinds: ofCi,
    expect: { check: 'ci-provider', severity: 'medium', subject: /^CLIENT\/token/ },
    doors: { closes: [own] },
    apply(state, { client }) {
      providerOf(state, client).clientIds = [{ id: 'other', effectiveAt: 0 }];
    },
  },
  {
    name: 'CI: no role',
    expect: { check: 'ci-role-missing', severity: 'medium', subject: /^CLIENT\/CLIENT-ci$/ },
    doors: { closes: [own] },
    apply: (state, { client }) => remove(iamOf(state, client.accountId).roles, ciRoleName(client)),
  },
  {
    name: 'CI: neither role nor provider',
    expect: { check: 'ci-role-missing', severity: 'medium', subject: /^CLIENT\/CLIENT-ci$/ },
    never: ['ci-provider'],
    apply(state, { client }) {
      const iam = iamOf(state, client.accountId);
      remove(iam.roles, ciRoleName(client));
      delete iam.oidcProviders;
    },
  },
  {
    name: 'CI: the role in another case',
    kinds: ofCi,
    repair: 'no',
    expect: { check: 'ci-role-missing', severity: 'medium', subject: /^CLIENT\/CLIENT-ci$/ },
    // Under that name it is none of the roles that are wanted.
    explains: ['ci-role-left'],
    apply(state, { client }) {
      const { roles } = iamOf(state, client.accountId);
      const role = ciRoleOf(state, client);
      roles[ciRoleName(client)] = { ...role, name: role.name.toUpperCase() };
    },
  },
  {
    name: 'CI: a policy is missing',
    kinds: ofCi,
    expect: { check: 'ci-role-policy-missing', severity: 'medium', subject: /^CLIENT\/CLIENT-ci\/Read/ },
    apply(state, { client }) {
      ciRoleOf(state, client).attached = [];
    },
  },
  {
    name: 'CI: a policy too many',
    repair: 'named',
    expect: { check: 'ci-role-policy-extra', severity: 'medium', subject: /^CLIENT\/CLIENT-ci\/Admin/ },
    apply: (state, { client }) => ciRoleOf(state, client).attached.push(awsPolicy('AdministratorAccess')),
  },
  {
    name: 'CI: an inline policy',
    kinds: ofCi,
    repair: 'named',
    expect: { check: 'ci-role-policy-extra', severity: 'medium', subject: /^CLIENT\/CLIENT-ci\/more$/ },
    apply: (state, { client }) =>
      putInline(ciRoleOf(state, client), 'more', { Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  },
  {
    name: 'CI: longer sessions',
    expect: { check: 'ci-role-settings', severity: 'low', subject: /\/session$/ },
    apply(state, { client }) {
      ciRoleOf(state, client).maxSessionDuration = 7_200;
    },
  },
  {
    name: 'CI: without the tag',
    kinds: ofCi,
    expect: { check: 'ci-role-settings', severity: 'medium', subject: /\/tags$/ },
    apply(state, { client }) {
      ciRoleOf(state, client).tags = {};
    },
  },
  {
    name: 'CI: a permissions boundary',
    kinds: ofCi,
    repair: 'named',
    expect: { check: 'ci-role-settings', severity: 'medium', subject: /\/boundary$/ },
    apply(state, { client }) {
      ciRoleOf(state, client).permissionsBoundary = awsPolicy('PowerUserAccess');
    },
  },
  {
    name: 'CI: another path',
    kinds: ofCi,
    repair: 'no',
    expect: { check: 'ci-role-settings', severity: 'medium', subject: /\/path$/ },
    apply(state, { client }) {
      const { roles } = iamOf(state, client.accountId);
      roles[ciRoleName(client)] = { ...ciRoleOf(state, client), path: '/ci/' };
    },
  },
  {
    name: 'CI: a role of an earlier configuration',
    repair: 'no',
    expect: { check: 'ci-role-left', severity: 'high', subject: /^CLIENT\/CLIENT-deploy$/ },
    never: ['role-other-trust'],
    doors: { opens: [{ ...own, role: 'CLIENT-deploy' }] },
    apply(state, { client }) {
      const trust = documentOf(take(client, exactly(client)));
      const role = addRole(state, client.accountId, `${client.name}-deploy`, trust);
      role.tags = { 'diverst:managed-by': 'diverst' };
    },
  },
  {
    name: 'CI: a role for tokens of somebody else’s making',
    kinds: ofCi,
    repair: 'no',
    expect: { check: 'role-other-trust', severity: 'high', subject: /^CLIENT\/CLIENT-deploy$/ },
    never: ['ci-role-left'],
    apply(state, { client }) {
      addRole(state, client.accountId, `${client.name}-deploy`, documentOf(take(client, exactly(client))));
    },
  },
]);

function claims(member: Parameters<typeof subjectOf>[0]) {
  return { [aud]: audience, [sub]: subjectOf(member) };
}
