import type { RootCredentials } from '../../model/root-users.ts';
import type { Rows } from './row.ts';

/** What root users of member accounts can sign in with. */
export const rootUserRows = {
  'delete-root-credentials': {
    scope: () => 'organization',
    target: ({ name }) => name,
    effect: () => 'remove',
    title: ({ name, accountId }) => `delete the root user credentials of account ${name} (${accountId})`,
    part: () => 'removal',
    isSevere: () => true,
    lost: ({ credentials }) =>
      credentials === null ? null : { actual: credentialWords(credentials).join('; '), wanted: null },
    detail: ({ accountId }) => accountId,
  },
} satisfies Partial<Rows>;

/** Each by its name, and keys with the day, by UTC, on which they were last used. */
function credentialWords({
  hasPassword,
  keys,
  certificates,
  mfaDevices,
}: RootCredentials): readonly string[] {
  return [
    ...(hasPassword ? ['password'] : []),
    ...keys.map(({ id, isActive, lastUsed }) => {
      const use =
        lastUsed === null ? 'never used' : `last used ${new Date(lastUsed).toISOString().slice(0, 10)}`;
      return `access key ${id} (${isActive ? use : `inactive, ${use}`})`;
    }),
    ...certificates.map((id) => `signing certificate ${id}`),
    ...mfaDevices.map((serial) => `MFA device ${serial}`),
  ];
}
