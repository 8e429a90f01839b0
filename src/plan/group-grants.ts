import { holdsAlways } from '../model/policy/always.ts';
import { type Policy, parsePolicy, type Statement } from '../model/policy/document.ts';
import { ROLE_ARN, sessionActionsOf } from '../model/policy/grant.ts';
import { ONLY_TLS } from '../model/policy/known-context.ts';
import { SESSION_ACTIONS } from '../model/policy/trust.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import type { Change } from './change.ts';
import type { GrantSlot } from './shapes/accounts.ts';
import type { GroupHome } from './shapes/groups-and-users.ts';

/** A policy of a group. */
export interface Holder extends GrantSlot {
  /** Null for an inline policy. */
  readonly arn: string | null;
  /** JSON; null where it was not read. */
  readonly document: string | null;
}

export interface RoleGrant {
  /** All session actions, without a condition that a request could fail. */
  readonly complete: boolean;
  /** Where any of it stands. */
  readonly holders: readonly Holder[];
}

/** What the policies of a group say, together: IAM knows no border between them. */
export interface GroupGrants {
  /** By role ARN: what is allowed on a role by its very ARN, and nothing but session actions. */
  readonly roles: ReadonlyMap<string, RoleGrant>;
  /** Everything else that is allowed. */
  readonly others: readonly HeldStatement[];
  readonly denials: readonly HeldStatement[];
  /** Policies whose document is missing, or no policy that is understood. */
  readonly unreadable: readonly { readonly holder: Holder; readonly reason: string }[];
  /** Those that could be read. */
  readonly documents: readonly Policy[];
}

export interface HeldStatement {
  readonly holder: Holder;
  readonly statement: Statement;
  /** Its place in the document, from 0. */
  readonly index: number;
  /** Of the document: the older one knows no policy variables. */
  readonly version: Policy['version'];
}

const known = new WeakMap<
  GroupSnapshot,
  { policies: readonly ManagedPolicySnapshot[]; grants: GroupGrants }
>();

/** Reads the policies of a group by their meaning; the same group and policies are read once. */
export function groupGrants(group: GroupSnapshot, policies: readonly ManagedPolicySnapshot[]): GroupGrants {
  const before = known.get(group);
  if (before?.policies === policies) return before.grants;
  const grants = readHolders(holdersOf(group, policies));
  known.set(group, { policies, grants });
  return grants;
}

/** The policies of a group, user or role with their documents. */
export function holdersOf(
  source: Pick<GroupSnapshot, 'inline' | 'attached'>,
  policies: readonly ManagedPolicySnapshot[],
): readonly Holder[] {
  const documents = new Map(policies.map(({ arn, document }) => [arn, document]));
  return [
    ...source.inline.map(
      ({ name, document }): Holder => ({ kind: 'inline', policy: name, arn: null, document }),
    ),
    ...source.attached.map(
      ({ name, arn }): Holder => ({
        kind: 'managed',
        policy: name,
        arn,
        document: documents.get(arn) ?? null,
      }),
    ),
  ];
}

export function readHolders(holders: readonly Holder[]): GroupGrants {
  const found = new Map<string, { plain: Set<string>; holders: Set<Holder> }>();
  const others: HeldStatement[] = [];
  const denials: HeldStatement[] = [];
  const unreadable: { holder: Holder; reason: string }[] = [];
  const documents: Policy[] = [];
  for (const holder of holders) {
    const parsed = holder.document === null ? null : parsePolicy(holder.document);
    if (!parsed?.ok) {
      unreadable.push({ holder, reason: parsed?.reason ?? 'its document could not be read' });
      continue;
    }
    documents.push(parsed.policy);
    const { statements, version } = parsed.policy;
    for (const [index, statement] of statements.entries()) {
      const roles = grantedRoles(statement);
      if (statement.effect === 'Deny') denials.push({ holder, statement, index, version });
      else if (roles === null) others.push({ holder, statement, index, version });
      else {
        for (const role of roles) {
          const entry = found.get(role) ?? { plain: new Set(), holders: new Set() };
          found.set(role, entry);
          entry.holders.add(holder);
          if (!holdsAlways(statement.conditions, { known: ONLY_TLS })) continue;
          for (const action of statement.actions ?? []) {
            for (const one of sessionActionsOf(action) ?? []) entry.plain.add(one);
          }
        }
      }
    }
  }
  const roles = new Map<string, RoleGrant>();
  for (const [arn, { plain, holders: where }] of found) {
    roles.set(arn, { complete: plain.size === SESSION_ACTIONS.length, holders: [...where] });
  }
  return { roles, others, denials, unreadable, documents };
}

/** The roles that a statement lets be assumed by their very ARNs; null where it allows anything else. */
export function grantedRoles(statement: Statement): readonly string[] | null {
  const { actions, resources, principals, notPrincipals } = statement;
  if (actions === undefined || resources === undefined) return null;
  if (principals !== undefined || notPrincipals !== undefined) return null;
  if (!actions.every((action) => sessionActionsOf(action) !== null)) return null;
  return resources.every((resource) => ROLE_ARN.test(resource)) ? resources : null;
}

/** The change that takes a policy away from its group. */
export function takeAway(home: GroupHome, group: string, { arn, policy, document }: Holder): Change {
  return arn === null
    ? { kind: 'delete-group-policy', home, group, policy, document: document ?? '' }
    : { kind: 'detach-group-policy', home, group, policyArn: arn };
}
