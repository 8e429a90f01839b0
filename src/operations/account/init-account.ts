import { unlessUnseen } from '../../access/waiting.ts';
import { type AccountApplied, applyAccount } from '../../apply/apply-account.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import { parentOf } from '../../apply/place-account.ts';
import { commandOf, initCommand, type NamedAccount } from '../../model/account-kind.ts';
import { ciRolesOf } from '../../model/ci-roles.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import { type AccountTarget, expectedRoleArn, planAccount } from '../../plan/account-plan.ts';
import { isLiving } from '../../plan/account-traces.ts';
import type { Change } from '../../plan/change.ts';
import { findGrant } from '../../plan/grant-slot.ts';
import type { GrantSlot } from '../../plan/shapes/accounts.ts';
import { lookAgain } from '../creation-checks.ts';
import { readAgain } from '../read-again.ts';
import type { InitAccountTools, PreparedAccount } from './prepare-account.ts';
import { readTarget } from './read-target.ts';

export interface InitAccountResult extends NamedAccount {
  readonly created: boolean;
  readonly account: {
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
    /** Names of the OUs above the account, from the root down. */
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string | null };
  /** Those that CI systems assume. */
  readonly ciRoles: readonly { readonly name: string; readonly arn: string | null }[];
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: GrantSlot['kind'] };
  readonly changes: readonly ChangeResult[];
}

/** The plan as a result, before anything is done. */
export function plannedResult(prepared: PreparedAccount): InitAccountResult {
  const changes = prepared.plan.steps.map(({ change, state }): ChangeResult => {
    if (state === 'needed') return { change, status: 'planned' };
    return { change, status: state === 'satisfied' ? 'unchanged' : 'not-applied' };
  });
  return result(prepared, { results: changes, accountId: null, created: false, slot: null, errors: [] });
}

/**
 * Applies the plan, and reads everything again when it changed something.
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeAccount(
  prepared: PreparedAccount,
  tools: InitAccountTools,
): Promise<{ readonly result: InitAccountResult; readonly errors: readonly unknown[] }> {
  const { aws, structure, wait, progress } = tools;
  const { plan, target, actual, members, ops, units } = prepared;
  refuseWithoutConsent(prepared);
  const applied = await applyAccount(plan, target, actual.account, {
    aws,
    members,
    wait,
    progress,
    rootId: units.rootId,
    lookAgain: () => lookAgain(prepared, tools),
    ops,
    accessRole: structure.accessRole,
    roleArn: (id) =>
      expectedRoleArn(target, { ...actual, account: accountWithId(actual.account, id, target) }),
  });
  const errors = [...applied.errors];
  let slot = applied.slot;
  const changed = applied.results.some(({ status }) => status === 'applied');
  if (errors.length === 0 && changed && applied.accountId !== null) {
    try {
      slot = await verify(prepared, applied.accountId, tools);
    } catch (error) {
      errors.push(error);
    }
  }
  return { result: result(prepared, { ...applied, slot: slot ?? applied.slot }), errors };
}

/** What differs and was written by somebody on purpose is shown, and nothing is begun. */
function refuseWithoutConsent({ plan, target }: PreparedAccount): void {
  for (const { change, state } of plan.steps) {
    if (state !== 'needs-consent') continue;
    if (change.kind === 'replace-trust') {
      throw new Failure('failed', {
        what: `the role ${change.role} exists with a different trust policy (compared with the intended one: ${change.verdict})`,
        why: `Nothing was changed. The existing policy:\n${change.actual}\nThe intended policy:\n${change.intended}`,
        fix: [`overwrite the policy: ${initCommand(target)} --replace-trust`],
      });
    }
    if (change.kind === 'grant-access') {
      throw new Failure('failed', {
        what: `the group ${change.group} has a policy ${change.slot.policy} with other content than this grant`,
        why: `Nothing was changed. The existing policy:\n${change.replaces}`,
        fix: [`overwrite the policy: ${initCommand(target)} --replace-grant`],
      });
    }
  }
}

/** @returns where the grant is */
function verify(
  { target, members, ops, units }: PreparedAccount,
  accountId: string,
  tools: InitAccountTools,
): Promise<GrantSlot | null> {
  const { organizations } = tools.aws;
  const source = { members, wait: tools.wait, ops, structure: tools.structure, target, units };
  return readAgain(tools, async () => {
    const account = await organizations.describeAccount(accountId);
    if (!isLiving(account)) throw beingClosed(target, account);
    const parentId = account.parentId ?? (await parentOf(organizations, accountId));
    const seen = await readTarget(source, { ...account, parentId }).catch(unlessUnseen);
    if (seen === null) return null;
    const { steps } = planAccount(target, { ...seen, creation: null });
    return {
      found: findGrant(seen.group, seen.policies, expectedRoleArn(target, seen)),
      missing: steps.filter(({ state }) => state !== 'satisfied'),
    };
  });
}

/** Another run closes it: what was made in it goes with it, and the grant is to go again. */
function beingClosed({ kind, name }: NamedAccount, { id }: Account): Failure {
  return new Failure('failed', {
    what: `the account of ${kind.noun} ${name} (${id}) is being closed by another run`,
    why: 'AWS deletes everything that this run created in the account. The grant in Ops can still exist.',
    fix: [`finish closing the account, and remove its grants: ${commandOf(kind)} close ${name}`],
  });
}

function accountWithId(account: Account | null, id: string, target: AccountTarget): Account {
  if (account) return account;
  const { name, email, unitId: parentId } = target;
  return { id, name, email, state: 'ACTIVE', parentId, joinedAt: null, joinedMethod: 'CREATED' };
}

function result(prepared: PreparedAccount, applied: AccountApplied): InitAccountResult {
  const { target, actual } = prepared;
  const id = applied.accountId ?? actual.account?.id ?? null;
  const planned = prepared.plan.steps
    .map(({ change }) => change)
    .find((change) => change.kind === 'grant-access');
  const slot = applied.slot ?? planned?.slot;
  const account = id === null ? null : accountWithId(actual.account, id, target);
  const failed = (kind: Change['kind'], role?: string) =>
    applied.results.some(
      ({ change, status }) =>
        change.kind === kind &&
        (role === undefined || ('role' in change && change.role === role)) &&
        (status === 'not-applied' || status === 'in-doubt'),
    );
  const { partition } = target;
  return {
    kind: target.kind,
    name: target.name,
    created: applied.created,
    account: {
      id,
      name: target.name,
      email: target.email,
      path: failed('move-account') ? actual.place : target.unitPath,
    },
    role: {
      name: target.role.name,
      arn:
        account && !failed('create-role', target.role.name)
          ? expectedRoleArn(target, { ...actual, account })
          : null,
    },
    ciRoles: ciRolesOf(target, { partition, accountId: id ?? '' }).map(({ name, arn }) => ({
      name,
      arn: id !== null && !failed('create-role', name) ? arn : null,
    })),
    grant: { group: actual.group.name, policy: slot?.policy ?? '', kind: slot?.kind ?? 'inline' },
    changes: applied.results,
  };
}
