import type { Mutation } from './mutation.ts';
import { danglingGrants, grantsElsewhere, lessGranted, moreGranted } from './mutations/grants.ts';
import { headroom } from './mutations/headroom.ts';
import { boundGrants, looseBounds, tightBounds } from './mutations/known.ts';
import { admins, people } from './mutations/people.ts';
import { accessRoles, clientRoles } from './mutations/roles.ts';
import { accounts, units } from './mutations/structure.ts';
import { closedTrust, openedTrust, trustText, weakMfa } from './mutations/trust.ts';

/** Of OUs, accounts, people and quotas. */
export const mutationsOfFrame: readonly Mutation[] = [
  ...units,
  ...accounts,
  ...admins,
  ...people,
  ...headroom,
];

/** Of the roles in clients' accounts. */
export const mutationsOfRoles: readonly Mutation[] = [
  ...accessRoles,
  ...clientRoles,
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
];

/** Every single change that the audit must find. */
export const allMutations: readonly Mutation[] = [
  ...mutationsOfFrame,
  ...mutationsOfRoles,
  ...mutationsOfGrants,
];
