import type { CheckId } from '../model/checks.ts';
import type { AccountSnapshot, OrganizationSnapshot } from '../model/organization.ts';
import { type DiffContext, iamOf, isActive, type OwnedAccount } from '../plan/diff/context.ts';
import { guardrailStates } from '../plan/guardrail-states.ts';
import { type CheckScope, checksOf, scopesOfOne } from './check-scopes.ts';
import type { ToldFinding } from './told-findings.ts';

/**
 * What became of a check. `accepted`: it found something that the configuration accepts. `not-read`: what it looks at
 * could not be read, or AWS has closed the account. `not-wanted`: the configuration does not ask for what it checks.
 */
export type CheckOutcome = 'passed' | 'found' | 'accepted' | 'not-read' | 'not-wanted';

export interface CheckedRow {
  readonly check: CheckId;
  readonly scope: CheckScope;
  readonly outcome: CheckOutcome;
}

/** Every check that concerns an account, with what became of it, in the order of the scopes. */
export function checkedRows(
  owned: OwnedAccount,
  findings: readonly ToldFinding[],
  context: DiffContext,
): readonly CheckedRow[] {
  const open = new Set(findings.filter(({ accepted }) => accepted === null).map(({ check }) => check));
  const accepted = new Set(findings.filter((one) => one.accepted !== null).map(({ check }) => check));
  return scopesOfOne.flatMap((scope) =>
    checksOf(scope)
      .filter((check) => isOfKind(check, owned))
      .map((check): CheckedRow => {
        const outcome = open.has(check)
          ? 'found'
          : isUnwanted(check, owned, context)
            ? 'not-wanted'
            : !isSeen(check, scope, owned, context)
              ? 'not-read'
              : accepted.has(check)
                ? 'accepted'
                : 'passed';
        return { check, scope, outcome };
      }),
  );
}

/** Accounts of a kind that goes by names are none under another name, and belong into another OU. */
function isOfKind(check: CheckId, { kind }: OwnedAccount): boolean {
  const isNamed = kind.names !== null;
  if (check === 'environment-misplaced') return isNamed;
  return !isNamed || !['client-misplaced', 'client-name', 'client-renamed'].includes(check);
}

/** Checks that hold only where the configuration asks for it. */
function isUnwanted(check: CheckId, { kind }: OwnedAccount, { structure }: DiffContext): boolean {
  const { people, trail, guardrails, centralRootAccess } = structure;
  switch (check) {
    case 'account-email':
      return kind.email === null;
    case 'trust-mfa':
    case 'user-without-mfa':
    case 'mfa-self-service':
      return !kind.role.requireMfa;
    case 'trust-source-identity':
    case 'source-identity-role':
      return !kind.role.requireSourceIdentity;
    case 'people-access':
    case 'people-mfa':
    case 'people-broader':
    case 'user-outside-people':
    case 'user-key-age':
    case 'user-unused':
    case 'user-password-without-mfa':
      return people === null;
    case 'root-management':
    case 'root-credentials':
      return !centralRootAccess;
    case 'ci-role-left':
      return false;
  }
  if (check.startsWith('ci-')) return kind.ci.length === 0;
  if (check.startsWith('trail-')) return trail === null;
  return isOfGuardrails(check) && (guardrails === null || guardrails.enabled.length === 0);
}

function isOfGuardrails(check: CheckId): boolean {
  return (
    check.startsWith('guardrail-') || check === 'policy-type-disabled' || check === 'full-access-detached'
  );
}

function isSeen(check: CheckId, scope: CheckScope, owned: OwnedAccount, context: DiffContext): boolean {
  switch (scope) {
    case 'account':
      return isSeenOfAccount(check, owned, context);
    case 'people':
      return isSeenOfPeople(check, context);
    default:
      return isSeenOfOrganization(check, context);
  }
}

/** What the list of accounts says by itself. */
const listed: ReadonlySet<CheckId> = new Set<CheckId>([
  'client-misplaced',
  'environment-misplaced',
  'account-inactive',
  'account-email',
  'client-name',
]);

/** Checks whose findings are of the account alone, whatever Ops and the management account have. */
const ofAccountAlone = /^(client-user|ci-)/;

function isSeenOfAccount(
  check: CheckId,
  { account }: OwnedAccount,
  { opsIam, ops, management, snapshot }: DiffContext,
): boolean {
  if (listed.has(check)) return true;
  const { reading } = account;
  if (!isActive(account) || reading.kind !== 'read') return false;
  if (check === 'root-credentials' && snapshot.rootAccess.kind !== 'read') return false;
  // A root user of Ops or of the management account is a way to everything that these reach.
  if (check.startsWith('root-')) return [account, ops, management].every((one) => isRootUserRead(one));
  if (ofAccountAlone.test(check)) return true;
  return opsIam !== null && (check !== 'role-other-trust' || iamOf(management) !== null);
}

function isRootUserRead(account: AccountSnapshot | null): boolean {
  return account?.reading.kind === 'read' && account.reading.rootUser.kind === 'read';
}

const ofAdmins: ReadonlySet<CheckId> = new Set<CheckId>(['admin-narrower', 'admin-broader']);
const ofOpsAccount: ReadonlySet<CheckId> = new Set<CheckId>(['ops-missing', 'ops-misplaced', 'ops-inactive']);

function isSeenOfPeople(check: CheckId, { opsIam, management }: DiffContext): boolean {
  const admins = iamOf(management);
  if (ofOpsAccount.has(check)) return true;
  if (ofAdmins.has(check)) return admins !== null;
  if (check === 'group-missing' || check.startsWith('user-')) {
    const users = [...(opsIam?.users ?? []), ...(admins?.users ?? [])];
    const isKnown = check === 'group-missing' || users.every(({ signIn }) => signIn !== null);
    return opsIam !== null && admins !== null && isKnown;
  }
  return opsIam !== null;
}

function isSeenOfOrganization(check: CheckId, context: DiffContext): boolean {
  const { trails, controlPolicies, delegation, rootAccess }: OrganizationSnapshot = context.snapshot;
  if (check.startsWith('trail-')) return trails.kind === 'read';
  // Where the configuration has to be corrected first, nothing was compared.
  if (isOfGuardrails(check))
    return controlPolicies.kind === 'read' && guardrailStates(context).problems.length === 0;
  if (check === 'root-management') return rootAccess.kind === 'read';
  return check === 'organization-features' || check === 'not-audited' || delegation.kind === 'read';
}
