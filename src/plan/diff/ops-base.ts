import type { IamSnapshot, UserSnapshot } from '../../model/organization.ts';
import type { HolderContext } from '../../model/policy/covers.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import { type TrustEntry, trustedPrincipals } from '../../model/policy/trust.ts';
import type { GroupSnapshot, Role } from '../../model/snapshot.ts';
import { roleArn } from '../../model/structure.ts';
import { type Holder, holdersOf } from '../group-grants.ts';
import { type DiffContext, isOfService } from './context.ts';
import type { Held, Identity, Owner } from './identity.ts';

/** IAM of Ops as its people use it: who holds what, and whom its roles let in. Worked out once. */
export interface OpsBase {
  readonly partition: string;
  readonly accountId: string;
  /** What is known of everybody in Ops. */
  readonly holder: HolderContext;
  readonly users: readonly UserSnapshot[];
  readonly groups: readonly BaseGroup[];
  /** Without those of AWS's services, which nobody can change. */
  readonly roles: readonly BaseRole[];
  /** ARNs of the groups that clients and environments are granted to. */
  readonly granting: readonly string[];
  /** ARN of the role that is an administrator of Ops. */
  readonly accessRole: string;
  /** ARNs of policies of Ops that are attached to something. */
  readonly attachedPolicies: readonly string[];
  /** ARNs of the roles of clients and of environments, a list for each kind. */
  readonly ownedRoles: readonly (readonly string[])[];
  boundaryOf(arn: string | null): Policy | null;
}

export interface BaseGroup {
  readonly owner: Owner;
  readonly held: readonly Held[];
  readonly holders: readonly Holder[];
}

export interface BaseRole {
  readonly role: Role;
  readonly identity: Identity;
  readonly holders: readonly Holder[];
  /** Null where its trust policy is not understood. */
  readonly entries: readonly TrustEntry[] | null;
}

/** @param ownedRoles ARNs, a list for each kind of account */
export function opsBase(context: DiffContext, iam: IamSnapshot, ownedRoles: OpsBase['ownedRoles']): OpsBase {
  const { structure, snapshot, ops } = context;
  const { partition } = snapshot;
  const accountId = ops?.id ?? '';
  const boundaryOf = boundariesIn(iam);
  const groups = iam.groups.map((group): BaseGroup => {
    const arn = group.arn ?? `arn:${partition}:iam::${accountId}:group/${group.name}`;
    const owner: Owner = { kind: 'group', name: group.name, arn };
    const holders = holdersOf(group, iam.policies);
    return { owner, holders, held: heldBy(owner, holders) };
  });
  const roles = iam.roles
    .filter((role) => !isOfService(role))
    .map((role): BaseRole => {
      const identity = roleIdentity(role, iam, boundaryOf);
      const parsed = parsePolicy(role.trust);
      return {
        role,
        holders: roleHolders(role, iam),
        identity,
        entries: parsed.ok ? trustedPrincipals(parsed.policy) : null,
      };
    });
  const attached = new Set([
    ...[...iam.users, ...iam.groups].flatMap((holder) => holder.attached.map(({ arn }) => arn)),
    ...iam.roles.flatMap(({ managedPolicies }) => managedPolicies),
  ]);
  return {
    partition,
    accountId,
    holder: { known: context.known, ...(ops ? { accountId } : {}) },
    users: iam.users,
    groups,
    roles,
    granting: groups.flatMap(({ owner }) =>
      context.kinds.some(({ kind }) => kind.group === owner.name) ? [owner.arn] : [],
    ),
    accessRole: roleArn({ partition, accountId, path: '/', name: structure.accessRole }),
    attachedPolicies: [...attached].filter((arn) => arn.startsWith(`arn:${partition}:iam::${accountId}:`)),
    ownedRoles,
    boundaryOf,
  };
}

/** Finds the permissions boundary of an ARN; null where there is none, or where it can't be read. */
export function boundariesIn({ policies }: Pick<IamSnapshot, 'policies'>): OpsBase['boundaryOf'] {
  const documents = new Map(policies.map(({ arn, document }) => [arn, document]));
  return (arn) => {
    const parsed = parsePolicy((arn === null ? undefined : documents.get(arn)) ?? '');
    return parsed.ok ? parsed.policy : null;
  };
}

/** A role with all that it holds. */
export function roleIdentity(
  role: Role,
  iam: Pick<IamSnapshot, 'policies'>,
  boundaryOf: OpsBase['boundaryOf'],
): Identity {
  return {
    arn: role.arn,
    userName: null,
    held: heldBy({ kind: 'role', name: role.name, arn: role.arn }, roleHolders(role, iam)),
    boundary: boundaryOf(role.permissionsBoundary),
    boundaryArn: role.permissionsBoundary,
  };
}

/** Policies that cannot be read are left out: they are reported with their holders. */
export function heldBy(owner: Owner, holders: readonly Holder[]): readonly Held[] {
  return holders.flatMap((holder) => {
    const parsed = holder.document === null ? null : parsePolicy(holder.document);
    return parsed?.ok ? [{ owner, holder, policy: parsed.policy }] : [];
  });
}

export function ownerOf(user: UserSnapshot): Owner {
  return { kind: 'user', name: user.name, arn: user.arn };
}

function roleHolders(role: Role, { policies }: { readonly policies: IamSnapshot['policies'] }) {
  const attached = role.managedPolicies.map((arn) => ({ name: arn.slice(arn.lastIndexOf('/') + 1), arn }));
  return holdersOf(
    { inline: role.inlineDocuments ?? [], attached } satisfies Pick<GroupSnapshot, 'inline' | 'attached'>,
    policies,
  );
}
