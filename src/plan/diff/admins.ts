import { canonicalJson } from '../../model/policy/canonical.ts';
import { comparePolicies } from '../../model/policy/compare.ts';
import type { HolderContext } from '../../model/policy/covers.ts';
import { type Policy, type PolicyDocument, parsePolicy } from '../../model/policy/document.ts';
import { ONLY_TLS } from '../../model/policy/known-context.ts';
import type { GroupSnapshot } from '../../model/snapshot.ts';
import { managedPolicyArn, type Structure } from '../../model/structure.ts';
import { type Change, policyOf } from '../change.ts';
import type { Difference, Place, Repair } from '../difference.ts';
import { type Holder, holdersOf, takeAway } from '../group-grants.ts';
import { type DiffContext, difference, iamOf } from './context.ts';

/** What the admins' group is wanted to hold. */
interface AdminAccess {
  readonly managedPolicyArns: readonly string[];
  /** The right to enter member accounts, where no managed policy gives it. */
  readonly inline: { readonly name: string; readonly document: string } | null;
}

function adminAccess(structure: Structure, partition: string): AdminAccess {
  const managedPolicyArns = structure.adminPolicies.map((policy) => managedPolicyArn(partition, policy));
  const everything = managedPolicyArn(partition, 'AdministratorAccess');
  if (managedPolicyArns.includes(everything)) return { managedPolicyArns, inline: null };
  const document: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: `arn:${partition}:iam::*:role/${structure.accessRole}`,
      },
    ],
  };
  return {
    managedPolicyArns,
    inline: { name: `assume-${structure.accessRole}`, document: canonicalJson(document) },
  };
}

/** The changes that give the admins' group all that is wanted, whatever of it is there. */
export function adminChanges(
  group: GroupSnapshot | null,
  structure: Structure,
  partition: string,
  holder: HolderContext = { known: ONLY_TLS },
): readonly Change[] {
  const name = structure.groups.admin;
  const { managedPolicyArns, inline } = adminAccess(structure, partition);
  const attached = new Set(group?.attached.map(({ arn }) => arn));
  const changes: Change[] = group === null ? [{ kind: 'create-group', home: 'management', group: name }] : [];
  for (const policyArn of managedPolicyArns) {
    if (!attached.has(policyArn)) {
      changes.push({ kind: 'attach-group-policy', home: 'management', group: name, policyArn });
    }
  }
  const held = group?.inline.find((policy) => policy.name === inline?.name) ?? null;
  if (inline && !covers(held?.document ?? null, inline.document, holder)) {
    changes.push({
      kind: 'put-group-policy',
      home: 'management',
      group: name,
      policy: inline.name,
      document: inline.document,
      replaces: held?.document ?? null,
    });
  }
  return changes;
}

export function adminDifferences(context: DiffContext): readonly Difference[] {
  const { management, structure, snapshot } = context;
  const iam = iamOf(management);
  if (management === null || iam === null) return [];
  const name = structure.groups.admin;
  const place = context.placeOf(management);
  const group = iam.groups.find((one) => one.name === name) ?? null;
  const holder = { known: context.known, accountId: management.id };
  const changes = adminChanges(group, structure, snapshot.partition, holder);
  if (group === null) {
    return [
      difference({
        check: 'group-missing',
        subject: name,
        place,
        message: `the management account has no IAM group ${name}`,
        expected: name,
        actual: 'none',
        repair: changes.map((change) => ({ change, consent: false })),
      }),
    ];
  }
  const holders = holdersOf(group, iam.policies);
  const intended = intendedPolicy(holders, structure, snapshot.partition);
  return [
    ...narrower(place, group, holders, intended, changes, holder),
    ...holders.flatMap((one) => broader(context, one, intended, holder)),
  ];
}

