import {
  type MemberAccess,
  type ReachableAccount,
  reachableOf,
  settlingUntil,
} from '../access/member-accounts.ts';
import { sideBySide } from '../access/pool.ts';
import type { Progress } from '../access/progress.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { Aws, IamApi } from '../aws/api.ts';
import { Failure } from '../model/failure.ts';
import { parsePolicy } from '../model/policy/document.ts';
import { trustedPrincipals } from '../model/policy/trust.ts';
import type { Account } from '../model/snapshot.ts';
import type { Structure } from '../model/structure.ts';
import { UNKNOWN_ACCOUNT } from '../plan/base-plan.ts';
import type { Change, GroupHome } from '../plan/change.ts';
import type { Part } from '../plan/changes/row.ts';
import type { OrganizationStep } from '../plan/order.ts';
import { pathOfPlace } from '../plan/unit-path.ts';
import type { ClientApplied } from './apply-client.ts';
import { attachToGroup, createGroup, putGroupPolicy } from './change-group.ts';
import { replaceTrust } from './change-role.ts';
import { type AccountWords, createAccount, type Seen } from './create-account.ts';
import { createOrganization } from './create-organization.ts';
import { type ChangeResult, Ledger } from './ledger.ts';
import { placeAccount } from './place-account.ts';
import { removeAll } from './removals.ts';
import { UnitTree } from './unit-tree.ts';

export interface OrganizationContext {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  readonly structure: Structure;
  readonly managementAccountId: string;
  /** Null where it is yet to be created. */
  readonly ops: Account | null;
  /** Every account that a step names. */
  readonly accounts: readonly Account[];
  /** Clients, and accounts, that are worked on at a time. */
  readonly concurrency: number;
  readonly opsWords: AccountWords;
  /** Asks reality once more directly before Ops is requested; see `AccountRequest`. */
  lookAgain(): Promise<Seen | null>;
  /** Applies the steps of one client. */
  client(name: string, steps: readonly OrganizationStep[], ops: ReachableAccount): Promise<ClientApplied>;
}

export interface OrganizationApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  readonly errors: readonly unknown[];
  /** Id of Ops, as far as there is one. */
  readonly opsAccountId: string | null;
}

/** Applies an organization's plan. Nothing is thrown: what failed is told per change. */
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
  };
}

class OrganizationRun {
  readonly ledger: Ledger;
  readonly errors: unknown[] = [];
  readonly units: UnitTree;
  ops: ReachableAccount | null;

  constructor(
    readonly steps: readonly OrganizationStep[],
    readonly context: OrganizationContext,
  ) {
    const { aws, wait, progress, ops } = context;
    this.ledger = new Ledger(steps, progress);
    this.units = new UnitTree(aws.organizations, wait);
    this.ops = ops && reachableOf(ops, wait);
  }

  async all(): Promise<void> {
    const [founded] = await Promise.all([
      this.attempt(() => this.base()),
      this.attempt(() => this.groups('management')),
    ]);
    // Everything else is placed in it.
    if (!founded) return;
    await Promise.all([this.attempt(() => this.groups('ops')), this.attempt(() => this.placeAll())]);
    const tools = { context: this.context, ledger: this.ledger, ops: this.ops };
    await this.attempt(() => removeAll(tools, this.part('room')));
    await this.attempt(() => this.clients());
    await this.attempt(() => this.accessRoles());
    // What the caller does all this by may be among what the admins lose.
    for (const last of [false, true]) {
      const removals = this.part('removal').filter(
        (one) => isOfManagement(one) === last && this.isReplaced(one),
      );
      await this.attempt(() => removeAll(tools, removals));
    }
  }

  /** Organization, OUs, Ops. */
  private async base(): Promise<void> {
    const { aws, wait, managementAccountId } = this.context;
    for (const change of this.ledger.of('create-organization')) {
      await this.ledger.run(change, async (_change, _task, wrote) => {
        const made = await createOrganization(aws.organizations, managementAccountId, wait, wrote);
        return { applied: made.applied, text: made.organization.id };
      });
    }
    for (const change of this.ledger.of('create-unit')) {
      await this.ledger.run(change, async (_change, _task, wrote) => ({
        applied: await this.units.create(change.path, wrote),
      }));
    }
    for (const change of this.ledger.of('create-account')) await this.createOps(change);
  }

  /** One after the other: Organizations takes few changes at a time, and no two side by side. */
  private async placeAll(): Promise<void> {
    const { aws, wait, structure, accounts } = this.context;
    for (const { change } of this.part('place')) {
      const id = change.kind === 'move-account' ? (change.accountId ?? this.ops?.id) : undefined;
      if (change.kind !== 'move-account' || id === undefined) continue;
      const account = accounts.find((one) => one.id === id) ?? null;
      const seen = account?.parentId || null;
      const moving = {
        id,
        fromId: seen,
        settlingUntil: settlingUntil(account, wait),
        onlyFrom: seen !== null,
      };
      await this.attempt(() =>
        this.ledger.run(change, async (_change, _task, wrote) => {
          const toId = await this.units.idOf(pathOfPlace(structure, change.to));
          return { applied: await placeAccount(aws.organizations, moving, toId, wait, wrote) };
        }),
      );
    }
  }

