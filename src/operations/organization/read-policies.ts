import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, ControlPolicySummary, OrganizationRoot } from '../../aws/api.ts';
import {
  type ControlPoliciesReading,
  type ControlPolicy,
  type ControlPolicyType,
  controlPolicyTypes,
  fullAccessPolicyId,
} from '../../model/control-policies.ts';
import { guardrailPolicyNames } from '../../model/guardrails/policies.ts';
import type { Structure } from '../../model/structure.ts';
import type { ReadPolicies } from '../../plan/guardrail-plan.ts';
import { orUnread } from './or-unread.ts';

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
  return orUnread(wait, () => readControlPolicies(sources));
}

/**
 * Reads the organization's policies one by one, and not account by account: the calls are few whatever the number of
 * accounts. Left out are those that say nothing of guardrails: of other names, and attached to nothing, or only to
 * accounts that have full access beside. AWS gives two documents a second.
 * @throws AwsError
 */
export async function readControlPolicies(sources: PolicySources): Promise<ReadPolicies> {
  const [{ types }, listed] = await Promise.all([sources.root, listPolicies(sources.aws)]);
  const withoutFullAccess =
    types.SERVICE_CONTROL_POLICY === 'ENABLED' ? await lackingFullAccess(listed, sources) : [];
  const policies = await documentsOf(listed, sources.aws, ({ targets }) =>
    targets.some((id) => withoutFullAccess.includes(id)),
  );
  return { kind: 'read', types, policies, withoutFullAccess };
}

/** The same policies without those that decide whether accounts lack full access. @throws AwsError */
export async function policiesAbove(aws: Pick<Aws, 'policies'>): Promise<readonly ControlPolicy[]> {
  return documentsOf(await listPolicies(aws), aws, () => false);
}

interface ListedPolicy extends Omit<ControlPolicy, 'document'> {
  /** Asked for already, since it is needed in any case; else null. */
  readonly document: Promise<string | null> | null;
}

/** Those of both types, but AWS's own that allow everything. */
async function listPolicies(aws: Pick<Aws, 'policies'>): Promise<readonly ListedPolicy[]> {
  return (await Promise.all(controlPolicyTypes.map((type) => policiesOf(aws, type)))).flat();
}

/** Those that are needed, with their documents. */
async function documentsOf(
  listed: readonly ListedPolicy[],
  { policies }: Pick<Aws, 'policies'>,
  isNeeded: (policy: ListedPolicy) => boolean,
): Promise<readonly ControlPolicy[]> {
  const read = await Promise.all(
    listed.map(async (one): Promise<readonly ControlPolicy[]> => {
      const { document: begun, ...policy } = one;
      const document = await (begun ?? (isNeeded(one) ? policies.documentOf(policy.id) : null));
      // Not needed, or deleted since it was listed.
      return document === null ? [] : [{ ...policy, document }];
    }),
  );
  return read.flat();
}

/**
 * Of a type that is not enabled, too: AWS says nowhere whether it shows policies of one that was disabled, which is
 * right either way.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html
 */
async function policiesOf(
  { policies }: Pick<Aws, 'policies'>,
  type: ControlPolicyType,
): Promise<readonly ListedPolicy[]> {
  const begin = (id: string) => {
    const document = policies.documentOf(id);
    // Whoever awaits it gets the error.
    document.catch(() => undefined);
    return document;
  };
  const read = async (listed: ControlPolicySummary): Promise<ListedPolicy> => {
    const own = guardrailPolicyNames.includes(listed.name) ? begin(listed.id) : null;
    const targets = await policies.targetsOf(listed.id);
    const document = own ?? (targets.every(isAccountId) ? null : begin(listed.id));
    return { ...listed, type, targets, document };
  };
  const all = (await policies.listPolicies(type)).filter(({ id }) => !fullAccess.includes(id));
  return Promise.all(all.map(read));
}

function isAccountId(target: string): boolean {
  return /^\d{12}$/.test(target);
}

/** Targets that a page holds. https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html */
const perPage = 20;

/**
 * AWS keeps a service control policy attached to every root, OU and account, so that only what has another one can lack
 * this one. Those are asked one by one, or all that have it are listed, whichever is fewer calls.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
async function lackingFullAccess(
  policies: readonly Pick<ControlPolicy, 'type' | 'targets'>[],
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
