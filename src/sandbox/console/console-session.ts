import { callerOfSession } from '../authenticate.ts';
import type { Authorize } from '../authorization/authorize.ts';
import type { SandboxClock } from '../clock.ts';
import type { EventHistory } from '../cloudtrail/history.ts';
import { putEvents } from '../cloudtrail/put-events.ts';
import { userIdentityOf } from '../cloudtrail/user-identity.ts';
import { iamArn } from '../iam/names.ts';
import type { Caller, SessionFacts } from '../operation.ts';
import type { SandboxRequestHandler } from '../request-handler.ts';
import { issueSession, type SessionCredentials, type SessionPrincipal } from '../sessions.ts';
import type { SandboxState, UserState } from '../state.ts';
import { SignInRefused } from './refused.ts';

/** https://docs.aws.amazon.com/signin/latest/userguide/command-line-sign-in.html */
const longest = 12 * 60 * 60 * 1000;
/** Credentials of `aws login`: https://docs.aws.amazon.com/signin/latest/APIReference/API_dataplane-signin_CreateOAuth2Token.html */
const renewedEvery = 15 * 60 * 1000;

/** What the console is made of. */
export interface SessionParts {
  readonly clock: SandboxClock;
  /** As it is at this moment. */
  state(): SandboxState;
  readonly history: EventHistory;
  readonly authorize: Authorize;
  readonly requestHandler: SandboxRequestHandler;
}

interface Facts {
  readonly accountId: string;
  readonly user: UserState;
  readonly password: string;
  readonly mfa: boolean;
  /** Epoch milliseconds. */
  readonly signedInAt: number;
  readonly mustChangePassword: boolean;
}

/** How `aws login` is used: with a browser on the same computer, or on another one (`--remote`). */
export interface LoginOptions {
  readonly device?: 'localhost' | 'remote';
  /** us-east-1 unless given. */
  readonly region?: string;
}

/** Somebody who is signed in to the console. */
export class ConsoleSession {
  readonly accountId: string;
  readonly userName: string;
  readonly mfa: boolean;
  /** Until it is changed the session may do nothing else. */
  readonly mustChangePassword: boolean;
  /** What the console makes its calls with, for twelve hours. */
  readonly credentials: SessionCredentials;
  readonly #parts: SessionParts;
  readonly #facts: Facts;
  readonly #principal: SessionPrincipal;
  readonly #session: SessionFacts;

  constructor(parts: SessionParts, facts: Facts) {
    const { accountId, user, mfa, signedInAt, mustChangePassword } = facts;
    this.#parts = parts;
    this.#facts = facts;
    this.accountId = accountId;
    this.userName = user.name;
    this.mfa = mfa;
    this.mustChangePassword = mustChangePassword;
    this.#principal = { kind: 'user', accountId, userName: user.name, userId: user.id };
    this.#session = {
      issuedAt: signedInAt,
      expiresAt: signedInAt + longest,
      mfa,
      signIn: 'console',
      tags: {},
      transitiveTagKeys: [],
      policies: mustChangePassword ? [changingPassword(accountId, user)] : [],
    };
    this.credentials = issueSession(parts.state(), this.#principal, this.#session);
  }

