import type { Mutation } from './mutation.ts';
import { danglingGrants, grantsElsewhere, lessGranted, moreGranted } from './mutations/grants.ts';
import { headroom } from './mutations/headroom.ts';
import { admins, people } from './mutations/people.ts';
import { accessRoles, clientRoles } from './mutations/roles.ts';
import { accounts, units } from './mutations/structure.ts';
import { closedTrust, openedTrust, trustText, weakMfa } from './mutations/trust.ts';

/** Every single change that the audit must find. */
export const allMutations: readonly Mutation[] = [
  ...units,
  ...accounts,
  ...admins,
  ...people,
  ...accessRoles,
  ...clientRoles,
  ...openedTrust,
  ...closedTrust,
  ...weakMfa,
  ...trustText,
  ...lessGranted,
  ...moreGranted,
  ...danglingGrants,
  ...grantsElsewhere,
  ...headroom,
];
