import { type MemberAccess, type ReachableAccount, settlingUntil } from '../access/member-accounts.ts';
import type { Progress } from '../access/progress.ts';
import { untilItShows, type WaitOptions } from '../access/waiting.ts';
import type { Aws } from '../aws/api.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { initCommand, type NamedAccount } from '../model/account-kind.ts';
import { oidcProviderArn } from '../model/ci.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Account } from '../model/snapshot.ts';
import type { AccountPlan, AccountTarget } from '../plan/account-plan.ts';
import type { AccountChangeKind, AccountStep } from '../plan/account-step.ts';
import type { OfKind } from '../plan/change.ts';
import { type Scope, scopes } from '../plan/changes/row.ts';
import { scopeOf } from '../plan/changes/table.ts';
import { ciTargets } from '../plan/ci-plan.ts';
import type { RoleTarget } from '../plan/role-plan.ts';
import type { GrantSlot } from '../plan/shapes/accounts.ts';
import { createAccountRole } from './account-role.ts';
import { replaceTrust, setBoundary, setMaxSession, tagRole } from './change-role.ts';
import { type AccountWords, createAccount, type Seen } from './create-account.ts';
import { grantAccess } from './grant-access.ts';
import { addAudience, createProvider } from './identity-provider.ts';
import { type ChangeResult, type Done, type Executors, Ledger, type Report } from './ledger.ts';
import { placeAccount } from './place-account.ts';

export interface ApplyContext {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  readonly rootId: string;
  readonly ops: ReachableAccount;
  readonly accessRole: string;
  /** Checks AWS once more directly before the account is requested; see `AccountRequest`. */
  lookAgain(): Promise<Seen | null>;
  /** The role's ARN, once the account's id is known. */
  roleArn(accountId: string): string;
}

export interface AccountApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  readonly accountId: string | null;
  /** True when this run's own request made the account. */
  readonly created: boolean;
  readonly slot: GrantSlot | null;
  /** What went wrong, most informative first; empty when everything is applied. */
  readonly errors: readonly unknown[];
}

/**
 * Applies an account's plan: the account first, then side by side what does not depend on each other: its place, the
 * role of people, its grant, and what CI needs. Nothing is thrown: what failed is reported for each change.
 */
export async function applyAccount(
  { steps }: AccountPlan,
  target: AccountTarget,
  account: Account | null,
  context: ApplyContext,
): Promise<AccountApplied> {
  const run = new AccountRun(steps, target, account, context);
  await run.all();
  const { accountId, created, slot, errors } = run;
  return { results: run.ledger.results(), accountId, created, slot, errors };
}

class AccountRun {
  readonly ledger: Ledger;
  readonly errors: unknown[] = [];
  accountId: string | null;
  created = false;
  slot: GrantSlot | null = null;
  /** What roles that another run made meanwhile have already, by their names. */
  readonly attachedByAnother = new Map<string, readonly string[]>();

  constructor(
    private readonly steps: readonly AccountStep[],
    readonly target: AccountTarget,
    readonly account: Account | null,
    readonly context: ApplyContext,
  ) {
    this.ledger = new Ledger(steps, context.progress);
    this.accountId = account?.id ?? null;
  }

  async all(): Promise<void> {
    const changes = this.steps.filter(({ state }) => state === 'needed').map(({ change }) => change);
    try {
      for (const change of changes)
        if (change.kind === 'create-account') await this.ledger.execute(creation, change, this);
    } catch (error) {
      this.errors.push(error);
      return;
    }
    const { accountId: id, account, target, context } = this;
    if (id === null) return;
    const member = { id, name: target.name, settlingUntil: settlingUntil(account, context.wait) };
    const others = changes.filter((change) => change.kind !== 'create-account');
    const chains = [...scopes, 'ci'] as const;
    const settled = await Promise.allSettled(
      chains.map((chain) =>
        this.inOrder(
          others.filter((change) => this.chainOf(change) === chain),
          member,
        ),
      ),
    );
    for (const one of settled) if (one.status === 'rejected') this.errors.push(one.reason);
  }

  /** People get in whether CI does or not: what fails for the one is no matter of the other. */
  private chainOf(change: OfKind<LaterKind>): Scope | 'ci' {
    const isOfCi =
      change.kind === 'create-provider' ||
      change.kind === 'add-audience' ||
      ('role' in change && change.role !== this.target.role.name);
    return isOfCi ? 'ci' : scopeOf(change);
  }

  private async inOrder(changes: readonly OfKind<LaterKind>[], member: ReachableAccount): Promise<void> {
    for (const change of changes) await this.ledger.execute(executors, change, { run: this, member });
  }
}

