import type { Drift } from './drift.ts';
import { adornedCi, closedCi } from './drifts/ci.ts';
import { openedCi } from './drifts/ci-trust.ts';
import { crossing, grantedByName, unnamedAccounts } from './drifts/crossing.ts';
import { delegations } from './drifts/delegation.ts';
import { danglingGrants, grantsElsewhere, lessGranted, moreGranted } from './drifts/grants.ts';
import { guardrails } from './drifts/guardrails.ts';
import { headroom } from './drifts/headroom.ts';
import { disguisedRoles, renamedClients, weakAccessRoles } from './drifts/hidden.ts';
import { boundGrants, looseBounds, tightBounds } from './drifts/known.ts';
import { admins, people } from './drifts/people.ts';
import { peopleGroup } from './drifts/people-group.ts';
import { accessRoles, clientRoles, environmentRoles } from './drifts/roles.ts';
import { rootUsers, rootUsersOfBase } from './drifts/root-users.ts';
import { selfServiceMfa } from './drifts/self-mfa.ts';
import { weakSourceIdentity } from './drifts/source-identity.ts';
import { accounts, units } from './drifts/structure.ts';
import { together } from './drifts/together.ts';
import { trails } from './drifts/trail.ts';
import { closedTrust, openedTrust, trustText, weakMfa } from './drifts/trust.ts';

/** Of OUs, accounts, people, quotas and the trail. */
export const driftsOfBase: readonly Drift[] = [
  ...units,
  ...accounts,
  ...renamedClients,
  ...admins,
  ...people,
  ...peopleGroup,
  ...selfServiceMfa,
  ...headroom,
  ...trails,
  ...guardrails,
  ...delegations,
  ...rootUsers,
  ...rootUsersOfBase,
];

/** Of the roles in clients' accounts. */
export const driftsOfRoles: readonly Drift[] = [
  ...accessRoles,
  ...weakAccessRoles,
  ...disguisedRoles,
  ...clientRoles,
  ...environmentRoles,
  ...openedTrust,
  ...closedTrust,
  ...weakMfa,
  ...weakSourceIdentity,
  ...trustText,
  ...looseBounds,
  ...tightBounds,
  ...openedCi,
  ...adornedCi,
  ...closedCi,
];

export const driftsOfGrants: readonly Drift[] = [
  ...lessGranted,
  ...moreGranted,
  ...danglingGrants,
  ...grantsElsewhere,
  ...boundGrants,
  ...together,
  ...crossing,
  ...unnamedAccounts,
  ...grantedByName,
];

/** Every single change that the audit must find. */
export const allDrifts: readonly Drift[] = [...driftsOfBase, ...driftsOfRoles, ...driftsOfGrants];
