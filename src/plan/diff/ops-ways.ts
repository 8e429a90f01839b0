import type { IamSnapshot, UserSnapshot } from '../../model/organization.ts';
import { type AllowedResource, allowedResources } from '../../model/policy/covers.ts';
import { grantedRoles, type Holder, holdersOf, readHolders } from '../group-grants.ts';
import { iamResourceOf, mayReach, surelyReaches } from './arn-reach.ts';
import { type EscalationWay, escalations } from './escalation.ts';
import type { Held, Identity, Owner } from './identity.ts';
import { type BaseGroup, type BaseRole, heldBy, type OpsBase, ownerOf } from './ops-base.ts';
import { type Reach, reachOf } from './reach.ts';

/** What leads from policies to clients and environments: assuming a role, or a write to IAM that gives the right to. */
export interface Ways {
  readonly direct: readonly AllowedResource[];
  readonly escalations: readonly EscalationWay[];
}

/** What somebody comes to with all that is held. */
export interface Total extends Ways {
  /** Null where nothing of it is of interest. */
  readonly reach: Reach | null;
}

const assume = 'sts:AssumeRole';
const unbound = { boundary: null, boundaryArn: null };

export const noWays: Ways = { direct: [], escalations: [] };
const nothing: Total = { ...noWays, reach: null };

/** A pattern is tried on so many roles of a kind; they differ in nothing that a policy goes by. */
const mostTried = 10;

/** An action that only reads, or of a service that leads no further by itself. */
const harmless = /^(?!iam:|sts:)[a-z0-9-]+:|^(iam|sts):(get|list|describe)/i;

/** Users are distinguished by their names only where these matter; IAM takes no such name. */
const anyName = '(member)';

/** Judges groups, users and roles of Ops by themselves and with all that they hold. Each answer is worked out once. */
export class OpsWays {
  readonly #base: OpsBase;
  readonly #iam: IamSnapshot;
  readonly #classes = new Map<string, Total>();
  readonly #groups = new Map<BaseGroup, Ways>();
  readonly #members = new Map<string, UserSnapshot[]>();
  readonly #roles = new Map<BaseRole, { readonly alone: Ways; readonly total: Total }>();
  readonly #isPlain = new WeakMap<Held, boolean>();
  readonly #patterns = new WeakMap<Held, readonly string[]>();
  /** Users whom a role's trust policy names. */
  readonly #named: ReadonlySet<string>;

