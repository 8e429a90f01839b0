import { type AccountRef, type NamedAccount, refOf } from '../model/account-kind.ts';
import { issuerName, type OidcProvider, oidcProviderArn } from '../model/ci.ts';
import { CI_ROLE_PATH, ciRolesOf } from '../model/ci-roles.ts';
import { managedBy } from '../model/own-tags.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { intendedCiTrust } from '../model/policy/ci-trust.ts';
import type { KnownContext } from '../model/policy/known-context.ts';
import type { Role } from '../model/snapshot.ts';
import { managedPolicyArns } from '../model/structure.ts';
import { type AccountStep, step } from './account-step.ts';
import { comparedRole, type RoleTarget, roleNotices, roleSteps } from './role-plan.ts';

/** A CI role as it should be in one account. */
export interface CiTarget extends RoleTarget {
  readonly issuer: string;
  readonly audience: string;
}

/** What of it there is in an account: the roles and providers of those that are wanted. */
export interface CiSnapshot {
  readonly roles: readonly Role[];
  readonly providers: readonly OidcProvider[];
}

export const noCi: CiSnapshot = { roles: [], providers: [] };

/** An account that may have CI roles, whether it exists or not. */
export interface CiAccount extends NamedAccount {
  readonly partition: string;
  readonly known?: KnownContext;
}

/** @param accountId 12 digits: the provider is one of the account itself */
export function ciTargets(account: CiAccount, accountId: string): readonly CiTarget[] {
  const { kind, name, partition } = account;
  return ciRolesOf(account, { partition, accountId }).map((role) => {
    const { issuer, audience, subject } = role;
    return {
      name: role.name,
      path: CI_ROLE_PATH,
      description: `Access to ${name} for CI; made by diverst`,
      trust: canonicalJson(intendedCiTrust({ partition, accountId, issuer, audience, subject })),
      maxSession: role.maxSession,
      managedPolicyArns: managedPolicyArns(partition, role.managedPolicies),
      permissionsBoundary: null,
      tags: { [kind.tag]: name, ...managedBy },
      tokens: { issuer: issuerName(issuer), subject },
      issuer,
      audience,
    };
  });
}

/** ARNs of the policies that CI roles of an account are to have. */
export function ciPolicyArns({ kind, partition }: Pick<CiAccount, 'kind' | 'partition'>): readonly string[] {
  return kind.ci.flatMap(({ managedPolicies }) => managedPolicyArns(partition, managedPolicies));
}

/** The providers that CI roles of an account rest on, each once, with all its audiences. */
export function ciProviders(
  { kind, partition }: Pick<CiAccount, 'kind' | 'partition'>,
  accountId: string,
): readonly OidcProvider[] {
  const audiences = new Map<string, Set<string>>();
  for (const { issuer, audience } of kind.ci)
    audiences.set(issuer, (audiences.get(issuer) ?? new Set()).add(audience));
  return [...audiences].map(([issuer, all]) => ({
    arn: oidcProviderArn({ partition, accountId, issuer }),
    issuer,
    audiences: [...all],
  }));
}

/** What makes the CI roles of an account what they should be: a provider before the roles that trust it. */
export function ciSteps(account: CiAccount, accountId: string, actual: CiSnapshot): readonly AccountStep[] {
  const owner = refOf(account);
  return [
    ...ciProviders(account, accountId).flatMap((wanted) =>
      providerSteps(
        owner,
        wanted,
        actual.providers.find(({ arn }) => arn === wanted.arn),
      ),
    ),
    ...ciTargets(account, accountId).flatMap((target) => {
      const role = actual.roles.find(({ name }) => name === target.name);
      return roleSteps(owner, target, role ? comparedRole(role, target, account.known) : null);
    }),
  ];
}

export function providerSteps(
  owner: AccountRef,
  { issuer, audiences }: OidcProvider,
  actual: OidcProvider | undefined,
): readonly AccountStep[] {
  const lacking = audiences.filter((audience) => actual?.audiences.includes(audience) === false);
  return [
    step({ kind: 'create-provider', owner, issuer, audiences }, actual !== undefined),
    ...lacking.map((audience) => step({ kind: 'add-audience', owner, issuer, audience }, false)),
  ];
}

/** What CI roles have beside what they should have, which is left alone. */
export function ciNotices(account: CiAccount, accountId: string, actual: CiSnapshot): readonly string[] {
  return ciTargets(account, accountId).flatMap((target) =>
    roleNotices(target, actual.roles.find(({ name }) => name === target.name) ?? null),
  );
}
