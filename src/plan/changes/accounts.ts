import { refText } from '../../model/account-kind.ts';
import { issuerName } from '../../model/ci.ts';
import { policyOf } from '../change.ts';
import { adds, type Rows, removes } from './row.ts';

/** The roles of an account: that of people in Ops, with the grant that lets them assume it, and those of CI systems. */
export const accountRows = {
  'create-provider': {
    ...adds,
    scope: () => 'member',
    target: ({ issuer }) => issuerName(issuer),
    // One provider has the same name in every account.
    title: ({ owner, issuer, audiences }) =>
      `create OIDC provider ${issuerName(issuer)} in ${refText(owner)} for audience ${audiences.join(', ')}`,
    part: () => 'account',
  },
  'add-audience': {
    ...adds,
    scope: () => 'member',
    target: ({ issuer, audience }) => `${issuerName(issuer)} ← ${audience}`,
    title: ({ owner, issuer, audience }) =>
      `add audience ${audience} to OIDC provider ${issuerName(issuer)} in ${refText(owner)}`,
    part: () => 'account',
  },
  'create-role': {
    ...adds,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, tokens }) =>
      tokens === undefined
        ? `create role ${role}, trusting Ops`
        : `create role ${role}, trusting tokens of ${tokens.issuer} for ${tokens.subject}`,
    part: () => 'account',
  },
  'replace-trust': {
    ...removes,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role }) => `replace the trust policy of role ${role}`,
    part: ({ owner }) => (owner === null ? 'access-role' : 'account'),
  },
  'set-max-session': {
    ...adds,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, from, to }) => `set the longest session of role ${role} to ${to} s (was ${from} s)`,
    part: () => 'account',
  },
  'set-boundary': {
    ...adds,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, from, to }) =>
      `set the permissions boundary of role ${role} to ${to} (was ${from ?? 'none'})`,
    part: () => 'account',
  },
  'tag-role': {
    ...adds,
    scope: () => 'member',
    target: ({ role }) => role,
    title: ({ role, tags }) => `tag role ${role} with ${Object.keys(tags).join(' and ')}`,
    part: () => 'account',
  },
  'attach-policy': {
    ...adds,
    scope: () => 'member',
    target: ({ role, policyArn }) => `${role} ← ${policyOf(policyArn)}`,
    title: ({ role, policyArn }) => `attach ${policyOf(policyArn)} to role ${role}`,
    part: () => 'account',
  },
  'grant-access': {
    scope: () => 'ops',
    target: ({ group, slot }) => `${group} ← ${slot.policy}`,
    title: ({ group, slot, replaces }) =>
      `${replaces === null ? '' : 'overwrite its other content and '}let group ${group} in Ops assume it (${slot.kind} policy ${slot.policy})`,
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
    ...removes,
    scope: () => 'member',
    target: ({ role, policy }) => `${role} ← ${policy}`,
    title: ({ role, policy }) => `delete the inline policy ${policy} of role ${role}`,
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