/** Something that is wanted is not there, or a Deny takes it away. */
function narrower(
  place: Place,
  group: GroupSnapshot,
  holders: readonly Holder[],
  intended: Policy,
  changes: readonly Change[],
  known: HolderContext,
): readonly Difference[] {
  const actual = union(holders.flatMap((holder) => readHolder(holder) ?? []));
  // Given in another way, it is there.
  if (changes.length > 0 && allowsEverything(actual, known)) return [];
  const denying = holders.filter((holder) =>
    readHolder(holder)?.statements.some(({ effect }) => effect === 'Deny'),
  );
  const lacking = changes.length > 0;
  if (!lacking) {
    if (denying.length === 0) return [];
    const { verdict } = comparePolicies(actual, intended, { kind: 'identity', ...known });
    if (verdict === 'equal' || verdict === 'broader') return [];
  }
  return [
    difference({
      check: 'admin-narrower',
      subject: group.name,
      place,
      message: lacking
        ? `the group ${group.name} lacks a policy that admins need`
        : `a Deny removes permissions that the group ${group.name} needs`,
      expected: [...changes.map(policyName), ...(lacking ? [] : ['no Deny'])].join(', '),
      actual: holders.map(({ policy }) => policy).join(', ') || 'no policy',
      evidence: denying.map(({ policy }) => `${policy} denies something`),
      repair: lacking
        ? changes.map((change): Repair => ({ change, consent: false }))
        : denying.map(
            (holder): Repair => ({ change: takeAway('management', group.name, holder), consent: true }),
          ),
    }),
  ];
}

/** A policy that allows what the wanted ones do not. */
function broader(
  context: DiffContext,
  holder: Holder,
  intended: Policy,
  known: HolderContext,
): readonly Difference[] {
  const { structure, snapshot, management } = context;
  const access = adminAccess(structure, snapshot.partition);
  if (management === null) return [];
  if (holder.arn !== null && access.managedPolicyArns.includes(holder.arn)) return [];
  const document = readHolder(holder);
  const comparison = document && comparePolicies(document, intended, { kind: 'identity', ...known });
  if (comparison?.verdict === 'equal' || comparison?.verdict === 'narrower') return [];
  const group = structure.groups.admin;
  return [
    difference({
      check: 'admin-broader',
      subject: `${group}/${holder.policy}`,
      place: context.placeOf(management),
      message: comparison
        ? comparison.verdict === 'not-understood'
          ? `diverst does not understand the policy ${holder.policy} of the group ${group}`
          : `the policy ${holder.policy} of the group ${group} allows more than admins need`
        : `diverst could not read the policy ${holder.policy} of the group ${group}`,
      expected: access.managedPolicyArns.map(policyOf).join(', '),
      actual: holder.document,
      evidence: comparison?.reasons ?? [],
      repair: [{ change: takeAway('management', group, holder), consent: true }],
    }),
  ];
}

/** What is wanted, as one policy: of managed policies as far as their documents are known. */
function intendedPolicy(holders: readonly Holder[], structure: Structure, partition: string): Policy {
  const { managedPolicyArns, inline } = adminAccess(structure, partition);
  const wanted = holders.filter(({ arn }) => arn !== null && managedPolicyArns.includes(arn));
  const policies = wanted.flatMap((holder) => readHolder(holder) ?? []);
  const everything = managedPolicyArn(partition, 'AdministratorAccess');
  if (managedPolicyArns.includes(everything)) policies.push(allOfIt);
  const own = inline && parsePolicy(inline.document);
  if (own?.ok) policies.push(own.policy);
  return union(policies);
}

const allOfIt: Policy = {
  version: '2012-10-17',
  statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }],
};

function allowsEverything(policy: Policy, known: HolderContext): boolean {
  const { verdict } = comparePolicies(policy, allOfIt, { kind: 'identity', ...known });
  return verdict === 'equal';
}

function covers(actual: string | null, intended: string, known: HolderContext): boolean {
  if (actual === null) return false;
  const { verdict } = comparePolicies(actual, intended, { kind: 'identity', ...known });
  return verdict === 'equal' || verdict === 'broader';
}

function union(policies: readonly Policy[]): Policy {
  return { version: '2012-10-17', statements: policies.flatMap(({ statements }) => statements) };
}

function readHolder({ document }: Holder): Policy | null {
  const parsed = document === null ? null : parsePolicy(document);
  return parsed?.ok ? parsed.policy : null;
}

function policyName(change: Change): string {
  if (change.kind === 'attach-group-policy') return policyOf(change.policyArn);
  return change.kind === 'put-group-policy' ? change.policy : change.kind;
}
