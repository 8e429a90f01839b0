import { createHmac } from 'node:crypto';
import { deriveText } from '../ids.ts';
import type { SandboxState } from '../state.ts';
import type { MfaDeviceState } from '../state-of-iam.ts';

const stepMs = 30_000;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Steps by which a code may be early or late. https://www.rfc-editor.org/rfc/rfc6238.html#section-5.2 */
const tolerance = 1;
/** Two codes in a row show the very device, also when they were typed minutes ago. */
const enablingTolerance = 20;
/** A device whose clock is wrong by up to a day is synchronized again. */
const resyncTolerance = 2880;

/** A seed of a device's own, in Base32. @param serial the device's */
export function newSeed(state: SandboxState, serial: string): string {
  const seed = deriveText(state.secret, `mfa-seed:${serial}:${state.serial}`, base32, 64);
  state.serial += 1;
  return seed;
}

/** Whether a code is the device's at this moment. @param now epoch milliseconds */
export function isCodeOf(device: MfaDeviceState, code: string, now: number): boolean {
  const at = stepAt(now) + device.drift;
  return around(at, tolerance).some((step) => codeAt(device.seed, step) === code);
}

/**
 * How far a device's clock is ahead, in steps, by two codes of it that follow each other.
 *
 * @param now epoch milliseconds
 * @returns undefined for codes that are not the device's, or not in a row
 */
export function driftOf(
  device: MfaDeviceState,
  codes: readonly [string, string],
  now: number,
  purpose: 'enable' | 'resync',
): number | undefined {
  const [first, second] = codes;
  const reach = purpose === 'enable' ? enablingTolerance : resyncTolerance;
  const at = stepAt(now);
  const found = around(at, reach).find(
    (step) => codeAt(device.seed, step - 1) === first && codeAt(device.seed, step) === second,
  );
  return found === undefined ? undefined : found - at;
}

/** What a device that shows the right time has shown before, and shows at this moment. @param now epoch milliseconds */
export function shownCodes({ seed, drift }: MfaDeviceState, now: number): [string, string] {
  const step = stepAt(now) + drift;
  return [codeAt(seed, step - 1), codeAt(seed, step)];
}

function stepAt(now: number): number {
  return Math.floor(now / stepMs);
}

/** The nearest first. */
function around(middle: number, reach: number): number[] {
  const steps = [middle];
  for (let distance = 1; distance <= reach; distance += 1) steps.push(middle - distance, middle + distance);
  return steps;
}

/** The code of a step of 30 seconds since 1970: https://www.rfc-editor.org/rfc/rfc6238.html */
function codeAt(seed: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(step));
  const digest = createHmac('sha1', fromBase32(seed)).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 0x0f;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    value = ((value << 5) | base32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