  constructor(base: OpsBase, iam: IamSnapshot) {
    this.#base = base;
    this.#iam = iam;
    for (const user of iam.users) {
      for (const name of user.groups) this.#members.set(name, [...(this.#members.get(name) ?? []), user]);
    }
    this.#named = new Set(
      base.roles.flatMap(({ entries }) =>
        (entries ?? []).flatMap(({ principal, text }) => (principal.kind === 'user' ? [text] : [])),
      ),
    );
  }

  groupsOf(user: UserSnapshot): readonly BaseGroup[] {
    return this.#base.groups.filter(({ owner }) => user.groups.includes(owner.name));
  }

  holdersOf(user: UserSnapshot): readonly Holder[] {
    return holdersOf(user, this.#iam.policies);
  }

  /** By themselves, those parts of all that a user or role comes to that are judged on their own. */
  partsOf({ reach }: Total, groups: readonly BaseGroup[] = []): readonly Ways[] {
    return [
      ...groups.map((group) => this.ofGroup(group)),
      ...(reach?.entered ?? []).map((role) => this.ofRole(role).alone),
    ];
  }

  /** What these policies lead to for somebody who holds nothing else. */
  ofPolicies(owner: Owner, holders: readonly Holder[], userArn: string | null): Ways {
    if (holders.length === 0) return noWays;
    const userName = userArn === null ? null : userArn.slice(userArn.lastIndexOf('/') + 1);
    const held = heldBy(owner, holders);
    return this.#alone({ arn: userArn ?? owner.arn, userName, held, ...unbound }, holders);
  }

  /** The same of one policy of a user, group or role. */
  ofPolicy(owner: Owner, holder: Holder): Ways {
    const user = owner.kind === 'user' ? owner.arn : owner.kind === 'group' ? this.#anyMember('/') : null;
    return this.ofPolicies(owner, [holder], user);
  }

  /** What a group allows each of its members, whatever else these hold. */
  ofGroup(group: BaseGroup): Ways {
    const known = this.#groups.get(group);
    if (known !== undefined) return known;
    const paths = new Set(this.membersOf(group).map(pathOf));
    if (paths.size === 0) paths.add('/');
    const ways = [...paths].map((path) => this.#ofGroup(group, this.#anyMember(path)));
    const judged: Ways = {
      // Such a group is there to grant the roles of its kind.
      direct: this.#base.granting.includes(group.owner.arn) ? [] : (ways[0]?.direct ?? []),
      escalations: ways.flatMap((one) => one.escalations),
    };
    this.#groups.set(group, judged);
    return judged;
  }

  #ofGroup({ owner, holders, held }: BaseGroup, userArn: string): Ways {
    if (!this.#base.granting.includes(owner.arn)) return this.ofPolicies(owner, holders, userArn);
    if (held.every((one) => this.#plain(one))) return noWays;
    return this.#alone({ arn: userArn, userName: anyName, held, ...unbound }, []);
  }

  membersOf({ owner }: BaseGroup): readonly UserSnapshot[] {
    return this.#members.get(owner.name) ?? [];
  }

  ofRole(role: BaseRole): { readonly alone: Ways; readonly total: Total } {
    const known = this.#roles.get(role);
    if (known !== undefined) return known;
    const judged = { alone: this.#alone(role.identity, role.holders), total: this.#total(role.identity) };
    this.#roles.set(role, judged);
    return judged;
  }

  /** What a user comes to by own policies, all groups, and the roles of Ops that let the user in. */
  ofUser(user: UserSnapshot): Total {
    const { permissionsBoundary, arn, name } = user;
    const own = heldBy(ownerOf(user), this.holdersOf(user));
    const groups = this.groupsOf(user);
    const held = [...own, ...groups.flatMap((group) => group.held)];
    const isTrusted = this.#named.has(arn);
    if (!isTrusted && held.every((one) => this.#plain(one))) return nothing;
    const isNamed = isTrusted || held.some((one) => this.#isAbout(one, user));
    const boundaryArn = permissionsBoundary;
    const boundary = this.#base.boundaryOf(boundaryArn);
    if (isNamed || own.length > 0) return this.#total({ arn, userName: name, held, boundary, boundaryArn });
    const key = JSON.stringify([groups.map(({ owner }) => owner.arn), boundaryArn, pathOf(user)]);
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const total = this.#total({
      arn: this.#anyMember(pathOf(user)),
      userName: anyName,
      held,
      boundary,
      boundaryArn,
    });
    this.#classes.set(key, total);
    return total;
  }

  /** Whether somebody who comes to all that can make use of what a part allows. */
  isUsed(part: Ways, { escalations: all, reach }: Total): boolean {
    if (reach === null) return false;
    const actions = new Set(all.map(({ action }) => action));
    return (
      part.escalations.some(({ action }) => actions.has(action)) ||
      part.direct.some((way) => this.#isOpen(way, reach))
    );
  }

  #alone(identity: Identity, holders: readonly Holder[]): Ways {
    const reach = reachOf(identity, this.#base, true);
    const { documents } = readHolders(holders);
    const direct = allowedResources(documents, assume, this.#base.holder).filter(
      (way) =>
        (way.allowed === 'unknown' || this.#rolesOf(way).length > 0) &&
        (identity.boundary === null || this.#isOpen(way, reach)),
    );
    return { direct, escalations: this.#escalations(identity, reach) };
  }

  #total(identity: Identity): Total {
    const reach = reachOf(identity, this.#base, false);
    return { direct: [], escalations: this.#escalations(identity, reach), reach };
  }

  #escalations(identity: Identity, reach: Reach): readonly EscalationWay[] {
    const self = identity.userName === null ? null : identity.arn;
    return [...escalations(reach, this.#base, self), ...this.#regained(reach)];
  }

  /** A role of a client or environment that a Deny or a boundary keeps from somebody who may take that off. */
  #regained({ before, rights, steps }: Reach): readonly EscalationWay[] {
    if (steps.length === 0) return [];
    const arn = this.#base.ownedRoles
      .flat()
      .find(
        (one) =>
          rights.some((each) => each.permits(assume, one)) &&
          !before.some((each) => each.permits(assume, one)),
      );
    return arn === undefined ? [] : [{ action: assume, resource: arn, by: steps.join(', ') }];
  }

  #isOpen(way: AllowedResource, reach: Reach): boolean {
    const roles = this.#rolesOf(way);
    return roles.length === 0 || roles.some((arn) => reach.permits(assume, arn));
  }

  #rolesOf({ resource, except }: AllowedResource): readonly string[] {
    const { ownedRoles } = this.#base;
    if (except.length === 0 && !/[*?$]/.test(resource))
      return ownedRoles.some((arns) => arns.includes(resource)) ? [resource] : [];
    return ownedRoles.flatMap((arns) => {
      const found: string[] = [];
      for (const arn of arns) {
        if (!mayReach(resource, arn) || except.some((one) => surelyReaches(one, arn))) continue;
        found.push(arn);
        if (found.length === mostTried) break;
      }
      return found;
    });
  }

  /** Of a group for a kind what it is for; of all what neither writes IAM nor enters a role. */
  #plain(held: Held): boolean {
    const known = this.#isPlain.get(held);
    if (known !== undefined) return known;
    const { granting, accountId } = this.#base;
    const isGranting = granting.includes(held.owner.arn);
    const plain = held.policy.statements.every((statement) => {
      if (statement.effect === 'Deny') return false;
      if (statement.actions?.every((action) => harmless.test(action)) === true) return true;
      const roles = isGranting ? grantedRoles(statement) : null;
      return roles?.every((arn) => arn.split(':')[4] !== accountId) ?? false;
    });
    this.#isPlain.set(held, plain);
    return plain;
  }

  /** Whether a policy says something of a user that it does not say of every user under the same path. */
  #isAbout(held: Held, user: UserSnapshot): boolean {
    const any = this.#anyMember(pathOf(user));
    return this.#userPatterns(held).some((one) => mayReach(one, user.arn) !== mayReach(one, any));
  }

  #userPatterns(held: Held): readonly string[] {
    const known = this.#patterns.get(held);
    if (known !== undefined) return known;
    const { partition, accountId } = this.#base;
    const patterns = held.policy.statements.flatMap(({ resources, notResources }) =>
      (resources ?? notResources ?? []).filter((one) => {
        const resource = iamResourceOf(one, partition, accountId);
        return (
          resource !== null &&
          one !== '*' &&
          !/\$\{aws:username\}/i.test(one) &&
          /^(user\/|.{0,4}[*?$])/.test(resource)
        );
      }),
    );
    this.#patterns.set(held, patterns);
    return patterns;
  }

  #anyMember(path: string): string {
    const { partition, accountId } = this.#base;
    return `arn:${partition}:iam::${accountId}:user${path}${anyName}`;
  }
}

function pathOf({ arn }: UserSnapshot): string {
  return /:user(\/(?:.*\/)?)[^/]*$/.exec(arn)?.[1] ?? '/';
}

/** An ARN as a finding shows it. */
export function shownArn(arn: string): string {
  return arn.endsWith(`/${anyName}`) ? 'their own user' : arn;
}
