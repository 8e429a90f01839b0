import { isUsable } from '../account-states.ts';
import { consoleSignIn, type PutEvent, putEvents, signedIn } from '../cloudtrail/put-events.ts';
import { iamOf } from '../iam/account.ts';
import { nameKey } from '../iam/names.ts';
import { isPassword } from '../iam/password-policy.ts';
import { entry } from '../iam/records.ts';
import { shownCodes } from '../iam/totp.ts';
import type { SandboxState, UserState } from '../state.ts';
import { isCodeFor } from '../sts/mfa.ts';
import { ConsoleSession, type SessionParts } from './console-session.ts';
import { SignInRefused } from './refused.ts';

const day = 24 * 60 * 60 * 1000;

/** What somebody types at the sign-in page. */
export interface SignIn {
  /** The account's id or its alias. */
  readonly account: string;
  readonly userName: string;
  readonly password: string;
  /** Six digits of one of the user's MFA devices. */
  readonly code?: string;
}

/** The user who signs in, and where. */
interface Found {
  readonly accountId: string;
  readonly user: UserState | undefined;
}

/**
 * The sign-in page of AWS for IAM users. Signing in is no permission: no policy keeps a user with a password out.
 * https://docs.aws.amazon.com/signin/latest/userguide/introduction-to-iam-user-sign-in-tutorial.html
 */
export class Console {
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /**
   * Signs in with a password, and with a code where the user has an MFA device.
   *
   * @throws SignInRefused
   */
  signIn({ account, userName, password, code }: SignIn): ConsoleSession {
    const { clock } = this.#parts;
    const now = clock.now();
    const state = this.#parts.state();
    const found = find(state, account, userName);
    const { accountId, user } = found;
    if (user === undefined || !user.hasPassword || !isPassword(user, password, { state })) {
      this.#log(found, userName, { success: false });
      throw new SignInRefused('credentials', 'Your authentication information is incorrect.');
    }
    const device = this.#prove(found, user, code, now);
    const expired = hasExpired(state, accountId, user, now);
    if (expired === 'for-good') {
      this.#log(found, userName, { success: false, mfa: device !== null });
      throw new SignInRefused(
        'password-expired',
        'Your password has expired. Ask your administrator for one.',
      );
    }
    this.#log(found, userName, device === null ? {} : { mfa: true, mfaDevice: device });
    return new ConsoleSession(this.#parts, {
      accountId,
      user,
      password,
      mfa: device !== null,
      signedInAt: now,
      mustChangePassword: user.passwordResetRequired === true || expired === 'to-be-changed',
    });
  }

  /**
   * What an authenticator app shows for a virtual MFA device: the code before, and the one of this moment. EnableMFADevice
   * wants both, a sign-in the second.
   *
   * @param serialNumber the device's ARN
   */
  codesOf(serialNumber: string): readonly [string, string] {
    const { clock } = this.#parts;
    const accountId = serialNumber.split(':')[4] ?? '';
    const device = entry(iamOf(this.#parts.state(), accountId).mfaDevices ?? {}, serialNumber);
    if (device === undefined) throw new Error(`There is no virtual MFA device ${serialNumber}.`);
    return shownCodes(device, clock.now());
  }

  /** @returns the serial number of the device whose code it is; null for a user without one */
  #prove(found: Found, user: UserState, code: string | undefined, now: number): string | null {
    if (user.mfaDevices.length === 0) return null;
    this.#put(found.accountId, {
      userIdentity: signedIn(found.accountId, user.id, user.name),
      eventSource: 'signin.amazonaws.com',
      eventName: 'CheckMfa',
      responseElements: { CheckMfa: 'Success' },
      additionalEventData: { MfaType: 'Virtual MFA' },
      eventType: 'AwsConsoleSignIn',
    });
    if (code === undefined) {
      throw new SignInRefused('code-missing', 'Enter a code of your MFA device.');
    }
    const iam = iamOf(this.#parts.state(), found.accountId);
    const isCode = /^\d{6}$/.test(code);
    const device = user.mfaDevices.find((serial) => isCode && isCodeFor(iam, serial, code, now));
    if (device !== undefined) return device;
    this.#log(found, user.name, { success: false, mfa: true });
    throw new SignInRefused('code-wrong', 'Your MFA code is incorrect.');
  }

  #log(
    { accountId, user }: Found,
    who: string,
    what: { readonly success?: false; readonly mfa?: boolean; readonly mfaDevice?: string },
  ): void {
    if (accountId === '') return;
    this.#put(accountId, consoleSignIn(accountId, user?.id, { who: user?.name ?? who, ...what }));
  }

  #put(accountId: string, event: PutEvent): void {
    putEvents(this.#parts.history, accountId, [event], this.#parts.clock.now());
  }
}

/** An account that there is not, or that is closed, is `''`. */
function find(state: SandboxState, account: string, userName: string): Found {
  const named = Object.keys(state.accounts).find(
    (id) => id === account || entry(state.iam, id)?.alias === account,
  );
  if (named === undefined || !isUsable(state.accounts[named])) return { accountId: '', user: undefined };
  return { accountId: named, user: entry(iamOf(state, named).users, nameKey(userName)) };
}

/**
 * Past the greatest age that the account's policy sets, the password must be changed, or cannot be.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
function hasExpired(
  state: SandboxState,
  accountId: string,
  user: UserState,
  now: number,
): 'to-be-changed' | 'for-good' | null {
  const { maxAge, hardExpiry } = iamOf(state, accountId).passwordPolicy ?? {};
  const since = user.passwordChangedAt ?? user.createdAt;
  if (maxAge === undefined || now < since + maxAge * day) return null;
  return hardExpiry === true ? 'for-good' : 'to-be-changed';
}
