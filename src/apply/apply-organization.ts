import { type ReachableAccount, reachableOf } from '../access/member-accounts.ts';
import { sideBySide } from '../access/pool.ts';
import { type AccountRef, isSameRef } from '../model/account-kind.ts';
import type { Change } from '../plan/change.ts';
import { scopeOf } from '../plan/changes/table.ts';
import { neededIn, type OrganizationStep, type StepIn } from '../plan/order.ts';
import { isOfRootManagement } from '../plan/root-plan.ts';
import type { GroupHome } from '../plan/shapes/groups-and-users.ts';
import { requireOps } from './in-account.ts';
import { type ChangeResult, Ledger } from './ledger.ts';
import { movedAccountId, type OwnStep, organizationExecutors } from './organization-changes.ts';
import type { OrganizationContext } from './organization-state.ts';
import { removeAll } from './removals.ts';
import { UnitTree } from './unit-tree.ts';

export interface OrganizationApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  readonly errors: readonly unknown[];
  /** Ids of Ops and of the organization, as far as there are any. */
  readonly opsAccountId: string | null;
  readonly organizationId: string | null;
}

/** Applies an organization's plan. Nothing is thrown: what failed is reported for each change. */
export async function applyOrganization(
  steps: readonly OrganizationStep[],
  context: OrganizationContext,
): Promise<OrganizationApplied> {
  const run = new OrganizationRun(steps, context);
  await run.all();
  return {
    results: run.ledger.results(),
    errors: run.errors,
    opsAccountId: run.ops?.id ?? null,
    organizationId: run.organizationId,
  };
}

class OrganizationRun {
  readonly ledger: Ledger;
  readonly errors: unknown[] = [];
  readonly units: UnitTree;
  ops: ReachableAccount | null;
  organizationId: string | null;

  constructor(
    readonly steps: readonly OrganizationStep[],
    readonly context: OrganizationContext,
  ) {
    const { aws, wait, progress, ops, organizationId } = context;
    this.ledger = new Ledger(steps, progress);
    this.units = new UnitTree(aws.organizations, wait);
    this.ops = ops && reachableOf(ops, wait);
    this.organizationId = organizationId;
  }

  async all(): Promise<void> {
    const [founded] = await Promise.all([
      this.attempt(() => this.base()),
      this.attempt(() => this.groups('management')),
    ]);
    // Everything else is placed in it.
    if (!founded) return;
    await Promise.all([
      this.attempt(() => this.groups('ops')),
      // Organizations takes few changes at a time, and trusted access is one of them.
      this.attempt(() => this.placeAll()).then(() => this.attempt(() => this.trail())),
    ]);
    await this.attempt(() => removeAll(this, neededIn(this.steps, 'room')));
    await this.attempt(() => this.namedAccounts());
    await this.attempt(() => this.accessRoles());
    await this.guardrails();
    // What the caller does all this by may be among what the admins lose.
    for (const last of [false, true]) {
      const removals = neededIn(this.steps, 'removal').filter(
        (one) => isOfManagement(one) === last && this.isReplaced(one),
      );
      await this.attempt(() => removeAll(this, removals));
    }
  }

  /** Organization, OUs, Ops. */
  private async base(): Promise<void> {
    const steps = neededIn(this.steps, 'base');
    // An account that is made before has root credentials; without one to be made, nothing waits for it.
    const isAwaited = steps.some(({ change }) => change.kind === 'create-account');
    let isOff = false;
    for (const step of steps) {
      if (isAwaited || !isOfRootManagement(step.change)) await this.execute(step);
      else if (!isOff) isOff = !(await this.attempt(() => this.execute(step)));
    }
  }

  /** One after the other: Organizations takes few changes at a time, and no two side by side. */
  private async placeAll(): Promise<void> {
    for (const step of neededIn(this.steps, 'place')) {
      if (movedAccountId(step.change, this) !== null) await this.attempt(() => this.execute(step));
    }
  }

