import type { AccessState, AccountAccess } from '../../report/access.ts';

export const accessStates: Readonly<Record<AccessState, string>> = {
  open: 'members can get in',
  hindered: 'not all members can get in',
  'not-active': 'AWS lets nobody in',
  'not-read': 'not read',
};

/** Parts that were not read can contain an access path: that no path was found is then weaker. */
export function noDoors(isWhole: boolean): string {
  return isWhole
    ? 'The audit found no other way in.'
    : 'In what it could read, the audit found no other way in. It could not read everything.';
}

export const moreDoors = 'The audit could not read everything, so there may be more ways in.';

/** Which policy of the group grants the role. */
export function grantText({ policies }: Pick<AccountAccess, 'policies'>): string {
  if (policies === null) return 'not read';
  if (policies.length === 0) return 'no policy that names the role by its ARN';
  return policies.map(({ name, kind }) => `${kind} policy ${name}`).join(', ');
}
