import { type AccountRef, refText } from '../../model/account-kind.ts';
import {
  LOCK_POLICY,
  lockDocument,
  readRevocations,
  revocationPolicy,
  revokedWords,
} from '../../model/revocations.ts';
import type { OfKind } from '../change.ts';
import { deletesPolicy, type Rows } from './row.ts';

/** A policy is deleted that only denies. */
const gives = { ...deletesPolicy, isSevere: () => false };

/** Sessions that are ended, and the person that they belong to. */
export const revocationRows = {
  'lock-user': {
    scope: () => 'ops',
    target: ({ user }) => user,
    effect: () => 'remove',
    title: (change) => `lock user ${change.user} in Ops: ${lockWords(change).join(', ')}`,
    part: () => 'revocation',
    isSevere: () => true,
    lost: ({ replaces }) =>
      replaces === null ? null : { actual: replaces, wanted: JSON.stringify(lockDocument) },
  },
  'put-revocation': {
    scope: () => 'member',
    target: ({ role, person }) => `${role} ← ${revocationPolicy(person)}`,
    effect: () => 'remove',
    title: ({ owner, role, person }) =>
      `end ${person === null ? 'all sessions' : `the sessions of ${person}`} in ${inRole(owner, role)}`,
    part: () => 'revocation',
    isSevere: () => true,
    lost: () => null,
  },
  'delete-revocation': {
    ...gives,
    scope: () => 'member',
    target: ({ role, policy }) => `${role} ← ${policy}`,
    title: ({ owner, role, policy, document }) =>
      `delete policy ${policy}, which ended the sessions of ${revokedWords(readRevocations(document) ?? [])} in ${inRole(owner, role)}`,
    part: () => 'removal',
  },
  'unlock-user': {
    ...gives,
    scope: () => 'ops',
    target: ({ user }) => `${user} ← ${LOCK_POLICY}`,
    title: ({ user }) => `delete policy ${LOCK_POLICY} of user ${user} in Ops, which denies everything`,
    part: () => 'revocation',
  },
} satisfies Partial<Rows>;

function inRole(owner: AccountRef, role: string): string {
  return `${refText(owner)} (role ${role})`;
}

function lockWords({ keys, hasPassword }: OfKind<'lock-user'>): readonly string[] {
  return [
    'deny everything',
    ...keys.map((id) => `deactivate access key ${id}`),
    ...(hasPassword ? ['delete the password'] : []),
  ];
}