  /** Each step rests on those before it. */
  private async trail(): Promise<void> {
    for (const step of neededIn(this.steps, 'trail')) await this.execute(step);
  }

  /** The groups of one account, and what they allow. */
  private async groups(home: GroupHome): Promise<void> {
    for (const step of neededIn(this.steps, 'groups'))
      if (step.change.home === home) await this.execute(step);
  }

  /** Each client and each environment by itself: what fails for one is reported, and the others continue. */
  private async namedAccounts(): Promise<void> {
    const byOwner = new Map<string, { owner: AccountRef; steps: StepIn<'account'>[] }>();
    for (const step of neededIn(this.steps, 'account')) {
      if (step.owner === null) continue;
      const key = `${step.owner.noun} ${step.owner.name}`;
      const { steps } = byOwner.get(key) ?? { steps: [] };
      byOwner.set(key, { owner: step.owner, steps: [...steps, step] });
    }
    if (byOwner.size === 0) return;
    const { concurrency, wait } = this.context;
    const ops = requireOps(this);
    await sideBySide([...byOwner.values()], concurrency, async ({ owner, steps }) => {
      if (wait.signal.aborted) return;
      const applied = await this.context.namedAccount(owner, steps, ops);
      this.ledger.record(applied.results);
      this.errors.push(...applied.errors);
    });
    wait.signal.throwIfAborted();
  }

  /** Trust policies of the way in itself, in whatever account. */
  private async accessRoles(): Promise<void> {
    await sideBySide(neededIn(this.steps, 'access-role'), this.context.concurrency, async (step) => {
      await this.attempt(() => this.execute(step));
    });
  }

  /**
   * Each step rests on those before it, of the same type. They wait for what they would protect as it is: where that
   * could not be mended, they are left for another run.
   */
  private async guardrails(): Promise<void> {
    const isMended = [...neededIn(this.steps, 'account'), ...neededIn(this.steps, 'access-role')].every(
      ({ change }) => this.isDone(change),
    );
    if (!isMended) return;
    const steps = neededIn(this.steps, 'guardrails');
    const typeOf = ({ change }: StepIn<'guardrails'>) => ('type' in change ? change.type : null);
    for (const type of new Set(steps.map(typeOf)))
      await this.attempt(async () => {
        for (const step of steps) if (typeOf(step) === type) await this.execute(step);
      });
  }

  private execute(step: OwnStep): Promise<void> {
    return this.ledger.execute(organizationExecutors, step.change, { run: this, step });
  }

  /** Whether all that is to stand in for what it takes away is there: otherwise people would be locked out. */
  private isReplaced(removal: OrganizationStep): boolean {
    return this.steps.every((step) => {
      if (step.state !== 'needed' || step.part === 'removal' || !standsInFor(step, removal)) return true;
      return this.isDone(step.change);
    });
  }

  private isDone(change: Change): boolean {
    const status = this.ledger.status(change);
    return status === 'applied' || status === 'unchanged';
  }

  private async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.errors.push(...(error instanceof AggregateError ? error.errors : [error]));
      return false;
    }
  }
}

function isOfManagement({ change }: OrganizationStep): boolean {
  return scopeOf(change) === 'management';
}

/** What gives access to the same: grants and policies of groups for one another, a role's policies for its own. */
function standsInFor(step: OrganizationStep, removal: OrganizationStep): boolean {
  // Nobody of the organization gets in by it, so that nothing is given in its place.
  if (removal.change.kind === 'delete-root-credentials') return false;
  if (removal.owner !== null && 'role' in removal.change)
    return isSameRef(step.owner, removal.owner) && 'role' in step.change;
  const home = 'home' in removal.change ? removal.change.home : 'ops';
  if (home === 'ops' && step.change.kind === 'grant-access') return true;
  return 'home' in step.change && step.change.home === home;
}
