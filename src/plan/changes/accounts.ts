import { refText } from '../../model/account-kind.ts';
import { issuerName } from '../../model/ci.ts';
import { policyOf } from '../change.ts';
import { alters, creates, deletesPolicy, type Rows, removes } from './row.ts';

/** The roles of an account: that of people in Ops, with the grant that lets them assume it, and those of CI systems. */
export const accountRows = {
  'create-provider': {
    ...creates,
    scope: () => 'member',
    target: ({ issuer }) => issuerName(issuer),
    // One provider has the same name in every account.
    title: ({ owner, issuer, audiences }) =>
      `create OIDC provider ${issuerName(issuer)} in ${refText(owner)} for audience ${audiences.join(', ')}`,
    part: () => 'account',
  },
  'add-audience': {
    ...alters,
    scope: () => 'member',
    target: ({ issuer, audience }) => `${issuerName(issuer)} ← ${audience}`,
    title: ({ owner, issuer, audience }) =>
      `add audience ${audience} to OIDC provider ${issuerName(issuer)} in ${refText(owner)}`,
    part: () => 'account',
  },
  'create-role': {
    ...creates,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, tokens }) =>
      tokens === undefined
        ? `create role ${role}, which trusts Ops`
        : `create role ${role}, which trusts tokens of ${tokens.issuer} for ${tokens.subject}`,
    part: () => 'account',
  },
  'replace-trust': {
    ...removes,
    effect: () => 'change',
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role }) => `replace the trust policy of role ${role}`,
    part: ({ owner }) => (owner === null ? 'access-role' : 'account'),
    lost: ({ actual, intended }) => ({ actual, wanted: intended }),
  },
  'set-max-session': {
    ...alters,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, from, to }) =>
      `set the maximum session duration of role ${role} to ${to} s (was ${from} s)`,
    part: () => 'account',
  },
  'set-boundary': {
    ...alters,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, from, to }) =>
      `set the permissions boundary of role ${role} to ${to} (was ${from ?? 'none'})`,
    part: () => 'account',
  },
  'tag-role': {
    ...alters,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, tags }) => `tag role ${role} with ${Object.keys(tags).join(' and ')}`,
    part: () => 'account',
  },
  'attach-policy': {
    ...creates,
    scope: () => 'member',
    target: ({ role, policyArn }) => `${role} ← ${policyOf(policyArn)}`,
    title: ({ role, policyArn }) => `attach ${policyOf(policyArn)} to role ${role}`,
    part: () => 'account',
  },
  'grant-access': {
    scope: () => 'ops',
    target: ({ group, slot }) => `${group} ← ${slot.policy}`,
    effect: ({ replaces }) => (replaces === null ? 'create' : 'change'),
    title: ({ owner, group, slot, replaces }) =>
      `grant group ${group} in Ops access to ${refText(owner)} (${replaces === null ? '' : 'overwrites the '}${slot.kind} policy ${slot.policy})`,
    part: () => 'account',
    isSevere: ({ replaces }) => replaces !== null,
    lost: ({ replaces }) => (replaces === null ? null : { actual: replaces, wanted: null }),
  },
  'detach-policy': {
    ...removes,
    scope: () => 'member',
    target: ({ role, policyArn }) => `${role} ← ${policyOf(policyArn)}`,
    title: ({ role, policyArn }) => `detach ${policyOf(policyArn)} from role ${role}`,
    part: () => 'removal',
  },
  'delete-role-policy': {
    ...deletesPolicy,
    scope: () => 'member',
    target: ({ role, policy }) => `${role} ← ${policy}`,
    title: ({ role, policy }) => `delete inline policy ${policy} of role ${role}`,
    part: () => 'removal',
  },
  'remove-boundary': {
    ...removes,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, from }) => `remove the permissions boundary ${from} of role ${role}`,
    part: () => 'removal',
  },
  'close-account': {
    ...removes,
    scope: () => 'organization',
    target: ({ name }) => name,
    title: ({ name, accountId, email }) => `close account ${name} (${accountId}) <${email}>`,
    part: () => 'closing',
    detail: ({ accountId }) => accountId,
  },
} satisfies Partial<Rows>;
