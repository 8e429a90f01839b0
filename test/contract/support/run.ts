import {
  AccountNotFoundException,
  AWSOrganizationsNotInUseException,
  CloseAccountCommand,
  CreateAccountCommand,
  type CreateAccountStatus,
  DescribeCreateAccountStatusCommand,
  DescribeOrganizationCommand,
  ListRootsCommand,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import type { SandboxClock } from '../../../src/sandbox/clock.ts';
import { type Caller, type CallerConfig, given, keysOf } from './caller.ts';

export interface OrganizationFacts {
  readonly id: string;
  readonly rootId: string;
  readonly managementId: string;
}

/** Where the cases are run: the sandbox in this process, an emulator, AWS. */
export interface Target {
  readonly clock: Pick<SandboxClock, 'now' | 'sleep'>;
  /** How long a change may take to spread, in milliseconds; 0 where it counts at once. */
  readonly maxWait: number;
  /** A member account with the access role, for the cases that need one. */
  readonly memberId: string | undefined;
  /** As the administrator of the management account who runs the contract, unless credentials are given. */
  connect(config?: CallerConfig): Caller;
  /** An address that no account has. */
  email(name: string): string;
}

/** The account that a run makes. */
export interface MadeAccount {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** The answer to CreateAccount. */
  readonly first: CreateAccountStatus;
  /** The status once the creation was over. */
  readonly last: CreateAccountStatus;
}

/** A case asked for the member account, and the target has none. */
export class NoMember extends Error {
  override readonly name = 'NoMember';

  constructor() {
    super('the target has no member account');
  }
}

const accessRole = 'OrganizationAccountAccessRole';
/** Milliseconds: AWS creates an account in minutes at the most. */
const maxCreationWait = 600_000;

/** One run of the contract: what its cases share. */
export class Run {
  readonly target: Target;
  readonly id: string;
  readonly organization: OrganizationFacts | null;
  readonly management: Caller;
  #member: Promise<Caller> | undefined;
  #account: Promise<MadeAccount> | undefined;

  private constructor(target: Target, id: string, by: Caller, organization: OrganizationFacts | null) {
    this.target = target;
    this.id = id;
    this.organization = organization;
    this.management = by;
  }

  /** @param id becomes part of every name that the run gives */
  static async open(target: Target, id: string): Promise<Run> {
    const management = target.connect();
    return new Run(target, id, management, await factsOf(management));
  }

  get memberId(): string {
    if (this.target.memberId === undefined) throw new NoMember();
    return this.target.memberId;
  }

  async member(): Promise<Caller> {
    this.#member ??= this.within(this.memberId);
    return await this.#member;
  }

  newAccount(): Promise<MadeAccount> {
    this.#account ??= this.#createAccount();
    return this.#account;
  }

  /** As the access role of an account, which may be new. */
  async within(accountId: string): Promise<Caller> {
    const command = () =>
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/${accessRole}`,
        RoleSessionName: 'contract',
      });
    let failure: unknown;
    for (const pause of [...this.pauses(), 0]) {
      try {
        const { Credentials } = await this.management.sts.send(command());
        return this.target.connect({ credentials: keysOf(Credentials) });
      } catch (error) {
        failure = error;
        await this.target.clock.sleep(pause);
      }
    }
    throw failure;
  }

  /**
   * Closes the account that the run made, if it made one.
   *
   * @returns what is left, in words
   */
  async close(): Promise<string[]> {
    if (this.#account === undefined) return [];
    const account = await this.#account.catch(() => undefined);
    if (account === undefined) return [];
    try {
      await this.management.organizations.send(new CloseAccountCommand({ AccountId: account.id }));
      return [];
    } catch (error) {
      if (error instanceof AccountNotFoundException) return [];
      return [`account ${account.id}: ${error instanceof Error ? error.message : String(error)}`];
    }
  }

  /** Pauses between two tries, in milliseconds, which together are the longest wait of the target. */
  *pauses(longest = this.target.maxWait): Generator<number> {
    let left = longest;
    for (let pause = 500; left > 0; pause = Math.min(8_000, pause * 2)) {
      yield Math.min(left, pause);
      left -= pause;
    }
  }

  async #createAccount(): Promise<MadeAccount> {
    const name = `contract-${this.id}`;
    const email = this.target.email(name);
    const { organizations } = this.management;
    const { CreateAccountStatus } = await organizations.send(
      new CreateAccountCommand({ AccountName: name, Email: email }),
    );
    const first = given(CreateAccountStatus, 'CreateAccountStatus');
    const last = await this.creationEnd(given(first.Id, 'Id'));
    return { id: given(last.AccountId, 'AccountId'), name, email, first, last };
  }

  /** The status of a creation once it is over, or as it is when the wait ends. */
  async creationEnd(id: string): Promise<CreateAccountStatus> {
    const { organizations } = this.management;
    const command = () => new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: id });
    for (const pause of this.pauses(maxCreationWait)) {
      const { CreateAccountStatus } = await organizations.send(command());
      if (CreateAccountStatus?.State !== 'IN_PROGRESS') {
        return given(CreateAccountStatus, 'CreateAccountStatus');
      }
      await this.target.clock.sleep(pause);
    }
    throw new Error(`the creation ${id} did not end`);
  }
}

/** Null where the account has no organization. */
async function factsOf({ organizations }: Caller): Promise<OrganizationFacts | null> {
  try {
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    return {
      id: given(Organization?.Id, 'organization'),
      rootId: given(Roots?.[0]?.Id, 'root'),
      managementId: given(Organization?.MasterAccountId, 'management account'),
    };
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return null;
    throw error;
  }
}
