import { roleName } from '../../model/account-kind.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import { policySize } from '../../model/policy/document.ts';
import { inlineGrant, packedGrant, readGrant } from '../../model/policy/grant.ts';
import { roleArn } from '../../model/structure.ts';
import type { Difference } from '../difference.ts';
import { groupQuota } from '../grant-slot.ts';
import { holdersOf } from '../group-grants.ts';
import { type DiffContext, difference, type KindInUse, organizationPlace } from './context.ts';

/** Shares of a quota from which it is reported, and from which with a higher severity. */
const low = 0.8;
const acute = 0.95;

/** Quotas that will stop the next client, or the one after. */
export function headroomDifferences(context: DiffContext): readonly Difference[] {
  return [...context.kinds.flatMap((one) => grantRoom(one, context)), ...accountRoom(context)];
}

function accountRoom(context: DiffContext): readonly Difference[] {
  const { snapshot, structure } = context;
  const quota = structure.accountQuota;
  // A closed account counts until it is gone.
  const used = snapshot.accounts.length;
  if (quota === null || used < quota * low) return [];
  return [
    difference({
      check: 'headroom-accounts',
      subject: snapshot.id,
      place: organizationPlace(context),
      ...severity(used / quota),
      message: `the organization uses ${used} of ${quota} accounts`,
      expected: `less than ${Math.round(low * 100)}%`,
      actual: percent(used / quota),
      fix: [
        'request a higher quota in the management account: Service Quotas, AWS Organizations',
        'correct organization.accountQuota in diverst.config.yaml when AWS has raised the quota',
      ],
    }),
  ];
}

function grantRoom(one: KindInUse, context: DiffContext): readonly Difference[] {
  const { ops, opsIam } = context;
  const { kind, group, grants } = one;
  if (ops === null || opsIam === null || group === null || grants === null) return [];
  const arn = typicalArn(one, context);
  const inlineUsed = group.inline.reduce((sum, { document }) => sum + policySize(document), 0);
  const inlineLeft = Math.max(
    0,
    Math.floor((groupQuota.inline - inlineUsed) / policySize(canonicalJson(inlineGrant(arn)))),
  );
  const perArn = arn.length + '"",'.length;
  const emptyPolicy = policySize(canonicalJson(packedGrant([arn]))) - perArn;
  const perPolicy = Math.floor((groupQuota.managedPolicy - emptyPolicy) / perArn);
  const packedLeft = holdersOf({ inline: [], attached: group.attached }, opsIam.policies)
    .filter(({ document }) => document !== null && readGrant(document) !== undefined)
    .reduce(
      (sum, { document }) =>
        sum + Math.max(0, Math.floor((groupQuota.managedPolicy - policySize(document ?? '')) / perArn)),
      0,
    );
  const free = Math.max(0, groupQuota.managedPolicies - group.attached.length) * perPolicy;
  const used = grants.roles.size;
  const left = inlineLeft + packedLeft + free;
  const share = used + left === 0 ? 1 : used / (used + left);
  if (share < low) return [];
  return [
    difference({
      check: 'headroom-grants',
      subject: group.name,
      place: context.placeOf(ops),
      ...severity(share),
      message: `the group ${group.name} has ${used} grants, and its quota allows about ${left} more`,
      expected: `less than ${Math.round(low * 100)}%`,
      actual: percent(share),
      evidence: [
        `inline policies: ${inlineUsed} of ${groupQuota.inline} characters`,
        `managed policies: ${group.attached.length} of ${groupQuota.managedPolicies}`,
      ],
      fix: [
        `remove grants of ${kind.noun}s that no longer exist`,
        `or plan a second group: ${kind.groupKey} in a second diverst.config.yaml (now ${kind.group})`,
      ],
    }),
  ];
}

/** As long as the next one will be. */
function typicalArn({ kind, accounts }: KindInUse, { snapshot: { partition } }: DiffContext): string {
  const length = accounts.reduce((sum, { name }) => sum + name.length, 0) / Math.max(1, accounts.length);
  const name = roleName(kind, 'x'.repeat(Math.max(3, Math.round(length))));
  return roleArn({ partition, accountId: '0'.repeat(12), path: kind.role.path, name });
}

function severity(share: number): { readonly severity?: 'medium' } {
  return share >= acute ? { severity: 'medium' } : {};
}

function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}
