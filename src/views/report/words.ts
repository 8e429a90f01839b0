import type { AccessState, AccountAccess } from '../../report/access.ts';

export const accessStates: Readonly<Record<AccessState, string>> = {
  open: 'members can get in',
  hindered: 'not all members can get in',
  'not-active': 'AWS lets nobody in',
  'not-read': 'not read',
};

/** Which policy of the group grants the role. */
export function grantText({ policies }: Pick<AccountAccess, 'policies'>): string {
  if (policies === null) return 'not read';
  if (policies.length === 0) return 'no policy';
  return policies.map(({ name, kind }) => `${kind} policy ${name}`).join(', ');
}
