import type { PolicyState, PolicyVersionState, SandboxState } from '../state.ts';
import { iamOf } from './account.ts';
import { type AwsManagedPolicy, awsManagedPolicies } from './aws-managed.ts';
import { effectiveDocument } from './documents.ts';
import { noSuchEntity } from './errors.ts';
import { entry } from './records.ts';

/** The customer managed policy of an ARN, in whichever account. */
export function customerPolicy(state: SandboxState, arn: string): PolicyState | undefined {
  const accountId = arn.split(':')[4] ?? '';
  return entry(iamOf(state, accountId).policies, arn);
}

/**
 * A policy that the account may use: one of its own, or AWS's as one that has a single version.
 *
 * @throws SandboxError NoSuchEntity
 */
export function findPolicy(state: SandboxState, accountId: string, arn: string): PolicyState {
  const builtIn = awsManagedPolicies.get(arn);
  if (builtIn) return asPolicy(builtIn);
  const own = entry(iamOf(state, accountId).policies, arn);
  if (own === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return own;
}

export function findVersion(policy: PolicyState, versionId: string): PolicyVersionState {
  const version = policy.versions.find(({ id }) => id === versionId);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${versionId} does not exist or is not attachable.`);
  }
  return version;
}

export function defaultVersion(policy: PolicyState): PolicyVersionState {
  return findVersion(policy, policy.defaultVersionId);
}

/** What authorization sees of a managed policy at a time; undefined for one that is unknown or not yet spread. */
export function effectiveManagedPolicy(state: SandboxState, arn: string, now: number): string | undefined {
  const builtIn = awsManagedPolicies.get(arn);
  if (builtIn) return builtIn.document;
  const policy = customerPolicy(state, arn);
  return policy && effectiveDocument(defaultVersion(policy), now);
}

export function isAwsManaged(arn: string): boolean {
  return arn.startsWith('arn:aws:iam::aws:');
}

export function asPolicy(policy: AwsManagedPolicy): PolicyState {
  const { arn, name, path, id, description, createdAt, versionId, document } = policy;
  return {
    arn,
    name,
    path,
    id,
    description,
    createdAt,
    updatedAt: createdAt,
    versions: [{ id: versionId, createdAt, document, effectiveAt: createdAt }],
    defaultVersionId: versionId,
    nextVersion: 2,
    tags: {},
  };
}

/** How often each managed policy is attached in an account, and how often it is a boundary there, by ARN. */
export function policyUse(
  state: SandboxState,
  accountId: string,
): { readonly attachments: ReadonlyMap<string, number>; readonly boundaries: ReadonlyMap<string, number> } {
  const { users, groups, roles } = iamOf(state, accountId);
  const attachments = new Map<string, number>();
  const boundaries = new Map<string, number>();
  const count = (counts: Map<string, number>, arn: string) => counts.set(arn, (counts.get(arn) ?? 0) + 1);
  for (const holder of [users, groups, roles].flatMap((record) =>
    Object.values<{ attached: string[] }>(record),
  )) {
    for (const arn of holder.attached) count(attachments, arn);
  }
  for (const { permissionsBoundary } of [...Object.values(users), ...Object.values(roles)]) {
    if (permissionsBoundary !== undefined) count(boundaries, permissionsBoundary);
  }
  return { attachments, boundaries };
}
