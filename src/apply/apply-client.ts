import { type MemberAccess, type ReachableAccount, settlingUntil } from '../access/member-accounts.ts';
import type { Progress } from '../access/progress.ts';
import { untilItShows, type WaitOptions } from '../access/waiting.ts';
import type { Aws, IamApi } from '../aws/api.ts';
import type { Account } from '../model/snapshot.ts';
import type { GrantSlot } from '../plan/change.ts';
import type { ClientPlan, ClientTarget } from '../plan/client-plan.ts';
import { changedMeanwhile, existingRole, replaceTrust, setBoundary } from './change-role.ts';
import { createClientRole } from './client-role.ts';
import { type AccountWords, createAccount, type Seen } from './create-account.ts';
import { grantAccess } from './grant-access.ts';
import { type ChangeResult, Ledger } from './ledger.ts';
import { type Moving, placeAccount } from './place-account.ts';

export interface ApplyContext {
  readonly aws: Aws;
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  readonly rootId: string;
  readonly ops: ReachableAccount;
  readonly group: string;
  readonly accessRole: string;
  readonly accountTags: Readonly<Record<string, string>>;
  /** Asks reality once more directly before the account is requested; see `AccountRequest`. */
  lookAgain(): Promise<Seen | null>;
  /** The role's ARN, once the account's id is known. */
  roleArn(accountId: string): string;
}

export interface ClientApplied {
  /** One for each step, in the plan's order. */
  readonly results: readonly ChangeResult[];
  readonly accountId: string | null;
  /** True when this run's own request made the account. */
  readonly created: boolean;
  readonly slot: GrantSlot | null;
  /** What went wrong, most telling first; empty when everything is applied. */
  readonly errors: readonly unknown[];
}

/**
 * Applies a client's plan: the account first, then side by side what does not depend on each other: its place, its
 * role, its grant. Nothing is thrown: what failed is told per change.
 */
export async function applyClient(
  plan: ClientPlan,
  target: ClientTarget,
  account: Account | null,
  context: ApplyContext,
): Promise<ClientApplied> {
  const ledger = new Ledger(plan.steps, context.progress);
  const errors: unknown[] = [];
  let accountId = account?.id ?? null;
  let created = false;
  let slot: GrantSlot | null = null;

  const branches = async () => {
    const [creation] = ledger.of('create-account');
    if (creation) {
      await ledger.run(creation, async (change, task) => {
        const watch = { update: task.update, pending: (maybe: boolean) => ledger.doubt(creation, maybe) };
        const request = {
          ...change,
          words: clientWords(change.name),
          waitForOrganization: false,
          accessRole: context.accessRole,
          tags: context.accountTags,
          lookAgain: context.lookAgain,
        };
        const made = await createAccount(context.aws.organizations, request, context.wait, watch);
        accountId = made.accountId;
        created = made.created;
        return { applied: made.created, text: made.accountId };
      });
    }
    const id = accountId;
    if (id === null) return;
    const fresh = account === null;
    const reachable = { id, name: target.client, settlingUntil: settlingUntil(account, context.wait) };
    const settled = await Promise.allSettled([
      place(
        ledger,
        target,
        { ...reachable, fromId: fresh ? context.rootId : (account?.parentId ?? null) },
        context,
      ),
      role(ledger, target, reachable, context),
      grant(ledger, target, context.roleArn(id), context).then((granted) => {
        slot = granted;
      }),
    ]);
    for (const one of settled) if (one.status === 'rejected') errors.push(one.reason);
  };
  try {
    await branches();
  } catch (error) {
    errors.push(error);
  }
  return { results: ledger.results(), accountId, created, slot, errors };
}

async function place(
  ledger: Ledger,
  target: ClientTarget,
  account: Moving,
  { aws, wait }: ApplyContext,
): Promise<void> {
  const [move] = ledger.of('move-account');
  if (!move) return;
  await ledger.run(move, async (_change, _task, wrote) => ({
    applied: await placeAccount(aws.organizations, account, target.productionId, wait, wrote),
  }));
}

async function role(
  ledger: Ledger,
  target: ClientTarget,
  account: ReachableAccount,
  { members, wait }: ApplyContext,
): Promise<void> {
  const { name } = target.role;
  const inAccount =
    (work: (iam: IamApi) => Promise<boolean>) =>
    async (_change: unknown, _task: unknown, wrote: () => void) => ({
      applied: await members.withIam(account, wait, work, wrote),
    });
  let attachedByAnother: readonly string[] = [];
  for (const change of ledger.of('create-role')) {
    await ledger.run(change, (_change, task, wrote) => {
      task.update('waiting for access to the account');
      const create = inAccount(async (iam) => {
        const other = await createClientRole(iam, target, wait, wrote);
        attachedByAnother = other?.managedPolicies ?? [];
        return other === null;
      });
      return create(change, task, wrote);
    });
  }
  for (const change of ledger.of('replace-trust')) {
    await ledger.run(
      change,
      inAccount((iam) => replaceTrust(iam, change)),
    );
  }
  for (const change of ledger.of('set-max-session')) {
    await ledger.run(
      change,
      inAccount(async (iam) => {
        const { maxSession } = await existingRole(iam, name);
        if (maxSession === change.to) return false;
        if (maxSession !== change.from)
          throw changedMeanwhile(`the longest session of role ${name}`, `${maxSession} s`);
        await iam.updateRole(name, change.to);
        return true;
      }),
    );
  }
  for (const change of ledger.of('set-boundary')) {
    await ledger.run(
      change,
      inAccount((iam) => setBoundary(iam, change)),
    );
  }
  for (const change of ledger.of('attach-policy')) {
    const attach = async (iam: IamApi) => {
      if (attachedByAnother.includes(change.policyArn)) return false;
      await untilItShows(wait, () => iam.attachRolePolicy(name, change.policyArn));
      return true;
    };
    await ledger.run(change, inAccount(attach));
  }
}

async function grant(
  ledger: Ledger,
  target: ClientTarget,
  roleArn: string,
  { members, wait, ops, group }: ApplyContext,
): Promise<GrantSlot | null> {
  const [step] = ledger.of('grant-access');
  if (!step) return null;
  let slot: GrantSlot = step.slot;
  await ledger.run(step, async (change, _task, wrote) => {
    const request = {
      client: target.client,
      group,
      role: { name: target.role.name, arn: roleArn },
      slot: change.slot,
      replaces: change.replaces,
      wrote,
    };
    const granted = await members.withIam(ops, wait, (iam) => grantAccess(iam, request, wait), wrote);
    slot = granted.slot;
    const moved = granted.slot.policy !== change.slot.policy;
    return {
      applied: granted.applied,
      ...(moved ? { text: `${granted.slot.kind} policy ${granted.slot.policy}` } : {}),
    };
  });
  return slot;
}

function clientWords(client: string): AccountWords {
  return {
    emailOption: '--email',
    withEmail: (email) => `diverst client init ${client} --email ${email}`,
    otherName: 'otherwise choose another client name',
  };
}
