import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { isSecurityKey, readPrincipal } from '../../model/arn.ts';
import { Failure } from '../../model/failure.ts';
import { shellWord } from '../../model/shell-word.ts';
import { systemWords } from '../../model/system-words.ts';
import { isOwnDeny, lockedWords } from './own-deny.ts';

/** Where to find the MFA device of the calling user. */
export interface MfaDeviceSource {
  /** The kind of account whose role demands it. */
  readonly noun: AccountNoun;
  readonly aws: Aws;
  /** The profile that signs; null where none does. */
  readonly signing: { readonly name: string; mfaSerial(): Promise<string | null> } | null;
  /** Asks which of several; null where nobody can be asked. */
  readonly choose: ((serials: readonly string[]) => Promise<string>) | null;
}

/**
 * The serial number of the device whose code is asked for: the one that the profile names, or the caller's only one,
 * or one that is chosen.
 * @param identity ARN of the caller
 * @throws Failure where there is none, or several and nobody to choose
 */
export async function mfaDevice(
  identity: string,
  { noun, aws, signing, choose }: MfaDeviceSource,
): Promise<string> {
  const configured = (await signing?.mfaSerial()) ?? null;
  if (configured !== null) {
    if (isSecurityKey(configured)) throw noCodes(noun, [configured], 'mfa_serial of the profile names');
    return configured;
  }
  const devices = await devicesOf(aws, identity);
  const usable = devices.filter((serial) => !isSecurityKey(serial));
  const [only] = usable;
  if (only === undefined) {
    throw devices.length === 0 ? noDevice(noun, identity) : noCodes(noun, devices, `${identity} has only`);
  }
  if (usable.length === 1) return only;
  if (choose === null) throw severalDevices(identity, usable, signing?.name ?? null);
  return choose(usable);
}

async function devicesOf(aws: Aws, identity: string): Promise<readonly string[]> {
  const caller = readPrincipal(identity);
  if (caller.kind !== 'user') return [];
  try {
    return await aws.iam().listMfaDevices(caller.name);
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new Failure(
      'failed',
      {
        what: 'cannot find out which MFA device is yours: AWS denied it',
        ...unreadWords(error.message),
      },
      { cause: error },
    );
  }
}

/** Nothing denies a person to read the own devices but the lock. */
function unreadWords(message: string): { readonly why: string; readonly fix: readonly string[] } {
  if (isOwnDeny(message)) return { ...lockedWords, why: `${lockedWords.why} AWS says: ${message}` };
  return {
    why: `AWS says: ${message}`,
    fix: [
      `name the device: mfa_serial = ARN in your profile in ${systemWords().homeFile('.aws/config')}`,
      'or ask an admin to allow you iam:ListMFADevices on your own user',
    ],
  };
}

function noDevice(noun: AccountNoun, identity: string): Failure {
  return new Failure('failed', {
    what: `${identity} has no MFA device`,
    why: `The ${noun}s’ roles require MFA, or one of your policies denies everything without MFA.`,
    fix: ['register an MFA device in the IAM console: Security credentials, Assign MFA device'],
  });
}

function noCodes(noun: AccountNoun, devices: readonly string[], whose: string): Failure {
  return new Failure('failed', {
    what: `${whose} a security key or passkey, which gives no codes: ${devices.join(', ')}`,
    why: `The ${noun}s’ roles require MFA, and outside the console AWS accepts only six-digit codes.`,
    fix: [
      'register an authenticator app as well: IAM console, Security credentials, Assign MFA device',
      'and set mfa_serial to that device in each profile that names another',
    ],
  });
}

function severalDevices(identity: string, usable: readonly string[], signing: string | null): Failure {
  const profile = signing === null ? '' : ` --profile ${shellWord(signing)}`;
  return new Failure('usage', {
    what: `${identity} has ${usable.length} MFA devices, and diverst cannot ask you which one to use`,
    why: `Your devices: ${usable.join(', ')}.`,
    fix: [
      `choose a device for the profile: aws configure set mfa_serial ${shellWord(usable[0] ?? '')}${profile}`,
    ],
  });
}