  private async createOps(change: Extract<Change, { readonly kind: 'create-account' }>): Promise<void> {
    const { aws, wait, structure, opsWords, lookAgain } = this.context;
    await this.ledger.run(change, async (_change, task) => {
      const request = {
        name: change.name,
        email: change.email,
        underWay: change.underWay,
        accessRole: structure.accessRole,
        tags: { 'diverst:managed-by': 'diverst' },
        words: opsWords,
        waitForOrganization: true,
        lookAgain,
      };
      const watch = {
        update: task.update,
        pending: (maybe: boolean) => this.ledger.doubt(change, maybe),
      };
      const made = await createAccount(aws.organizations, request, wait, watch);
      this.ops = { id: made.accountId, name: change.name, settlingUntil: settlingUntil(null, wait) };
      return { applied: made.created, text: made.accountId };
    });
  }

  /** The groups of one account, and what they allow. */
  private async groups(home: GroupHome): Promise<void> {
    const { wait } = this.context;
    const first = new Set(this.part('groups').map(({ change }) => change));
    const at = <C extends Change & { readonly home: GroupHome }>(change: C) =>
      change.home === home && first.has(change);
    for (const change of this.ledger.of('create-group').filter(at)) {
      await this.ledger.run(change, (_change, _task, wrote) =>
        this.inHome(home, wrote, (iam) => createGroup(iam, change, wrote)),
      );
    }
    for (const change of this.ledger.of('attach-group-policy').filter(at)) {
      await this.ledger.run(change, (_change, _task, wrote) =>
        this.inHome(home, wrote, (iam) => attachToGroup(iam, change, wait)),
      );
    }
    for (const change of this.ledger.of('put-group-policy').filter(at)) {
      await this.ledger.run(change, (_change, _task, wrote) =>
        this.inHome(home, wrote, (iam) => putGroupPolicy(iam, this.ofOps(change), wait)),
      );
    }
  }

  /** A policy that was planned before Ops had an id. */
  private ofOps<C extends { readonly document: string }>(change: C): C {
    const id = this.ops?.id;
    return id === undefined
      ? change
      : { ...change, document: change.document.replaceAll(`:${UNKNOWN_ACCOUNT}:`, `:${id}:`) };
  }

  private async inHome(
    home: GroupHome,
    wrote: () => void,
    work: (iam: IamApi) => Promise<boolean>,
  ): Promise<{ applied: boolean }> {
    const { aws, members, wait } = this.context;
    if (home === 'management') return { applied: await work(aws.iam()) };
    return { applied: await members.withIam(this.requireOps(), wait, work, wrote) };
  }

  /** Each client by itself: what fails for one is told, and the others go on. */
  private async clients(): Promise<void> {
    const byName = new Map<string, OrganizationStep[]>();
    for (const step of this.part('client')) {
      const name = step.client ?? '';
      byName.set(name, [...(byName.get(name) ?? []), step]);
    }
    if (byName.size === 0) return;
    const { concurrency, wait } = this.context;
    const ops = this.requireOps();
    await sideBySide([...byName], concurrency, async ([name, steps]) => {
      if (wait.signal.aborted) return;
      const applied = await this.context.client(name, steps, ops);
      this.ledger.record(applied.results);
      this.errors.push(...applied.errors);
    });
    wait.signal.throwIfAborted();
  }

  /** Trust policies of the way in itself, in whatever account. */
  private async accessRoles(): Promise<void> {
    const { members, wait, accounts, concurrency } = this.context;
    await sideBySide(this.part('access-role'), concurrency, async ({ change, accountId }) => {
      const account = accounts.find(({ id }) => id === accountId);
      if (change.kind !== 'replace-trust' || !account) return;
      await this.attempt(() =>
        this.ledger.run(change, async (_change, _task, wrote) => {
          refuseShuttingOut(change.intended, this.context.managementAccountId);
          const work = (iam: IamApi) => replaceTrust(iam, change);
          return { applied: await members.withIam(reachableOf(account, wait), wait, work, wrote) };
        }),
      );
    });
  }

  /** Whether all that is to stand in for what it takes away is there: otherwise people would be locked out. */
  private isReplaced(removal: OrganizationStep): boolean {
    return this.steps.every((step) => {
      if (step.state !== 'needed' || step.part === 'removal' || !standsInFor(step, removal)) return true;
      const status = this.ledger.status(step.change);
      return status === 'applied' || status === 'unchanged';
    });
  }

  private part(part: Part): readonly OrganizationStep[] {
    return this.steps.filter((step) => step.part === part && step.state === 'needed');
  }

  private requireOps(): ReachableAccount {
    if (this.ops) return this.ops;
    throw new Failure('failed', {
      what: `there is no account ${this.context.structure.opsAccount}`,
      fix: ['create it: diverst org init'],
    });
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

/** The way in must stay open to the management account: nobody else could open it again. */
function refuseShuttingOut(intended: string, managementAccountId: string): void {
  const parsed = parsePolicy(intended);
  const open =
    parsed.ok &&
    trustedPrincipals(parsed.policy).some(
      ({ principal, conditions, limitedByDeny }) =>
        principal.kind === 'account' &&
        principal.accountId === managementAccountId &&
        conditions.length === 0 &&
        !limitedByDeny,
    );
  if (!open) throw new Error(`the planned trust policy shuts account ${managementAccountId} out`);
}

function isOfManagement({ change }: OrganizationStep): boolean {
  return 'home' in change && change.home === 'management';
}

/** What gives access to the same: grants and policies of groups for one another, a role's policies for its own. */
function standsInFor(step: OrganizationStep, removal: OrganizationStep): boolean {
  if (removal.client !== null && 'role' in removal.change)
    return step.client === removal.client && 'role' in step.change;
  const home = 'home' in removal.change ? removal.change.home : 'ops';
  if (home === 'ops' && step.change.kind === 'grant-access') return true;
  return 'home' in step.change && step.change.home === home;
}
