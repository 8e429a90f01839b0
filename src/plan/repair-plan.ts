import { isSameRef, refOf, roleName } from '../model/account-kind.ts';
import type { CheckId } from '../model/checks.ts';
import type { AccountSnapshot, OrganizationSnapshot } from '../model/organization.ts';
import { accountKinds, roleArn, type Structure } from '../model/structure.ts';
import { grantedGroupSteps, peopleSteps, UNKNOWN_ACCOUNT, unitSteps } from './base-plan.ts';
import type { Change } from './change.ts';
import { changeTitle, isSevere, scopeOf } from './changes/table.ts';
import { type DiffContext, diffContext, isActive, isClosed } from './diff/context.ts';
import { ownedRoleArn } from './diff/grants.ts';
import { contestedByPlace, contestedByTrace } from './diff/kind-traces.ts';
import { type Difference, differenceId } from './difference.ts';
import { isOpsDoubtful } from './doubtful-ops.ts';
import { hasRoomForAll } from './grant-room.ts';
import { groupGrants } from './group-grants.ts';
import { guardrailsOfNewUnits, withSharedDocuments } from './guardrail-documents.ts';
import { keepingAccess } from './kept-access.ts';
import { type OrganizationStep, orderChanges, type Wanted } from './order.ts';
import { pathOfPlace } from './unit-path.ts';

/** What `--only` names: a check, or one difference of it. */
export interface FindingSelector {
  readonly check: CheckId;
  /** Null for every difference of the check. */
  readonly subject: string | null;
}

export interface RepairPlan {
  /** What needs consent and was not named is among them, and is not done. */
  readonly steps: readonly OrganizationStep[];
  /** What is left out, and why. */
  readonly notices: readonly string[];
}

export function selects(
  { check, subject }: FindingSelector,
  difference: Pick<Difference, 'check' | 'subject'>,
) {
  const isOfCheck =
    check === difference.check ||
    (check === 'root-credentials' && withRootCredentials.includes(difference.check));
  return isOfCheck && (subject === null || subject === difference.subject);
}

/** Whether a selector names the very difference, by its id. */
export function selectsByName(only: readonly FindingSelector[], id: string): boolean {
  const [check = '', ...subject] = id.split(':');
  return only.some(
    (one) =>
      one.subject === subject.join(':') &&
      (one.check === check ||
        (one.check === 'root-credentials' && withRootCredentials.some((of) => of === check))),
  );
}

/** What is reported in place of `root-credentials` where it is worse, and is fixed by the same. */
const withRootCredentials: readonly CheckId[] = ['root-keys', 'root-password-without-mfa'];

/**
 * The repairs of differences as one plan. Left out is what concerns an account that was not read, or that is not the
 * only one of its name: what would be done there is not certain.
 * @param only those that are asked for by name; none for all, without those that need to be named
 */
export function planRepair(
  differences: readonly Difference[],
  only: readonly FindingSelector[],
  structure: Structure,
  snapshot: OrganizationSnapshot,
): RepairPlan {
  const notices: string[] = [];
  const wanted: Wanted[] = [];
  const context = diffContext(structure, snapshot);
  const isDoubtful = isOpsDoubtful(context);
  for (const difference of differences) {
    const named = only.some((selector) => selects(selector, difference));
    if (only.length > 0 && !named) continue;
    const fixes = differenceId(difference);
    for (const { change, consent } of difference.repair) {
      const accountId = accountOf(change, difference, context);
      const reason = uncertainty(change, accountId, context);
      const isMeant =
        isPutElsewhere(change, context) ||
        isGrantedElsewhere(change, accountId, context) ||
        (isDoubtful && concernsOps(change, context));
      if (reason === null)
        wanted.push({ change, accountId, fixes, needsConsent: (consent || isMeant) && !named });
      else notices.push(`not repaired: ${changeTitle(change)} (${reason})`);
    }
  }
  if (isDoubtful && wanted.some(({ change }) => concernsOps(change, context)))
    notices.push(
      `${structure.opsAccount} is a client, or no client role trusts it; check that organization.opsAccount names the right account`,
    );
  const all = keepingAccess(
    [
      ...withSharedDocuments([...wanted, ...guardrailsOfNewUnits(wanted, context)], context),
      ...unitsOfMoves(wanted, context),
      ...groupOfNewOps(wanted, structure, snapshot),
    ],
    context,
  );
  notices.push(...leftOut(all, differences, only));
  return { steps: orderChanges(all, shortGroups(all, context)), notices: [...new Set(notices)] };
}