  /**
   * Changes the password with which the user signed in, as IAM's ChangePassword does it for whoever is allowed to.
   *
   * @returns the session from then on
   * @throws what the SDK throws for IAM's refusals: AccessDenied, PasswordPolicyViolationException
   */
  async changePassword(password: string): Promise<ConsoleSession> {
    const { IAMClient, ChangePasswordCommand } = await import('@aws-sdk/client-iam');
    const client = new IAMClient({
      region: 'us-east-1',
      requestHandler: this.#parts.requestHandler,
      credentials: this.credentials,
      maxAttempts: 1,
    });
    const OldPassword = this.#facts.password;
    await client.send(new ChangePasswordCommand({ OldPassword, NewPassword: password }));
    return new ConsoleSession(this.#parts, { ...this.#facts, password, mustChangePassword: false });
  }

  /**
   * What `aws login` does for somebody with this session: credentials for the command line, where policies allow
   * `signin:AuthorizeOAuth2Access` and `signin:CreateOAuth2Token`.
   *
   * @throws SignInRefused
   */
  login(options: LoginOptions = {}): CommandLineSession {
    const now = this.#parts.clock.now();
    this.#allow('AuthorizeOAuth2Access', options, this.#session);
    return this.#issue(options, now, now + longest);
  }

  #issue(options: LoginOptions, now: number, endsAt: number): CommandLineSession {
    this.#allow('CreateOAuth2Token', options, this.#session);
    const expiresAt = Math.min(now + renewedEvery, endsAt);
    const credentials = issueSession(this.#parts.state(), this.#principal, {
      ...this.#session,
      issuedAt: now,
      expiresAt,
      mfaAt: this.#session.issuedAt,
      signIn: 'login',
    });
    const renew = (): CommandLineSession => {
      const later = this.#parts.clock.now();
      if (later >= endsAt)
        throw new SignInRefused('session-ended', 'Your session has expired. Log in again.');
      return this.#issue(options, later, endsAt);
    };
    return { credentials, expiresAt, endsAt, renew };
  }

  /** @throws SignInRefused for a session that is over, and for what policies do not allow */
  #allow(
    action: 'AuthorizeOAuth2Access' | 'CreateOAuth2Token',
    { device = 'localhost', region = 'us-east-1' }: LoginOptions,
    session: SessionFacts,
  ): void {
    const { clock, authorize, history } = this.#parts;
    const now = clock.now();
    const state = this.#parts.state();
    const caller = callerOfSession(state, this.#principal, session);
    const isOver = action === 'AuthorizeOAuth2Access' && now >= session.expiresAt;
    if (caller === undefined || isOver) {
      throw new SignInRefused('session-ended', 'Your session has ended. Sign in again.');
    }
    const resource = `arn:aws:signin:${region}:${this.accountId}:oauth2/public-client/${device}`;
    const permission = {
      action: `signin:${action}`,
      resource,
      context: { 'aws:RequestedRegion': [region] },
    };
    const decision = authorize(state, caller, permission, now);
    this.#record(history, state, caller, { action, region, allowed: decision.allowed }, now);
    if (decision.allowed) return;
    const message = `User: ${caller.arn} is not authorized to perform: signin:${action} on resource: ${resource}`;
    throw new SignInRefused('not-allowed', `${message} because ${decision.reason}`);
  }

  #record(
    history: EventHistory,
    state: SandboxState,
    caller: Caller,
    { action, region, allowed }: { action: string; region: string; allowed: boolean },
    now: number,
  ): void {
    const event = {
      userIdentity: userIdentityOf(state, caller, this.credentials.accessKeyId),
      eventSource: 'signin.amazonaws.com',
      eventName: action,
      awsRegion: region,
      ...(allowed ? {} : { errorCode: 'AccessDenied' }),
    };
    putEvents(history, this.accountId, [event], now);
  }
}

/** Somebody who has logged in with `aws login`. */
export interface CommandLineSession {
  readonly credentials: SessionCredentials;
  /** Epoch milliseconds: until then the credentials work. */
  readonly expiresAt: number;
  /** Epoch milliseconds: until then there are new ones. */
  readonly endsAt: number;
  /** What the AWS CLI does by itself before credentials expire. @throws SignInRefused */
  renew(): CommandLineSession;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_admin-change-user.html */
function changingPassword(accountId: string, user: UserState): string {
  const Statement = [
    { Effect: 'Allow', Action: 'iam:ChangePassword', Resource: iamArn(accountId, 'user', user) },
    { Effect: 'Allow', Action: 'iam:GetAccountPasswordPolicy', Resource: '*' },
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