const creation: Executors<'create-account', AccountRun> = {
  'create-account': async (change, run, { task }) => {
    const { context, ledger } = run;
    const watch = { update: task.update, pending: (maybe: boolean) => ledger.doubt(change, maybe) };
    const request = {
      ...change,
      words: accountWords(run.target),
      waitForOrganization: false,
      accessRole: context.accessRole,
      tags: { [run.target.kind.tag]: change.name, 'diverst:managed-by': 'diverst' },
      lookAgain: context.lookAgain,
    };
    const made = await createAccount(context.aws.organizations, request, context.wait, watch);
    run.accountId = made.accountId;
    run.created = made.created;
    return { applied: made.created, text: made.accountId };
  },
};

/** What is done once there is an account. */
type LaterKind = Exclude<AccountChangeKind, 'create-account'>;

interface Tools {
  readonly run: AccountRun;
  readonly member: ReachableAccount;
}

const executors: Executors<LaterKind, Tools> = {
  'move-account': async (_change, { run, member }, { wrote }) => {
    const { account, target, context } = run;
    const fromId = account === null ? context.rootId : account.parentId;
    const { organizations } = context.aws;
    return {
      applied: await placeAccount(organizations, { ...member, fromId }, target.unitId, context.wait, wrote),
    };
  },
  'create-provider': ({ issuer, audiences }, tools, report) => {
    const wanted = { arn: providerArn(issuer, tools), issuer, audiences };
    const { wait } = tools.run.context;
    return inMember(tools, report, (iam) => createProvider(iam, wanted, wait, report.wrote));
  },
  'add-audience': ({ issuer, audience }, tools, report) => {
    const arn = providerArn(issuer, tools);
    return inMember(tools, report, (iam) => addAudience(iam, arn, audience));
  },
  'create-role': ({ role }, tools, report) => {
    const { target, context, attachedByAnother } = tools.run;
    const wanted = roleOf(role, tools);
    report.task.update('waiting for access to the account');
    return inMember(tools, report, async (iam) => {
      const other = await createAccountRole(iam, target, wanted, context.wait, report.wrote);
      attachedByAnother.set(role, other?.managedPolicies ?? []);
      return other === null;
    });
  },
  'replace-trust': (change, tools, report) => inMember(tools, report, (iam) => replaceTrust(iam, change)),
  'set-max-session': (change, tools, report) => inMember(tools, report, (iam) => setMaxSession(iam, change)),
  'set-boundary': (change, tools, report) => inMember(tools, report, (iam) => setBoundary(iam, change)),
  'tag-role': (change, tools, report) => inMember(tools, report, (iam) => tagRole(iam, change)),
  'attach-policy': ({ role, policyArn }, tools, report) =>
    inMember(tools, report, async (iam) => {
      const { attachedByAnother, context } = tools.run;
      if (attachedByAnother.get(role)?.includes(policyArn)) return false;
      await untilItShows(context.wait, () => iam.attachRolePolicy(role, policyArn));
      return true;
    }),
  'grant-access': async (change, { run, member }, { wrote }) => {
    const { target, context } = run;
    const { members, wait, ops } = context;
    const { group } = target.kind;
    const request = {
      owner: target,
      group,
      role: { name: target.role.name, arn: context.roleArn(member.id) },
      slot: change.slot,
      replaces: change.replaces,
      wrote,
    };
    const granted = await members.withIam(ops, wait, (iam) => grantAccess(iam, request, wait), wrote);
    run.slot = granted.slot;
    const moved = granted.slot.policy !== change.slot.policy;
    return {
      applied: granted.applied,
      ...(moved ? { text: `${granted.slot.kind} policy ${granted.slot.policy}` } : {}),
    };
  },
};

/** The planned role of a name. */
function roleOf(name: string, { run: { target }, member }: Tools): RoleTarget {
  const wanted = [target.role, ...ciTargets(target, member.id)].find((role) => role.name === name);
  if (wanted === undefined) throw new Error(`no role ${name} is planned in the account of ${target.name}`);
  return wanted;
}

function providerArn(issuer: string, { run: { target }, member }: Tools): string {
  return oidcProviderArn({ partition: target.partition, accountId: member.id, issuer });
}

/** Works in the IAM of the account. */
async function inMember(
  { run, member }: Tools,
  { wrote }: Report,
  work: (iam: IamApi) => Promise<boolean>,
): Promise<Done> {
  const { members, wait } = run.context;
  return { applied: await members.withIam(member, wait, work, wrote) };
}

function accountWords(target: NamedAccount): AccountWords {
  return {
    emailOption: '--email',
    withEmail: (email) => `${initCommand(target)} --email ${shellWord(email)}`,
    otherName: `or choose another ${target.kind.noun} name`,
  };
}
