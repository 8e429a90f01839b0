import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, ControlPolicySummary, OrganizationRoot } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import {
  type ControlPoliciesReading,
  type ControlPolicy,
  type ControlPolicyType,
  controlPolicyTypes,
  fullAccessPolicyId,
} from '../../model/control-policies.ts';
import type { Structure } from '../../model/structure.ts';
import type { ReadPolicies } from '../../plan/guardrail-plan.ts';
import { reasonOf } from './read-account.ts';

export interface PolicySources {
  readonly aws: Pick<Aws, 'policies'>;
  readonly root: Promise<OrganizationRoot>;
  /** How many accounts there are: only asked where policies are attached to many of them. */
  accountCount(): Promise<number>;
}

/** AWS's own of each type that allows everything. */
const fullAccess = [fullAccessPolicyId, 'p-RCPFullAWSAccess'];

/**
 * Reads the organization's policies, unless the structure wants none of it.
 * @returns `unread` with the reason for whatever goes wrong
 * @throws the signal's reason only
 */
export async function readPolicies({
  structure,
  wait,
  ...sources
}: PolicySources & {
  readonly structure: Structure;
  readonly wait: Pick<WaitOptions, 'signal'>;
}): Promise<ControlPoliciesReading> {
  if (structure.guardrails === null) return { kind: 'not-asked' };
  try {
    return await readControlPolicies(sources);
  } catch (error) {
    wait.signal.throwIfAborted();
    return { kind: 'unread', reason: reasonOf(error), denied: isDenied(error) };
  }
}

/**
 * Reads the organization's policies one by one, and not account by account: the calls are few whatever the number of
 * accounts.
 * @throws AwsError
 */
export async function readControlPolicies(sources: PolicySources): Promise<ReadPolicies> {
  const [{ types }, policies] = await Promise.all([sources.root, allPolicies(sources.aws)]);
  const withoutFullAccess =
    types.SERVICE_CONTROL_POLICY === 'ENABLED' ? await lackingFullAccess(policies, sources) : [];
  return { kind: 'read', types, policies, withoutFullAccess };
}

/** Those of both types, but AWS's own that allow everything. @throws AwsError */
export async function allPolicies(aws: Pick<Aws, 'policies'>): Promise<readonly ControlPolicy[]> {
  return (await Promise.all(controlPolicyTypes.map((type) => policiesOf(aws, type)))).flat();
}

/**
 * Of a type that is not enabled, too: AWS says nowhere whether it shows policies of one that was disabled, which is
 * right either way.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
 */
async function policiesOf(
  { policies }: Pick<Aws, 'policies'>,
  type: ControlPolicyType,
): Promise<readonly ControlPolicy[]> {
  const read = async (listed: ControlPolicySummary): Promise<readonly ControlPolicy[]> => {
    const [document, targets] = await Promise.all([
      policies.documentOf(listed.id),
      policies.targetsOf(listed.id),
    ]);
    // One that was deleted since it was listed.
    return document === null ? [] : [{ ...listed, type, document, targets }];
  };
  const all = (await policies.listPolicies(type)).filter(({ id }) => !fullAccess.includes(id));
  return (await Promise.all(all.map(read))).flat();
}

/** Targets that a page holds. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
const perPage = 20;

/**
 * AWS keeps a service control policy attached to every root, OU and account, so that only what has another one can lack
 * this one. Those are asked one by one, or all that have it are listed, whichever is fewer calls.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
async function lackingFullAccess(
  policies: readonly ControlPolicy[],
  { aws, accountCount }: PolicySources,
): Promise<readonly string[]> {
  const type = 'SERVICE_CONTROL_POLICY';
  const others = [
    ...new Set(policies.flatMap((policy) => (policy.type === type ? policy.targets : []))),
  ].sort();
  if (others.length > perPage && others.length > (await accountCount()) / perPage) {
    const having = new Set(await aws.policies.targetsOf(fullAccessPolicyId));
    return others.filter((id) => !having.has(id));
  }
  const attached = await Promise.all(others.map((id) => aws.policies.attachedTo(id, type)));
  return others.filter((_id, index) => !attached[index]?.includes(fullAccessPolicyId));
}
