import { gaveUp, isThrottled, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { OrganizationsApi } from '../aws/api.ts';
import { AwsError, hasCode } from '../aws/errors/aws-error.ts';
import { Failure } from '../model/failure.ts';
import type { Account, CreationStatus } from '../model/snapshot.ts';
import { creationFailure } from './creation-failure.ts';

export interface AccountRequest {
  readonly name: string;
  readonly email: string;
  readonly accessRole: string;
  readonly tags: Readonly<Record<string, string>>;
  /** A creation with that name that is already in progress. */
  readonly underWay: string | null;
  /** How a person gives another address, and continues with an account of another address. */
  readonly words: AccountWords;
  /** Whether an organization that AWS is still setting up is waited for: up to an hour. */
  readonly waitForOrganization: boolean;
  /**
   * Asks reality once more, directly before the account is requested: a creation of that name that is under way, the
   * account itself where it is there by now and may be continued with, or null. Throws where name or address have been
   * taken since the plan was made.
   */
  lookAgain(): Promise<Seen | null>;
}

export interface AccountWords {
  /** `--email` or `--ops-email`. */
  readonly emailOption: string;
  /** The command that continues with the account of that address. */
  withEmail(email: string): string;
  /** What to do where the name belongs to somebody else. */
  readonly otherName: string;
}

/** What was there when reality was asked once more. */
export type Seen = { readonly creation: CreationStatus } | { readonly account: Account };

export interface CreatedAccount {
  readonly accountId: string;
  /** False when somebody else's creation made it. */
  readonly created: boolean;
}

/** How the work is reported while it runs. */
export interface CreationWatch {
  /** Says what is waited for just now. */
  update(text: string): void;
  /** Whether an account may come of what was sent so far: true from a send until AWS says that it failed. */
  pending(maybe: boolean): void;
}

/** Milliseconds by which AWS's clock and this one may differ. */
const skew = 30_000;
/** DescribeCreateAccountStatus takes two calls a second. */
const creationPace = { first: 500, longest: 2_000, onlyReads: true };
const lookPace = { first: 1_000, longest: 5_000, onlyReads: true };
/** Pauses between sends that AWS refused for the moment. */
const sendPace = { first: 1_000, longest: 5_000 };
/** The same while an organization is being set up: CreateAccount takes one call in ten seconds. */
const setUpPause = 15_000;

/**
 * Makes an account exist, once. CreateAccount has no idempotency token, so it is sent by itself, and when
 * its outcome is unknown reality is asked before anything is sent again; the e-mail address, unique in all of AWS,
 * is what an account is recognised by. What keeps a request from being sent at all is in
 * `operations/creation-checks.ts` and `operations/account/find-account.ts`.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
 */
export async function createAccount(
  organizations: OrganizationsApi,
  request: AccountRequest,
  wait: WaitOptions,
  watch: CreationWatch,
): Promise<CreatedAccount> {
  if (request.underWay !== null) {
    const other = await finished(organizations, request.underWay, request, wait, watch);
    if (other.state === 'SUCCEEDED')
      return { accountId: await confirmed(organizations, other, request, wait), created: false };
  }
  const sent = await sendOnce(organizations, request, wait, watch);
  if ('account' in sent) return { accountId: sent.account.id, created: sent.ours };
  const creation = await finished(organizations, sent.creation.id, request, wait, watch);
  if (creation.state === 'SUCCEEDED') {
    return { accountId: await confirmed(organizations, creation, request, wait), created: sent.ours };
  }
  watch.pending(false);
  return {
    accountId: await madeByAnother(organizations, creation, request, wait, watch),
    created: false,
  };
}

/** What came of sending; `ours` when, as far as is known, a send of this run made it. */
type Sent = ({ readonly creation: CreationStatus } | { readonly account: Account }) & {
  readonly ours: boolean;
};

async function sendOnce(
  organizations: OrganizationsApi,
  request: AccountRequest,
  wait: WaitOptions,
  watch: CreationWatch,
): Promise<Sent> {
  const sentAt = wait.clock.now();
  /** The first answer that left it open whether an account is being created. */
  let unclear: AwsError | undefined;
  let settingUp = false;
  const sent = await poll<Sent>(wait, sendPace, async () => {
    const other = await request.lookAgain();
    if (other) return { ...other, ours: unclear !== undefined };
    try {
      const { name, email, accessRole, tags } = request;
      const creation = await organizations.createAccount({ name, email, accessRole, tags });
      watch.pending(true);
      return { creation, ours: true };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.outcome === 'rejected') {
        if (request.waitForOrganization && hasCode(error, 'FinalizingOrganizationException')) {
          settingUp = true;
          watch.update('AWS is still setting up the organization');
          const left = wait.deadline - wait.clock.now();
          await wait.clock.sleep(Math.max(0, Math.min(setUpPause, left)), wait.signal);
          return null;
        }
        if (!isThrottled(error) && error.reason !== 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED') throw error;
        watch.update('AWS is busy creating other accounts');
        return null;
      }
      watch.pending(true);
      watch.update('no clear answer from AWS: checking whether the account is being created');
      const found = await look(organizations, request, sentAt, wait);
      if (found) return found;
      // Sent again once only, and never when there was no time to look properly.
      if (unclear || wait.clock.now() >= wait.deadline) throw inDoubt(request, wait, error);
      unclear = error;
      return null;
    }
  });
  if (sent) return sent;
  if (unclear) throw inDoubt(request, wait, unclear);
  throw gaveUp(
    wait,
    `AWS to accept the request to create account ${request.name}`,
    settingUp
      ? 'AWS is still setting up the organization, which takes up to an hour. No account was requested.'
      : 'AWS kept throttling CreateAccount. No account was requested.',
  );
}

/**
 * What a send whose outcome is unknown has left behind, if anything shows in time. A creation that failed is
 * no answer: it may be another run's of the same name, and sending again shows it.
 */
function look(
  organizations: OrganizationsApi,
  request: AccountRequest,
  sentAt: number,
  wait: WaitOptions,
): Promise<Sent | null> {
  return poll<Sent>(
    wait,
    lookPace,
    async () => {
      const creations = await organizations.listCreations(['IN_PROGRESS', 'SUCCEEDED']);
      const creation = creations.findLast(
        ({ accountName, requestedAt }) => accountName === request.name && (requestedAt ?? 0) >= sentAt - skew,
      );
      if (creation) return { creation, ours: true };
      const account = await ownAccount(organizations, request);
      return account && { account, ours: true };
    },
    wait.clock.now() + waits.lostCreation,
  );
}

/** Waits until a creation has succeeded or failed. */
async function finished(
  organizations: OrganizationsApi,
  creationId: string,
  request: AccountRequest,
  wait: WaitOptions,
  watch: CreationWatch,
): Promise<CreationStatus> {
  const visibleBy = wait.clock.now() + waits.lostCreation;
  watch.update('waiting for AWS');
  const done = await poll(wait, creationPace, async () => {
    try {
      const creation = await organizations.describeCreation(creationId);
      return creation.state === 'IN_PROGRESS' ? null : creation;
    } catch (error) {
      // Organizations is eventually consistent: a request made a moment ago may not show yet.
      if (hasCode(error, 'CreateAccountStatusNotFoundException') && wait.clock.now() < visibleBy) return null;
      throw error;
    }
  });
  if (done) return done;
  throw gaveUp(wait, `the account ${request.name} (creation ${creationId})`);
}

/** A creation status carries no e-mail address: the account itself must say that it is the one that was asked for. */
async function confirmed(
  organizations: OrganizationsApi,
  creation: CreationStatus,
  request: AccountRequest,
  wait: WaitOptions,
): Promise<string> {
  if (creation.accountId === null)
    throw creationFailure(request, { id: creation.id, failureReason: 'no account ID' });
  const account = await visible(organizations, creation.accountId, wait);
  if (account.email.toLowerCase() === request.email) return account.id;
  throw new Failure('failed', {
    what: `cannot continue with account ${request.name}: it was created with the email address ${account.email} (${account.id})`,
    why: `This run asked for the address ${request.email}. Another admin or program created an account with the same name at the same time.`,
    fix: [
      `to continue with that account: ${request.words.withEmail(account.email)}`,
      request.words.otherName,
    ],
  });
}

/** Organizations is eventually consistent: an account made a moment ago may not show yet. */
async function visible(
  organizations: OrganizationsApi,
  accountId: string,
  wait: WaitOptions,
): Promise<Account> {
  const until = wait.clock.now() + waits.lostCreation;
  const account = await poll(wait, lookPace, async () => {
    try {
      return await organizations.describeAccount(accountId);
    } catch (error) {
      if (hasCode(error, 'AccountNotFoundException') && wait.clock.now() < until) return null;
      throw error;
    }
  });
  if (account) return account;
  throw gaveUp(wait, `AWS to show account ${accountId}`);
}

/** After a failed creation: another run's account with our name and address, if that is why it failed. */
async function madeByAnother(
  organizations: OrganizationsApi,
  failed: CreationStatus,
  request: AccountRequest,
  wait: WaitOptions,
  watch: CreationWatch,
): Promise<string> {
  const reason = failed.failureReason;
  if (reason !== 'EMAIL_ALREADY_EXISTS' && reason !== 'CONCURRENT_ACCOUNT_MODIFICATION') {
    throw creationFailure(request, failed);
  }
  watch.update('another run is creating the same account: waiting for that account');
  const accountId = await poll(
    wait,
    lookPace,
    async () => {
      const account = await ownAccount(organizations, request);
      if (account) return account.id;
      const underWay = await organizations.listCreations(['IN_PROGRESS']);
      const other = underWay.find(({ accountName }) => accountName === request.name);
      if (!other) return null;
      const creation = await finished(organizations, other.id, request, wait, watch);
      return creation.state === 'SUCCEEDED' ? confirmed(organizations, creation, request, wait) : null;
    },
    wait.clock.now() + waits.lostCreation,
  );
  if (accountId !== null) return accountId;
  throw creationFailure(request, failed);
}

/** The organization's account with the requested address; one that has it under another name is an error. */
async function ownAccount(organizations: OrganizationsApi, request: AccountRequest): Promise<Account | null> {
  const accounts = await organizations.listAccounts();
  const account = accounts.find(({ email }) => email.toLowerCase() === request.email);
  if (!account) return null;
  const usable = account.state === 'ACTIVE' || account.state === 'UNKNOWN';
  if (account.name === request.name && usable) return account;
  throw new Failure('failed', {
    what: `cannot create account ${request.name}: the email address ${request.email} belongs to account ${account.name} (${account.id}, ${account.state})`,
    why: 'An email address can belong to only one AWS account, even if that account is closed.',
    fix: [`give another address: ${request.words.emailOption}`],
  });
}

function inDoubt(request: AccountRequest, wait: WaitOptions, cause: AwsError): Error {
  return new AwsError({
    action: cause.action,
    code: cause.code,
    message:
      `CreateAccount for ${request.name} was sent twice without a clear answer, and AWS shows no such account; ` +
      `wait some minutes, then: ${wait.resume}`,
    requestId: cause.requestId,
    outcome: 'unknown',
    changes: true,
    cause,
  });
}
