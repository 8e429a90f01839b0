import { MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { Progress } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import { type NamedAccount, withArticle } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { RootUser } from '../../model/root-users.ts';
import type { Account } from '../../model/snapshot.ts';
import { accountKinds, kindOfName, kindsWithGroup, type Structure } from '../../model/structure.ts';
import { accountToClose } from '../../plan/account-to-close.ts';
import { isLiving } from '../../plan/account-traces.ts';
import { refuseNotOwn } from '../../plan/closing-identity.ts';
import { type ClosingStep, closingSteps, grantsThatStay } from '../../plan/closing-plan.ts';
import { unitPathOf } from '../../plan/unit-path.ts';
import { findOps, readUnits, unitIdOf } from '../base.ts';
import { identifyManagement, type ManagementCaller } from '../management.ts';
import { reasonOf } from '../organization/read-account.ts';
import { type Groups, readOps, withParents } from './read-target.ts';
import { refuseNeeded } from './refuse-needed.ts';
import { refuseOtherKind } from './refuse-other-kind.ts';

export interface ClosingRequest extends NamedAccount {
  /** The account's ID, if the user has given it; null otherwise. */
  readonly accountId: string | null;
}

export interface ClosingTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly progress: Progress;
}

/** What an account was when the plan was made: it is closed only if it still is. */
export interface AccountIdentity {
  readonly account: Account;
  /** Its tags; null where nothing is to be closed any more. */
  readonly tags: Readonly<Record<string, string>> | null;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedClosing extends NamedAccount, AccountIdentity {
  readonly management: ManagementCaller;
  /** Of the whole organization. */
  readonly accounts: readonly Account[];
  /** Names of the OUs above it, from the root down. */
  readonly path: string;
  /** Null where it was not read: the account is closed already. A text says why it could not be read. */
  readonly rootUser: RootUser | string | null;
  readonly steps: readonly ClosingStep[];
  /** For people: what names the account in groups of Ops beside what the steps take away. */
  readonly staying: readonly string[];
  readonly members: MemberAccess;
  readonly ops: ReachableAccount;
}

/**
 * Finds the account, and makes sure that it is the one that is meant and that nothing else needs it. Changes nothing.
 * @throws Failure for whatever stands in the way
 */
export async function prepareClosing(request: ClosingRequest, tools: ClosingTools): Promise<PreparedClosing> {
  const { aws, structure, wait } = tools;
  const { kind, name } = request;
  refuseNameOfOther(request, structure);
  const reading = Promise.all([
    readUnits(aws.organizations, structure),
    aws.organizations.listAccounts().then((listed) => withParents(aws, listed, name)),
  ]);
  reading.catch(() => {});
  const management = await identifyManagement(aws);
  const { managementAccountId } = management.organization;
  const [units, accounts] = await reading;
  const opsAccount = await findOps(aws.organizations, structure, accounts, management, units);
  const unitPath = unitPathOf(kind, structure);
  const query = { ...request, unitId: unitIdOf(kind, units), unitPath };
  const account = accountToClose(accounts, { ...query, managementAccountId, opsAccountId: opsAccount.id });
  const { partition } = management.caller;
  const { sessionName } = management;
  const members = new MemberAccess(aws, { partition, accessRole: structure.accessRole, sessionName });
  const ops = reachableOf(opsAccount, wait);
  let groups: Promise<Groups> | undefined;
  const readGroups = () => {
    groups ??= readOps(members, wait, ops);
    return groups;
  };
  const isOpen = isLiving(account);
  const [held, tags, rootUser] = await Promise.all([
    readGroups(),
    isOpen ? aws.organizations.tagsOf(account.id) : null,
    isOpen ? readRootUser(account, members, wait) : null,
  ]);
  if (tags !== null) {
    refuseNotOwn(account, request, {
      tags,
      group: held.groups.find((one) => one.name === kind.group) ?? null,
      policies: held.policies,
      kinds: accountKinds(structure),
      accounts,
      isNamedById: request.accountId === account.id,
    });
    await Promise.all([
      refuseOtherKind({ ...query, explicitEmail: null, templateEmail: null }, account, {
        ...{ aws, members, wait, structure, units, readGroups },
      }),
      refuseNeeded(account, management, { aws, members, wait, structure }),
    ]);
  }
  const kinds = kindsWithGroup(structure);
  return {
    ...{ kind, name, account, tags, management, accounts, path: unitPath, rootUser, members, ops },
    steps: closingSteps(account, kinds, held.groups, held.policies),
    staying: grantsThatStay(account.id, kinds, held.groups, held.policies),
  };
}

/** What an account's root user has decides who can open it again; that it cannot be read keeps nobody from closing. */
async function readRootUser(
  account: Account,
  members: MemberAccess,
  wait: WaitOptions,
): Promise<RootUser | string> {
  try {
    return await members.withIam(reachableOf(account, wait), wait, (iam) => iam.rootUser());
  } catch (error) {
    wait.signal.throwIfAborted();
    return reasonOf(error);
  }
}

function refuseNameOfOther({ kind, name }: NamedAccount, structure: Structure): void {
  const other = kindOfName(structure, name) ?? kind;
  if (other.noun === kind.noun) return;
  throw new Failure('usage', {
    what: `${name} is ${withArticle(other)}, not ${withArticle(kind)}`,
    why: `The configuration names this account. diverst closes only accounts of ${kind.noun}s. Nothing was changed.`,
    fix: [`list the ${kind.noun}s: diverst ${kind.noun} list`],
  });
}
