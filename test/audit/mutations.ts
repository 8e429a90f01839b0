import type { Mutation } from './mutation.ts';
import { danglingGrants, grantsElsewhere, lessGranted, moreGranted } from './mutations/grants.ts';
import { headroom } from './mutations/headroom.ts';
import { disguisedRoles, renamedClients, weakAccessRoles } from './mutations/hidden.ts';
import { boundGrants, looseBounds, tightBounds } from './mutations/known.ts';
import { admins, people } from './mutations/people.ts';
import { accessRoles, clientRoles, environmentRoles } from './mutations/roles.ts';
import { selfServiceMfa } from './mutations/self-mfa.ts';
import { accounts, units } from './mutations/structure.ts';
import { together } from './mutations/together.ts';
import { closedTrust, openedTrust, trustText, weakMfa } from './mutations/trust.ts';

/** Of OUs, accounts, people and quotas. */
export const mutationsOfFrame: readonly Mutation[] = [
  ...units,
  ...accounts,
  ...renamedClients,
  ...admins,
  ...people,
  ...selfServiceMfa,
  ...headroom,
];

/** Of the roles in clients' accounts. */
export const mutationsOfRoles: readonly Mutation[] = [
  ...accessRoles,
  ...weakAccessRoles,
  ...disguisedRoles,
  ...clientRoles,
  ...environmentRoles,
  ...openedTrust,
  ...closedTrust,
  ...weakMfa,
  ...trustText,
  ...looseBounds,
  ...tightBounds,
];

export const mutationsOfGrants: readonly Mutation[] = [
  ...lessGranted,
  ...moreGranted,
  ...danglingGrants,
  ...grantsElsewhere,
  ...boundGrants,
  ...together,
];

/** Every single change that the audit must find. */
export const allMutations: readonly Mutation[] = [
  ...mutationsOfFrame,
  ...mutationsOfRoles,
  ...mutationsOfGrants,
];
