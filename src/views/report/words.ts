import type { AccessState, AccountAccess } from '../../report/access.ts';

export const accessStates: Readonly<Record<AccessState, string>> = {
  open: 'members have access',
  hindered: 'not all members have access',
  'not-active': 'not active, so AWS refuses access',
  'not-read': 'not read',
};

/** Parts that were not read can contain an access path: that no path was found is then weaker. */
export function noDoors(isWhole: boolean): string {
  return isWhole
    ? 'The audit found no other access path.'
    : 'The audit found no other access path, but it could not read everything.';
}

export const moreDoors = 'The audit could not read everything, so other access paths can exist.';

/** Which policy of the group grants the role. */
export function grantText({ policies }: Pick<AccountAccess, 'policies'>): string {
  if (policies === null) return 'not read';
  if (policies.length === 0) return 'no policy names the ARN of the role';
  return policies.map(({ name, kind }) => `${kind} policy ${name}`).join(', ');
}
