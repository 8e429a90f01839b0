import { type MemberAccess, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, OrganizationRoot } from '../../aws/api.ts';
import { exceptionsOf, type GuardrailFacts, unitsAbove } from '../../model/guardrails/exceptions.ts';
import { guardrailPolicies } from '../../model/guardrails/policies.ts';
import type { GuardedUnit } from '../../model/guardrails.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import { unitId } from '../../plan/base-plan.ts';
import { holdsNothing } from '../../plan/diff/context.ts';
import { type GuardrailsGround, isEnforcedThere } from '../../plan/guardrail-plan.ts';
import type { PolicyTarget } from '../../plan/shapes/organization.ts';
import { structureUnits } from '../../plan/unit-path.ts';
import { readControlPolicies } from './read-policies.ts';

export interface GuardrailsTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
}

export interface BasePlace {
  readonly partition: string;
  readonly managementAccountId: string;
  /** Null where there is no organization yet. */
  readonly organization: { readonly snapshot: OrganizationSnapshot; readonly root: OrganizationRoot } | null;
  /** Null where it is to be created. */
  readonly ops: Account | null;
}

/** Stands for the id of an organization that does not exist yet. */
const unknownOrganization = '{organizationId}';

/**
 * Reads what there is of guardrails, before anything is changed.
 * @returns null where none are wanted, or none are possible; problems are sentences about the exceptions in the configuration
 * @throws AwsError for what cannot be read; Failure for a policy that would be too long
 */
export async function readGuardrailsGround(
  place: BasePlace,
  tools: GuardrailsTools,
): Promise<{ readonly ground: GuardrailsGround | null; readonly problems: readonly string[] }> {
  const { aws, structure } = tools;
  const { partition, managementAccountId, organization, ops } = place;
  const { guardrails } = structure;
  // Without all features, an organization has no such policies; it is a finding of its own.
  if (guardrails === null || (organization !== null && organization.snapshot.featureSet !== 'ALL'))
    return { ground: null, problems: [] };
  const snapshot = organization?.snapshot ?? null;
  const facts: GuardrailFacts = snapshot ?? {
    partition,
    id: unknownOrganization,
    managementAccountId,
    rootId: '',
    units: [],
    accounts: [],
  };
  const wanted = guardrailPolicies(structure, facts);
  const found =
    organization === null
      ? null
      : await readControlPolicies({
          aws,
          root: Promise.resolve(organization.root),
          accountCount: () => Promise.resolve(organization.snapshot.accounts.length),
        });
  const units = structureUnits(structure);
  const targetOf = (path: readonly string[]): PolicyTarget => ({
    id: snapshot === null ? null : unitId(snapshot, path),
    label: path.join('/'),
  });
  const targets = { environments: targetOf(units.environments), users: targetOf(units.users) };
  const there = { wanted, found, rootId: snapshot?.rootId ?? null, targets };
  // What is in use decides where something is missing, and costs calls.
  const lacks = (unit: GuardedUnit) =>
    wanted.some((one) => one.unit === unit && !isEnforcedThere(one, there));
  const isFree = (unit: GuardedUnit, but: Account | null) =>
    lacks(unit) && (snapshot === null || isEmpty(structure.units[unit], snapshot, but));
  const unused: readonly GuardedUnit[] = [
    ...(isFree('environments', null) ? ['environments' as const] : []),
    ...(isFree('users', ops) && (await isBare(ops, tools)) ? ['users' as const] : []),
  ];
  return {
    ground: { ...there, unused },
    problems: exceptionsOf(structure, guardrails, facts).problems,
  };
}

/** Whether no account is in the OU or below it, as far as their places are known. @param but is left aside */
function isEmpty(unit: string, snapshot: OrganizationSnapshot, but: Account | null): boolean {
  const { accounts, managementAccountId, rootId } = snapshot;
  return accounts.every(({ id, parentId }) => {
    if (id === managementAccountId || id === but?.id || parentId === rootId) return true;
    const [top] = unitsAbove(parentId, snapshot);
    return top !== undefined && top.parentId === rootId && top.name !== unit;
  });
}

/**
 * Whether nothing works in Ops yet: it has no user, and no role but the way in and those of AWS's services. Groups are
 * of no account without users.
 */
async function isBare(ops: Account | null, { members, structure, wait }: GuardrailsTools): Promise<boolean> {
  if (ops === null) return true;
  const iam = await members.withIam(reachableOf(ops, wait), wait, (api) => api.readAccount(['User', 'Role']));
  return holdsNothing(iam, [structure.accessRole]);
}