/** An account in an OU that is none of the structure's: somebody put it there, and may have meant it so. */
function isPutElsewhere(change: Change, { snapshot, units, byId }: DiffContext): boolean {
  const account = change.kind === 'move-account' && change.accountId !== null && byId.get(change.accountId);
  if (!account) return false;
  const own = [snapshot.rootId, units.users?.id, units.environments?.id, units.production?.id];
  return !own.includes(account.parentId);
}

/** An account that another group of Ops is granted: each group may have accounts, and a configuration, of its own. */
function isGrantedElsewhere(change: Change, accountId: string | null, context: DiffContext): boolean {
  const { owned, opsIam } = context;
  const one = owned.find(({ account }) => account.id === accountId);
  if (change.kind !== 'grant-access' || opsIam === null || !one) return false;
  const arn = ownedRoleArn(one, context);
  return opsIam.groups.some(
    (group) => group.name !== one.kind.group && groupGrants(group, opsIam.policies).roles.has(arn),
  );
}

/** The OUs that accounts are moved into, as far as they are missing. */
function unitsOfMoves(wanted: readonly Wanted[], { structure, snapshot }: DiffContext): readonly Wanted[] {
  const missing = unitSteps(structure, snapshot).filter(({ state }) => state === 'needed');
  return wanted.flatMap((move): readonly Wanted[] => {
    if (move.change.kind !== 'move-account') return [];
    const to = pathOfPlace(structure, move.change.to);
    return missing.flatMap(({ change }) =>
      change.kind === 'create-unit' && change.path.every((name, index) => name === to[index])
        ? [{ ...move, accountId: null, change }]
        : [],
    );
  });
}

/** What people may lose altogether by what is taken away, since what is to replace it is not asked for. */
function leftOut(
  wanted: readonly Wanted[],
  differences: readonly Difference[],
  only: readonly FindingSelector[],
): readonly string[] {
  const taken = wanted.filter(({ change, needsConsent }) => !needsConsent && isSevere(change));
  const isGrantTaken = taken.some(
    ({ change, fixes }) => 'home' in change && change.home === 'ops' && fixes.startsWith('grant-broader:'),
  );
  const lost: readonly (readonly [CheckId, string, boolean, ReadonlySet<string | null> | null])[] = [
    ['grant-missing', 'grant', isGrantTaken, null],
    ['grant-narrower', 'grant', isGrantTaken, null],
    ['role-policy-missing', 'policy', true, accountsOf('role-policy-extra', taken)],
    ['ci-role-policy-missing', 'policy', true, accountsOf('ci-role-policy-extra', taken)],
  ];
  return lost.flatMap(([check, what, isAsked, accounts]) => {
    const left = differences.filter(
      (one) =>
        isAsked &&
        one.check === check &&
        (accounts === null || accounts.has(one.place.accountId)) &&
        !only.some((selector) => selects(selector, one)),
    );
    if (only.length === 0 || left.length === 0) return [];
    const names = left.map(({ subject }) => subject).join(', ');
    return [
      `this plan can remove the only ${what} that replaces ${names}; to fix those as well, add --only ${check}`,
    ];
  });
}

/** Ids of the accounts of changes that fix findings of a check. */
function accountsOf(check: CheckId, changes: readonly Wanted[]): ReadonlySet<string | null> {
  return new Set(
    changes.flatMap(({ fixes, accountId }) => (fixes.startsWith(`${check}:`) ? [accountId] : [])),
  );
}

/** The account that a change is about; null where it is about Ops' or the management account's groups, or none. */
function accountOf(change: Change, { place }: Difference, { owned }: DiffContext): string | null {
  if (change.kind === 'move-account' || change.kind === 'delete-root-credentials') return change.accountId;
  // What is wrong with a policy of a group may be fixed by the grant of an account.
  if (change.kind === 'grant-access' && place.kind === 'ops')
    return owned.find((one) => isSameRef(refOf(one), change.owner))?.account.id ?? null;
  return 'owner' in change ? place.accountId : null;
}

