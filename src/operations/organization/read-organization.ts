import { WorkerPool } from '../../access/pool.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, OrganizationRoot } from '../../aws/api.ts';
import { byText } from '../../model/by-text.ts';
import {
  type AccountReading,
  type AccountSnapshot,
  nothingElseAsked,
  type OrganizationSnapshot,
  type UnitPlace,
} from '../../model/organization.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import { identifyManagement, type ManagementCaller } from '../management.ts';
import { compact } from './compact.ts';
import { type AccountPart, readAccount } from './read-account.ts';
import { readDelegation } from './read-delegation.ts';
import { readPolicies } from './read-policies.ts';
import { readRootAccess } from './read-root-access.ts';
import { readTrails } from './read-trails.ts';

export interface OrganizationReading {
  readonly snapshot: OrganizationSnapshot;
  readonly management: ManagementCaller;
  /** Calls that were sent to AWS for it, repetitions included. */
  readonly calls: number;
}

/** How far the reading is. */
export interface ReadProgress {
  /** Accounts that are listed so far, and whether these are all. */
  readonly accounts: number;
  readonly listed: boolean;
  /** Accounts that are done with: read, closed, not asked for, or given up. */
  readonly read: number;
  readonly perSecond: number;
}

export interface ReadOrganizationTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  /** Accounts that are read side by side. */
  readonly concurrency: number;
  progress?(state: ReadProgress): void;
}

/**
 * Reads everything that an audit compares: units, accounts, and IAM of each account that can be entered. Accounts are
 * read while further ones are still being listed. An account that cannot be read says so in its `reading`.
 * @param only names of clients; other accounts are left out, the management account and Ops aside. Null: all
 * @param isWhole whether to read what the organization has as a whole, such as its trail and its policies
 * @throws Failure or AwsError where the caller, the units or the accounts cannot be read; the signal's reason
 */
export async function readOrganization(
  tools: ReadOrganizationTools,
  only: readonly string[] | null,
  // Who asks for single accounts has not asked for it.
  isWhole = only === null || only.length === 0,
): Promise<OrganizationReading> {
  const { aws } = tools;
  const before = aws.calls();
  const identifying = identifyManagement(aws);
  const root = aws.organizations.root();
  const units = readUnits(aws, root);
  const reader = new AccountsReader(tools, identifying, units, only);
  const accounts = reader.read();
  // Two calls one after the other, as each account takes once the caller is known.
  const trails = isWhole ? identifying.then(() => readTrails(tools)) : notAsked;
  const accountCount = () => reader.count;
  const policies = isWhole ? readPolicies({ ...tools, root, accountCount }) : notAsked;
  const delegation = isWhole
    ? identifying.then(({ organization }) => readDelegation(tools, organization))
    : notAsked;
  // Of what root users have, it decides what is wrong in each account.
  const rootAccess = identifying.then(({ organization }) => readRootAccess(tools, organization.featureSet));
  // All begin at once, and what is wrong with the caller is reported before what follows from it.
  units.catch(() => undefined);
  accounts.catch(() => undefined);
  trails.catch(() => undefined);
  policies.catch(() => undefined);
  delegation.catch(() => undefined);
  rootAccess.catch(() => undefined);
  try {
    const management = await identifying;
    const { organization, caller } = management;
    const [tree, found, seen, controlPolicies, delegated, root] = await Promise.all([
      units,
      accounts,
      trails,
      policies,
      delegation,
      rootAccess,
    ]);
    return {
      snapshot: {
        partition: caller.partition,
        id: organization.id,
        managementAccountId: organization.managementAccountId,
        featureSet: organization.featureSet,
        rootId: tree.rootId,
        units: tree.units,
        accounts: found,
        ...nothingElseAsked,
        trails: seen,
        controlPolicies,
        delegation: delegated,
        rootAccess: root,
      },
      management,
      calls: aws.calls() - before,
    };
  } catch (error) {
    reader.stop();
    throw error;
  }
}

const notAsked = Promise.resolve({ kind: 'not-asked' as const });

interface UnitTree {
  readonly rootId: string;
  readonly units: readonly UnitPlace[];
}

async function readUnits({ organizations }: Aws, root: Promise<OrganizationRoot>): Promise<UnitTree> {
  const { id: rootId } = await root;
  return { rootId, units: await organizations.listUnitTree(rootId) };
}

