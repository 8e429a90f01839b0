import type { Statement } from '../../model/policy/document.ts';
import type { TrustEntry } from '../../model/policy/trust.ts';
import { type Held, type Identity, Rights } from './identity.ts';
import type { BaseGroup, BaseRole, OpsBase } from './ops-base.ts';

/** All that somebody can come to act as, one step after the other. */
export interface Reach {
  /** Of each identity, without what can be taken off. */
  readonly rights: readonly Rights[];
  /** The same before anything is taken off. */
  readonly before: readonly Rights[];
  /** What was taken off or entered on the way, in words. */
  readonly steps: readonly string[];
  readonly entered: readonly BaseRole[];
  permits(action: string, resource: string): boolean;
}

const nothingLifted = { denials: new Set<Held>(), boundary: false };

/** Whoever may do as much as that in Ops does it within fewer. */
const mostRounds = 20;

/**
 * Works out what a user or role of Ops can come to: the roles of Ops that let it in, also one through another or in
 * a circle, the groups that it may join or leave, and the Denies and permissions boundaries on it that it may take
 * off itself.
 *
 * @param alone what it holds is judged by itself, without roles and groups of others
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function reachOf(start: Identity, base: OpsBase, alone: boolean): Reach {
  const identities: Identity[] = [start];
  const denials = new Set<Held>();
  const unbound = new Set<string>();
  const entered = new Set<BaseRole>();
  const groups = new Set<BaseGroup>();
  const steps: string[] = [];
  const rightsOf = (one: Identity) =>
    new Rights(one, { denials, boundary: unbound.has(one.arn) }, base.holder);
  const before = [new Rights(start, nothingLifted, base.holder)];
  let rights: readonly Rights[] = [...before];
  const permits = (action: string, resource: string) => rights.some((one) => one.permits(action, resource));

  for (let round = 0; round < mostRounds; round += 1) {
    const known = steps.length;
    if (!alone) {
      for (const role of base.roles) {
        const way =
          entered.has(role) || role.identity.arn === start.arn ? null : wayInto(role, rights, permits);
        if (way === null) continue;
        entered.add(role);
        identities.push(role.identity);
        before.push(new Rights(role.identity, nothingLifted, base.holder));
        steps.push(`${way} ${role.identity.arn}`);
      }
      if (start.userName !== null) {
        for (const group of base.groups) {
          const { owner, held } = group;
          const isMember = start.held.some((one) => one.owner.arn === owner.arn);
          // A user who may join the group for production needs nothing further.
          if (groups.has(group) || (!isMember && base.granting.includes(owner.arn))) continue;
          const action = isMember ? 'iam:RemoveUserFromGroup' : 'iam:AddUserToGroup';
          const isOfUse = isMember
            ? held.some(({ policy }) => policy.statements.some(isDeny))
            : held.length > 0;
          if (!isOfUse || !permits(action, owner.arn)) continue;
          groups.add(group);
          const left = start.held.filter((one) => one.owner.arn !== owner.arn);
          identities.push({ ...start, held: isMember ? left : [...start.held, ...held] });
          steps.push(`${action} on ${owner.arn}`);
        }
      }
    }
    for (const identity of identities) {
      for (const held of identity.held) {
        const action =
          denials.has(held) || !held.policy.statements.some(isDeny) ? null : removalOf(held, permits);
        if (action === null) continue;
        denials.add(held);
        steps.push(`${action} on ${held.owner.arn} for the Deny of ${held.holder.policy}`);
      }
      if (identity.boundary === null || unbound.has(identity.arn)) continue;
      const by = unbinding(identity).find(([action, resource]) => permits(action, resource));
      if (by === undefined) continue;
      unbound.add(identity.arn);
      steps.push(by.join(' on '));
    }
    if (steps.length === known) break;
    rights = identities.map(rightsOf);
  }
  return { rights, before, steps, entered: [...entered], permits };
}

function isDeny({ effect }: Statement): boolean {
  return effect === 'Deny';
}

/** By what a policy is taken from what holds it; null where it cannot be. */
function removalOf({ owner, holder }: Held, permits: Reach['permits']): string | null {
  const kind = { user: 'User', group: 'Group', role: 'Role' }[owner.kind];
  const verbs = holder.arn === null ? ['Delete', 'Put'] : ['Detach'];
  return verbs.map((verb) => `iam:${verb}${kind}Policy`).find((action) => permits(action, owner.arn)) ?? null;
}

/** A boundary is removed, replaced, or given another content. */
function unbinding({ userName, arn, boundaryArn }: Identity): readonly (readonly [string, string])[] {
  const kind = userName === null ? 'Role' : 'User';
  const written = ['iam:CreatePolicyVersion', 'iam:SetDefaultPolicyVersion'] as const;
  return [
    [`iam:Delete${kind}PermissionsBoundary`, arn],
    [`iam:Put${kind}PermissionsBoundary`, arn],
    ...(boundaryArn === null || boundaryArn.includes(':aws:policy/')
      ? []
      : written.map((action) => [action, boundaryArn] as const)),
  ];
}

/** The action by which one of the identities comes to act as a role; null where none does. */
function wayInto(
  { role, identity, entries }: BaseRole,
  rights: readonly Rights[],
  permits: Reach['permits'],
): string | null {
  if (permits('iam:UpdateAssumeRolePolicy', identity.arn)) return 'iam:UpdateAssumeRolePolicy on';
  const isEntered = rights.some((one) =>
    entries === null
      ? one.permits('sts:AssumeRole', identity.arn)
      : entries.some((entry) => letsIn(entry, one, role.arn)),
  );
  if (isEntered) return 'sts:AssumeRole on';
  const isPassed =
    permits('iam:PassRole', identity.arn) &&
    entries?.some(
      ({ principal }) =>
        principal.kind === 'service' && rights.some((one) => one.mayUse(prefixOf(principal.service))),
    );
  return isPassed ? 'iam:PassRole on' : null;
}

/**
 * A trust policy that names a user or role of its own account lets it in by itself; one that names the account leaves
 * it to the identity's policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
 */
function letsIn({ principal, actions, text }: TrustEntry, rights: Rights, arn: string): boolean {
  if (!actions.includes('sts:AssumeRole')) return false;
  const accountId = arn.split(':')[4];
  const { identity } = rights;
  switch (principal.kind) {
    case 'everyone':
    case 'unknown':
      return !rights.isDenied('sts:AssumeRole', arn);
    case 'account':
      return principal.accountId === accountId && rights.permits('sts:AssumeRole', arn);
    case 'user':
    case 'role':
      return text === identity.arn && !rights.isDenied('sts:AssumeRole', arn);
    case 'session':
      return (
        principal.accountId === accountId &&
        identity.userName === null &&
        identity.arn.endsWith(`/${principal.roleName ?? ''}`) &&
        !rights.isDenied('sts:AssumeRole', arn)
      );
    default:
      return false;
  }
}

/** What the actions of a service begin with, where its principal is named otherwise. */
const prefixes: Readonly<Record<string, string>> = {
  'ecs-tasks': 'ecs',
  'delivery.logs': 'logs',
  'credentials.iot': 'iot',
  'pods.eks': 'eks',
  edgelambda: 'lambda',
  'build.apprunner': 'apprunner',
  'tasks.apprunner': 'apprunner',
};

function prefixOf(service: string): string {
  const name = service.replace(/\.amazonaws\.com(\.cn)?$/, '');
  return prefixes[name] ?? name.split('.')[0] ?? name;
}