/** Why it is not certain that the change is right; null where it is. */
function uncertainty(change: Change, accountId: string | null, context: DiffContext): string | null {
  const { ops, snapshot } = context;
  const account = accountId === null ? undefined : context.byId.get(accountId);
  if (account) {
    if (!isOnlyOfItsName(account, snapshot)) return `two accounts have the name ${account.name}`;
    if (account.reading.kind === 'unread') {
      // Once it is under the guardrails, nobody but the access role can make the access role.
      return change.kind === 'move-account' && account.reading.denied
        ? `first create the role ${context.structure.accessRole} in ${account.name}: without it, diverst has no access to the account`
        : `${account.name} was not audited`;
    }
    if ('owner' in change && account.reading.kind !== 'read') return `${account.name} was not read`;
    const contested = contestedFor(change, account, context);
    if (contested !== null) return `diverst cannot verify whose account ${account.name} is: ${contested}`;
  } else if ('owner' in change) return 'its account is unknown';
  if (ops === null || !isAboutOps(change)) return null;
  if (!isOnlyOfItsName(ops, snapshot)) return `two accounts have the name ${ops.name}`;
  return isActive(ops) ? null : `${ops.name} is ${ops.state}`;
}

/** Why a change to an account of a kind may be one to an account of another; null where it is not. */
function contestedFor(change: Change, account: AccountSnapshot, context: DiffContext): string | null {
  if (change.kind === 'move-account') return contestedByTrace(account, context);
  // The way in from the management account is the same in every account.
  if (!('owner' in change) || change.owner === null) return null;
  return contestedByPlace(account, context) ?? contestedByTrace(account, context);
}

/** Grants are in Ops, people are too, and the roles of clients trust it. */
function isAboutOps(change: Change): boolean {
  const scope = scopeOf(change);
  return scope === 'ops' || scope === 'member';
}

/** The same, or it moves Ops itself. */
function concernsOps(change: Change, { ops }: DiffContext): boolean {
  return isAboutOps(change) || (change.kind === 'move-account' && change.accountId === ops?.id);
}

function isOnlyOfItsName({ name }: AccountSnapshot, { accounts }: OrganizationSnapshot): boolean {
  const same = accounts.filter((one) => one.name.toLowerCase() === name.toLowerCase() && !isClosed(one));
  return same.length < 2;
}

/** An Ops that is made anew holds no group yet, and no difference reports one. */
function groupOfNewOps(
  wanted: readonly Wanted[],
  structure: Structure,
  { partition }: OrganizationSnapshot,
): readonly Wanted[] {
  const creation = wanted.find(({ change }) => change.kind === 'create-account');
  if (!creation) return [];
  return [
    ...grantedGroupSteps(structure, partition, UNKNOWN_ACCOUNT, null),
    ...peopleSteps(structure, partition, UNKNOWN_ACCOUNT, null, true),
  ].map(({ change }) => ({ ...creation, change }));
}

/** Names of the groups that have no room for all the grants that are wanted. */
function shortGroups(
  wanted: readonly Wanted[],
  { structure, snapshot: { accounts, partition }, opsIam }: DiffContext,
): readonly string[] {
  return accountKinds(structure).flatMap((kind) => {
    const group = opsIam?.groups.find(({ name }) => name === kind.group);
    const roles = wanted.flatMap(({ change, accountId }) => {
      if (change.kind !== 'grant-access' || change.owner.noun !== kind.noun) return [];
      const name = roleName(kind, change.owner.name);
      const account = accounts.find(({ id }) => id === accountId);
      const existing =
        account?.reading.kind === 'read'
          ? account.reading.iam.roles.find((role) => role.name === name)
          : null;
      const { path } = kind.role;
      return [{ name, arn: existing?.arn ?? roleArn({ partition, accountId: accountId ?? '', path, name }) }];
    });
    const empty = { name: kind.group, inline: [], attached: [] };
    return hasRoomForAll(group ?? empty, opsIam?.policies ?? [], roles) ? [] : [kind.group];
  });
}