/** Lists the accounts and reads each as soon as it is listed. */
class AccountsReader {
  private readonly pool: WorkerPool;
  private readonly asked: ReadonlySet<string> | null;
  private readonly listed = new Map<string, Account>();
  private readonly readings = new Map<string, AccountReading>();
  /** Equal strings of different accounts (trust policies, above all) are kept once. */
  private readonly strings = new Map<string, string>();
  private readonly begun: number;
  /** How many accounts there are, once all are listed. */
  readonly count: Promise<number>;
  private counted: (count: number) => void = () => {};
  private complete = false;
  private stopped = false;
  private places: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(
    private readonly tools: ReadOrganizationTools,
    private readonly management: Promise<ManagementCaller>,
    private readonly units: Promise<UnitTree>,
    only: readonly string[] | null,
  ) {
    this.pool = new WorkerPool(tools.concurrency);
    this.asked = only && new Set(only.map((name) => name.toLowerCase()));
    this.begun = tools.wait.clock.now();
    this.count = new Promise((resolve) => {
      this.counted = resolve;
    });
  }

  /** In the order of their ids. */
  async read(): Promise<readonly AccountSnapshot[]> {
    await this.tools.aws.organizations.eachAccountPage((page) => this.take(page));
    this.complete = true;
    this.counted(this.listed.size);
    this.report();
    const [placed] = await Promise.all([this.withPlaces(), this.pool.drain()]);
    return placed
      .map((account) => ({ ...account, reading: this.readings.get(account.id) ?? neverReached }))
      .sort((a, b) => byText(a.id, b.id));
  }

  /** Ends the listing with its next page, and begins no further account. */
  stop(): void {
    this.stopped = true;
    this.pool.stop();
  }

  private take(page: readonly Account[]): void {
    if (this.stopped) throw new Error('diverst stopped reading');
    for (const listed of page) {
      // While the organization changes, a page may repeat what an earlier one held.
      if (this.listed.has(listed.id)) continue;
      const account = compact(listed, this.strings);
      this.listed.set(account.id, account);
      this.pool.add(() => this.readOne(account));
    }
    if (page.some(({ parentId }) => parentId === null)) this.beginPlaces();
    this.report();
  }

  private async readOne(account: Account): Promise<void> {
    const reading = await this.readingOf(account);
    this.readings.set(account.id, reading);
    this.report();
  }

  private async readingOf(account: Account): Promise<AccountReading> {
    // One that is being closed still works, and so does who gets in.
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
    const isClosing = account.state === 'PENDING_CLOSURE';
    if (account.state !== 'ACTIVE' && account.state !== 'UNKNOWN' && !isClosing) return { kind: 'closed' };
    const management = await this.management;
    const part = this.partOf(account, management);
    if (part === 'member' && this.asked && !this.asked.has(account.name.toLowerCase())) {
      return { kind: 'not-asked' };
    }
    const reading = await readAccount({ ...this.tools, management }, account, part);
    // Its closing may be complete by now.
    if (isClosing && reading.kind === 'unread') return { kind: 'closed' };
    return compact(reading, this.strings);
  }

  private partOf(account: Account, { organization }: ManagementCaller): AccountPart {
    if (account.id === organization.managementAccountId) return 'management';
    // By its name, wherever it is: an audit reports it if it is in the wrong place.
    return account.name === this.tools.structure.opsAccount ? 'ops' : 'member';
  }

  /** AWS left `Paths` out: the units are asked for their accounts, which takes a call for twenty of them and not for each. */
  private beginPlaces(): Promise<ReadonlyMap<string, string>> {
    this.places ??= this.readPlaces();
    // Awaited when the listing has ended.
    this.places.catch(() => undefined);
    return this.places;
  }

  private async readPlaces(): Promise<ReadonlyMap<string, string>> {
    const { rootId, units } = await this.units;
    const { organizations } = this.tools.aws;
    const parents = [rootId, ...units.map(({ id }) => id)];
    const places = new Map<string, string>();
    await Promise.all(
      parents.map(async (parentId) => {
        for (const id of await organizations.listAccountIds(parentId)) places.set(id, parentId);
      }),
    );
    return places;
  }

  private async withPlaces(): Promise<readonly (Account & { readonly parentId: string })[]> {
    const accounts = [...this.listed.values()];
    const places = accounts.some(({ parentId }) => parentId === null) ? await this.beginPlaces() : null;
    const { organizations } = this.tools.aws;
    return Promise.all(
      accounts.map(async (account) => ({
        ...account,
        // One that is moved meanwhile may have been in none of the units when that one was asked.
        parentId: account.parentId ?? places?.get(account.id) ?? (await organizations.parentOf(account.id)),
      })),
    );
  }

  private report(): void {
    const { clock } = this.tools.wait;
    const seconds = (clock.now() - this.begun) / 1_000;
    const read = this.readings.size;
    this.tools.progress?.({
      accounts: this.listed.size,
      listed: this.complete,
      read,
      perSecond: seconds > 0 ? read / seconds : 0,
    });
  }
}

const neverReached: AccountReading = {
  kind: 'unread',
  reason: 'not reached before the run ended',
  denied: false,
};
